/* Incoming text and the objects that describe people and channels. */
#include "base/arena.h"
#include "platform/slack/wire.h"

/* Undoes an entity at the start of s: its length, or 0. */
static size_t entity(struct str s, char *out)
{
    static const struct {
        struct str name;
        char c;
    } entities[] = { { STR_INIT("&amp;"), '&' },
                     { STR_INIT("&lt;"), '<' },
                     { STR_INIT("&gt;"), '>' } };
    for (size_t i = 0; i < COUNT(entities); i++) {
        if (str_starts(s, entities[i].name)) {
            *out = entities[i].c;
            return entities[i].name.n;
        }
    }
    return 0;
}

static void add_plain(struct buf *out, struct str s)
{
    while (s.n > 0) {
        char c = s.p[0];
        size_t n = c == '&' ? entity(s, &c) : 0;
        buf_add_char(out, c);
        s = str_skip(s, n > 0 ? n : 1);
    }
}

struct str wire_plain(struct arena *mem, struct str text)
{
    if (str_find_char(text, '&') < 0)
        return text;
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    add_plain(&out, text);
    return arena_buf(mem, &out);
}

int64_t wire_ts_ms(struct str ts)
{
    int64_t s = 0, us = 0;
    struct str rest = ts, whole = str_cut(&rest, '.');
    if (!str_to_int(whole, &s) || s < 0 || s > INT64_C(1) << 40)
        return 0;
    if (rest.n > 0 && !str_to_int(str_take(rest, 3), &us))
        return 0;
    for (size_t n = rest.n; n < 3; n++)
        us *= 10;
    return s * 1000 + (us < 0 ? 0 : us);
}

bool slack_channel(const struct json *c, struct channel *out)
{
    *out = (struct channel){
        .id = json_str(c, "id"),
        .name = json_str(c, "name"),
        .is_private = json_bool(c, "is_private"),
        .is_gone = json_bool(c, "is_archived"),
        .has_bot = json_bool(c, "is_member"),
    };
    return out->id.n > 0;
}

static struct str first_given(const struct json *j, const char *const *paths, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str s = str_trim(json_str(j, paths[i]));
        if (s.n > 0)
            return s;
    }
    return STR("");
}

bool slack_member(const struct wire *w, const struct json *user, struct member *out)
{
    static const char *const names[] = { "profile.display_name", "profile.real_name",
                                         "real_name", "name" };
    *out = (struct member){
        .user = json_str(user, "id"),
        .name = wire_plain(w->mem, first_given(user, names, COUNT(names))),
        .handle = json_str(user, "name"),
        .email = json_str(user, "profile.email"),
        .email_verified = json_bool(user, "is_email_confirmed"),
        .zone = json_str(user, "tz"),
        .locale = json_str(user, "locale"),
        .is_bot =
            json_bool(user, "is_bot") || str_eq(json_str(user, "id"), STR("USLACKBOT")),
        .is_guest =
            json_bool(user, "is_restricted") || json_bool(user, "is_ultra_restricted"),
        .is_gone = json_bool(user, "deleted"),
    };
    return out->user.n > 0;
}

/* "<...>" at the start of s: what stands between; the length is that of all of it. */
static size_t angle(struct str s, struct str *inside)
{
    ptrdiff_t end = str_find_char(s, '>');
    if (s.p[0] != '<' || end < 0)
        return 0;
    *inside = (struct str){ s.p + 1, (size_t)end - 1 };
    return (size_t)end + 1;
}

/* What people see of "<...>". Mentions keep their id: nothing else is sure. */
static void add_angle(struct buf *out, struct str inside)
{
    struct str label = inside, target = str_cut(&label, '|');
    if (str_starts(target, STR("@"))) {
        buf_addf(out, "<@" STR_FMT ">", STR_ARG(str_skip(target, 1)));
    } else if (str_starts(target, STR("#"))) {
        buf_add_char(out, '#');
        add_plain(out, label.n > 0 ? label : str_skip(target, 1));
    } else if (str_starts(target, STR("!"))) {
        add_plain(out, label.n > 0 ? label : str_skip(target, 1));
    } else {
        bool is_mail = str_starts(target, STR("mailto:"));
        add_plain(out, is_mail ? str_skip(target, sizeof("mailto:") - 1) : target);
    }
}

/* Up to the next '<'; one that begins nothing is plain, too. */
static size_t plain_run(struct str s)
{
    ptrdiff_t next = str_find_char(str_skip(s, 1), '<');
    return next < 0 ? s.n : (size_t)next + 1;
}

struct str wire_text(struct arena *mem, struct str text, struct str self)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    text = str_trim(text);
    struct str inside = { 0 };
    size_t n = text.n > 0 && self.n > 0 ? angle(text, &inside) : 0;
    struct str id = inside, skipped = str_cut(&id, '|');
    if (n > 0 && str_starts(skipped, STR("@")) && str_eq(str_skip(skipped, 1), self))
        text = str_skip(text, n);
    while (text.n > 0) {
        n = angle(text, &inside);
        if (n > 0)
            add_angle(&out, inside);
        else
            add_plain(&out, str_take(text, n = plain_run(text)));
        text = str_skip(text, n);
    }
    return arena_buf(mem, &out);
}
