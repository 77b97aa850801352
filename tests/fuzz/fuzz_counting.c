/* What is recognised lies in the text, in its order; what fits is within the limits;
 * and X counts a text and its normal form alike. The first byte picks the network. */
#include "fuzz.h"

#include "advocacy/counting.h"
#include "advocacy/networks.h"
#include "base/arena.h"
#include "base/unicode.h"

static void check_order(struct strs list, struct str text)
{
    const char *from = text.p;
    for (size_t i = 0; i < list.n; i++) {
        FUZZ_CHECK(list.v[i].n > 0 && list.v[i].p >= from);
        FUZZ_CHECK(list.v[i].p + list.v[i].n <= text.p + text.n);
        from = list.v[i].p + 1;
    }
}

static void check_normal(const struct counted *c, const struct network *net,
                         struct str text, struct arena *mem)
{
    struct str normal;
    struct counted again;
    FUZZ_CHECK(unicode_nfc(&normal, text, mem));
    FUZZ_CHECK(count_text(&again, net, normal, mem, NULL));
    FUZZ_CHECK(again.length == c->length && again.fits == c->fits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct networks all = networks_builtin();
    const struct network *net = &all.v[data[0] % all.n];
    struct str text = fuzz_str(data + 1, size - 1);
    struct counted c;
    if (!count_text(&c, net, text, mem, NULL))
        return 0;
    check_order(c.links, text);
    check_order(c.hashtags, text);
    check_order(c.mentions, text);
    FUZZ_CHECK(c.length >= 0 && (!c.fits || c.limit == 0 || c.length <= c.limit));
    FUZZ_CHECK(c.n_warnings <= WARN_COUNT);
    if (net->counting == COUNT_WEIGHTED)
        check_normal(&c, net, text, mem);
    return 0;
}
