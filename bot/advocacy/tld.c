#include "advocacy/tld.h"

#include "base/auto.h"
#include "base/buf.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { longest_tld = 24 }; /* code points; a test holds that none is longer */

/* Linked by X, though no longer delegated, or not yet, when the list above was
 * made. Sorted by bytes. */
/* clang-format off */
static const struct str others[] = {
    STR_INIT("abarth"), STR_INIT("active"), STR_INIT("adac"), STR_INIT("afamilycompany"),
    STR_INIT("aigo"), STR_INIT("alfaromeo"), STR_INIT("an"), STR_INIT("avianca"),
    STR_INIT("bananarepublic"), STR_INIT("bentley"), STR_INIT("bl"), STR_INIT("blanco"),
    STR_INIT("bnl"), STR_INIT("boots"), STR_INIT("bq"), STR_INIT("budapest"),
    STR_INIT("bugatti"), STR_INIT("cancerresearch"), STR_INIT("cartier"),
    STR_INIT("caseih"), STR_INIT("cbs"), STR_INIT("ceb"), STR_INIT("chloe"),
    STR_INIT("chrysler"), STR_INIT("cityeats"), STR_INIT("comcast"),
    STR_INIT("cookingchannel"), STR_INIT("csc"), STR_INIT("dabur"), STR_INIT("dodge"),
    STR_INIT("doha"), STR_INIT("doosan"), STR_INIT("duck"), STR_INIT("dunlop"),
    STR_INIT("duns"), STR_INIT("eh"), STR_INIT("epost"), STR_INIT("esurance"),
    STR_INIT("etisalat"), STR_INIT("everbank"), STR_INIT("fiat"), STR_INIT("flsmidth"),
    STR_INIT("foodnetwork"), STR_INIT("frontdoor"), STR_INIT("fujixerox"),
    STR_INIT("glade"), STR_INIT("goo"), STR_INIT("goodhands"), STR_INIT("guardian"),
    STR_INIT("hgtv"), STR_INIT("honeywell"), STR_INIT("hoteles"), STR_INIT("htc"),
    STR_INIT("iinet"), STR_INIT("intel"), STR_INIT("iselect"), STR_INIT("iveco"),
    STR_INIT("iwc"), STR_INIT("jcp"), STR_INIT("jlc"), STR_INIT("juniper"),
    STR_INIT("kerrylogistics"), STR_INIT("kinder"), STR_INIT("ladbrokes"),
    STR_INIT("lancaster"), STR_INIT("lancia"), STR_INIT("lancome"), STR_INIT("liaison"),
    STR_INIT("linde"), STR_INIT("lipsy"), STR_INIT("lixil"), STR_INIT("loft"),
    STR_INIT("lupin"), STR_INIT("macys"), STR_INIT("maserati"), STR_INIT("mcd"),
    STR_INIT("mcdonalds"), STR_INIT("meo"), STR_INIT("metlife"), STR_INIT("mf"),
    STR_INIT("mobily"), STR_INIT("montblanc"), STR_INIT("mopar"), STR_INIT("movistar"),
    STR_INIT("mtpc"), STR_INIT("mutual"), STR_INIT("mutuelle"), STR_INIT("nadex"),
    STR_INIT("nationwide"), STR_INIT("natura"), STR_INIT("newholland"),
    STR_INIT("northwesternmutual"), STR_INIT("off"), STR_INIT("oldnavy"),
    STR_INIT("onyourside"), STR_INIT("orientexpress"), STR_INIT("pamperedchef"),
    STR_INIT("panerai"), STR_INIT("passagens"), STR_INIT("piaget"), STR_INIT("pramerica"),
    STR_INIT("qvc"), STR_INIT("raid"), STR_INIT("redstone"), STR_INIT("rightathome"),
    STR_INIT("rmit"), STR_INIT("rocher"), STR_INIT("sapo"), STR_INIT("sca"),
    STR_INIT("scjohnson"), STR_INIT("scor"), STR_INIT("ses"), STR_INIT("shaw"),
    STR_INIT("showtime"), STR_INIT("shriram"), STR_INIT("spiegel"),
    STR_INIT("spreadbetting"), STR_INIT("srt"), STR_INIT("starhub"), STR_INIT("statoil"),
    STR_INIT("swiftcover"), STR_INIT("symantec"), STR_INIT("telecity"),
    STR_INIT("telefonica"), STR_INIT("tiffany"), STR_INIT("tp"),
    STR_INIT("travelchannel"), STR_INIT("uconnect"), STR_INIT("um"), STR_INIT("vista"),
    STR_INIT("vistaprint"), STR_INIT("volkswagen"), STR_INIT("vuelos"),
    STR_INIT("warman"), STR_INIT("wolterskluwer"), STR_INIT("xfinity"),
    STR_INIT("xperia"), STR_INIT("zippo"), STR_INIT("اتصالات"),
    STR_INIT("موبايلي"), STR_INIT("大众汽车"), STR_INIT("工行"),
    STR_INIT("手表"), STR_INIT("珠宝"), STR_INIT("诺基亚"),
};
/* clang-format on */

static int compare(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, *(const struct str *)item);
}

static bool is_in(struct str name, const struct str *names, size_t n)
{
    return bsearch(&name, names, n, sizeof(*names), compare) != NULL;
}

bool tld_exists(struct str name)
{
    return is_in(name, tld_names, tld_names_len);
}

/* May a name end before this? */
static bool is_boundary(uint32_t c)
{
    bool alnum =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return !alnum && c != '@' && c != '+' && c != '-';
}

static bool is_known(const struct runes *r, size_t from, size_t to)
{
    char lower[4 * longest_tld];
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        uint32_t c = unicode_to_lower(r->c[i]);
        n += utf8_put(lower + n, c);
    }
    struct str name = { lower, n };
    return tld_exists(name) || is_in(name, others, COUNT(others));
}

/* "xn--" and what follows; from itself where that is not written there. */
static size_t punycode_end(const struct runes *r, size_t from, size_t end)
{
    static const char prefix[] = "xn--";
    size_t i = from;
    for (size_t k = 0; k < sizeof(prefix) - 1; k++, i++) {
        if (i >= end || (r->c[i] | (k < 2 ? 0x20 : 0)) != (uint32_t)prefix[k])
            return from;
    }
    size_t start = i;
    while (i < end && r->c[i] < 0x80 && (!is_boundary(r->c[i]) || r->c[i] == '-') &&
           r->c[i] != '@' && r->c[i] != '+')
        i++;
    return i > start ? i : from;
}

size_t tld_end(const struct runes *r, size_t i, size_t end)
{
    size_t most = i;
    while (most < end && most - i < longest_tld &&
           (r->c[most] >= 0x80 || !is_boundary(r->c[most])))
        most++;
    for (size_t to = most; to > i; to--) {
        if ((to == end || is_boundary(r->c[to])) && is_known(r, i, to))
            return to;
    }
    return punycode_end(r, i, end);
}
