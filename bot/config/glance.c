/* What a file says that need not be complete, and values to be written into one. */
#include "base/arena.h"
#include "config/edit.h"
#include "config/read.h"

enum { value_max = 64 * 1024 };

static const struct str *list_of(struct arena *mem, const struct toml_value *v, size_t *n)
{
    struct str *list = ARENA_ARRAY(mem, toml_count(v) + 1, struct str);
    *n = 0;
    if (!toml_is(v, TOML_ARRAY))
        return list;
    for (const struct toml_value *e = toml_first(v); e; e = toml_next(e)) {
        if (toml_is(e, TOML_TEXT))
            list[(*n)++] = arena_str(mem, toml_str(e, ""));
    }
    return list;
}

static const struct toml_value *find(const struct toml_value *doc, struct str name,
                                     size_t *n)
{
    const struct toml_value *list = toml_at(doc, "workspace"), *only = NULL, *it = NULL;
    *n = 0;
    if (!toml_is(list, TOML_ARRAY))
        return NULL;
    for (const struct toml_value *t = toml_first(list); t; t = toml_next(t)) {
        if (name.n > 0 && str_eq(toml_str(t, "name"), name))
            it = t;
        if (str_eq(toml_str(t, "platform"), STR("mattermost"))) {
            only = t;
            (*n)++;
        }
    }
    return name.n == 0 && *n == 1 ? only : it;
}

static struct str text_of(struct arena *mem, const struct toml_value *t, const char *key)
{
    struct str s = arena_str(mem, toml_str(t, key));
    const struct config_key *k = config_key_find(SECTION_WORKSPACE, str_from_c(key));
    while (k && k->type == KEY_URL && str_ends(s, STR("/")))
        s.n--;
    return s;
}

bool config_glance(struct config_glance *out, struct arena *mem, const char *file,
                   struct str text, struct str name, struct err *err)
{
    AUTO(toml_freep) struct toml_value *doc = NULL;
    if (!toml_parse(&doc, str_from_c(file), text, err))
        return false;
    size_t n_mattermost;
    const struct toml_value *t = find(doc, name, &n_mattermost);
    struct str listen = toml_str(doc, "bot.listen");
    if (listen.n == 0)
        listen = str_from_c(config_key_find(SECTION_BOT, STR("listen"))->fallback);
    *out = (struct config_glance){ .is_there = t != NULL,
                                   .n_mattermost = n_mattermost,
                                   .has_library = toml_str(doc, "library.folder").n > 0,
                                   .name = text_of(mem, t, "name"),
                                   .platform = text_of(mem, t, "platform"),
                                   .url = text_of(mem, t, "url"),
                                   .token = text_of(mem, t, "token"),
                                   .callback_url = text_of(mem, t, "callback_url"),
                                   .lang = text_of(mem, t, "lang"),
                                   .listen = arena_str(mem, listen) };
    out->teams = list_of(mem, toml_at(t, "teams"), &out->n_teams);
    out->command_tokens =
        list_of(mem, toml_at(t, "command_tokens"), &out->n_command_tokens);
    return true;
}

static void quote(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            buf_addf(out, "\\%c", c);
        else if (c < ' ' || c == 0x7f)
            buf_addf(out, "\\u%04x", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

struct str config_quoted(struct arena *mem, struct str text)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(value_max);
    quote(&out, text);
    return arena_buf(mem, &out);
}

struct str config_list(struct arena *mem, const struct str *v, size_t n)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(value_max);
    buf_add_char(&out, '[');
    for (size_t i = 0; i < n; i++) {
        buf_add(&out, i > 0 ? STR(", ") : STR(""));
        quote(&out, v[i]);
    }
    buf_add_char(&out, ']');
    return arena_buf(mem, &out);
}

bool config_secret(struct secret *out, struct arena *mem, const char *file,
                   struct str reference, struct err *err)
{
    struct reading r = { .mem = mem, .folder = read_folder_of(mem, file) };
    return read_secret(&r, reference, out, err);
}
