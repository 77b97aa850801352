/* The settings: networks, topics, languages, hours, one's server. */
#include "advocacy/compose.h"
#include "advocacy/library.h"
#include "base/arena.h"
#include "base/buf.h"
#include "core/action.h"
#include "core/people.h"
#include "share.h"
#include "share_texts.h"

enum { day_min = 24 * 60 };

static struct field networks_field(struct turn *t, const struct preferences *p)
{
    const struct networks *all = t->cfg->networks;
    struct option *o = ARENA_ARRAY(t->mem, all->n, struct option);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (!all->v[i].off)
            o[n++] = (struct option){ share_network_name(t, &all->v[i]), all->v[i].id };
    }
    return (struct field){ .kind = FIELD_ANY_OF,
                           .name = STR("networks"),
                           .label = share_settings_networks(&t->say),
                           .hint = share_settings_networks_hint(&t->say),
                           .value = p->networks,
                           .options = o,
                           .n_options = n,
                           .optional = true };
}

static struct field topics_field(struct turn *t, const struct preferences *p,
                                 const struct strs *topics)
{
    struct option *o = ARENA_ARRAY(t->mem, topics->n, struct option);
    for (size_t i = 0; i < topics->n; i++)
        o[i] = (struct option){ topics->v[i], topics->v[i] };
    return (struct field){ .kind = FIELD_ANY_OF,
                           .name = STR("topics"),
                           .label = share_settings_topics(&t->say),
                           .hint = share_settings_topics_hint(&t->say),
                           .value = p->topics,
                           .options = o,
                           .n_options = topics->n,
                           .optional = true };
}

static struct field language_field(struct turn *t)
{
    struct option *o = ARENA_ARRAY(t->mem, 2, struct option);
    o[0] = (struct option){ share_english(&t->say), STR("en") };
    o[1] = (struct option){ share_german(&t->say), STR("de") };
    return (struct field){ .kind = FIELD_ONE_OF,
                           .name = STR("lang"),
                           .label = share_settings_language(&t->say),
                           .value = o[t->person.lang == LANG_DE].value,
                           .options = o,
                           .n_options = 2 };
}

static struct field posts_field(struct turn *t, const struct preferences *p)
{
    struct option *o = ARENA_ARRAY(t->mem, 4, struct option);
    o[0] = (struct option){ share_settings_same(&t->say), STR("same") };
    o[1] = (struct option){ share_english(&t->say), STR("en") };
    o[2] = (struct option){ share_german(&t->say), STR("de") };
    o[3] = (struct option){ share_settings_both(&t->say), STR("de,en") };
    return (struct field){ .kind = FIELD_ONE_OF,
                           .name = STR("posts"),
                           .label = share_settings_posts(&t->say),
                           .value = p->langs.n > 0 ? p->langs : STR("same"),
                           .options = o,
                           .n_options = 4 };
}

static struct str clock_text(struct turn *t, int minutes)
{
    return arena_fmt(t->mem, "%d:%02d", minutes / 60, minutes % 60);
}

static struct field line_field(const char *name, struct str label, struct str hint,
                               struct str value)
{
    return (struct field){ .kind = FIELD_LINE,
                           .name = str_from_c(name),
                           .label = label,
                           .hint = hint,
                           .value = value,
                           .max_chars = 200,
                           .optional = true };
}

bool share_settings(struct turn *t, struct err *err)
{
    const struct speech *say = &t->say;
    struct preferences p;
    struct strs topics = { 0 };
    size_t n = 0;
    if (!preferences_get(t, &p, err) || !library_topics(t, &topics, err))
        return false;
    bool has_hours = p.hours.from_min != 0 || p.hours.until_min != 0;
    struct str none = STR("");
    struct field *f = ARENA_ARRAY(t->mem, 7, struct field);
    f[n++] = networks_field(t, &p);
    if (topics.n > 0)
        f[n++] = topics_field(t, &p, &topics);
    f[n++] = language_field(t);
    f[n++] = posts_field(t, &p);
    f[n++] = line_field("from", share_settings_from(say), share_settings_hours_hint(say),
                        has_hours ? clock_text(t, p.hours.from_min) : none);
    f[n++] = line_field("until", share_settings_until(say), none,
                        has_hours ? clock_text(t, p.hours.until_min) : none);
    f[n++] = line_field("instance", share_settings_instance(say), none, p.instance);
    f[n - 1].placeholder = share_instance_placeholder(say);
    struct form *form = ARENA_NEW(t->mem, struct form);
    *form = (struct form){ .lang = say->lang,
                           .title = share_settings_title(say),
                           .submit = share_settings_submit(say),
                           .ref = ref_sign(t, "share", "settings-form", STR("-")),
                           .fields = f,
                           .n_fields = n };
    fx_form(t, form);
    return true;
}

/* "8", "8:30" or "08.30": minutes of the day; -1 when it is not a time. */
static int read_clock(struct str s)
{
    int64_t hour = 0, minute = 0;
    char sep = str_find_char(s, '.') >= 0 ? '.' : ':';
    struct str first = str_cut(&s, sep);
    if (!str_to_int(first, &hour) || (s.p && !str_to_int(s, &minute)))
        return -1;
    bool fits = hour >= 0 && minute >= 0 && minute < 60 && hour * 60 + minute <= day_min;
    return fits ? (int)(hour * 60 + minute) : -1;
}

/* One of the two; says in the form what is wrong with it. */
static bool read_time(struct turn *t, struct str field, struct str typed, int minutes)
{
    if (minutes < 0)
        fx_form_error(t, field,
                      typed.n == 0 ? share_settings_one_time(&t->say)
                                   : share_settings_bad_time(&t->say));
    return minutes >= 0;
}

/* Both or none. */
static bool read_hours(struct turn *t, struct hours *out)
{
    struct str from = str_trim(form_value(t, "from"));
    struct str until = str_trim(form_value(t, "until"));
    *out = (struct hours){ 0, 0 };
    if (from.n == 0 && until.n == 0)
        return true;
    *out = (struct hours){ read_clock(from), read_clock(until) };
    bool has_from = read_time(t, STR("from"), from, out->from_min);
    return read_time(t, STR("until"), until, out->until_min) && has_from;
}

static bool read_instance(struct turn *t, struct str *out)
{
    AUTO(buf_clear) struct buf host = BUF_INIT(256);
    struct str typed = str_trim(form_value(t, "instance"));
    *out = STR("");
    if (typed.n == 0)
        return true;
    if (!compose_instance(&host, typed)) {
        fx_form_error(t, STR("instance"), share_instance_bad(&t->say));
        return false;
    }
    *out = arena_buf(t->mem, &host);
    return true;
}

/* Of a list that a client sent, what there really is. */
static struct str known_networks(struct turn *t, struct str list)
{
    struct str out = { 0 };
    while (list.p) {
        const struct network *net =
            network_find(t->cfg->networks, str_trim(str_cut(&list, ',')));
        if (net && !net->off && !list_has(out, net->id))
            out = arena_fmt(t->mem, STR_FMT "%s" STR_FMT, STR_ARG(out),
                            out.n > 0 ? "," : "", STR_ARG(net->id));
    }
    return out;
}

static bool known_topics(struct turn *t, struct str list, struct str *out,
                         struct err *err)
{
    struct strs topics = { 0 };
    *out = STR("");
    if (!library_topics(t, &topics, err))
        return false;
    for (size_t i = 0; i < topics.n; i++) {
        if (list_has(list, topics.v[i]))
            *out = arena_fmt(t->mem, STR_FMT "%s" STR_FMT, STR_ARG(*out),
                             out->n > 0 ? "," : "", STR_ARG(topics.v[i]));
    }
    return true;
}

static struct str known_langs(struct str value)
{
    static const struct str possible[] = { STR_INIT("en"), STR_INIT("de"),
                                           STR_INIT("de,en") };
    for (size_t i = 0; i < COUNT(possible); i++) {
        if (str_eq(value, possible[i]))
            return possible[i];
    }
    return STR("");
}

bool share_settings_sent(struct turn *t, struct err *err)
{
    struct preferences p;
    if (!preferences_get(t, &p, err))
        return false;
    bool hours_fine = read_hours(t, &p.hours);
    bool instance_fine = read_instance(t, &p.instance);
    if (!hours_fine || !instance_fine)
        return true;
    p.networks = known_networks(t, form_value(t, "networks"));
    p.langs = known_langs(form_value(t, "posts"));
    enum lang lang = str_eq(form_value(t, "lang"), STR("de")) ? LANG_DE : LANG_EN;
    if (!known_topics(t, form_value(t, "topics"), &p.topics, err) ||
        !preferences_put(t, &p, err) || !people_set_lang(t, t->person.id, lang, err))
        return false;
    t->say.lang = lang;
    fx_answer(t, share_say(t, share_settings_saved(&t->say)));
    return true;
}
