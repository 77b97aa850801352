/* Lines of a TOML file, told apart well enough to exchange a value. */
#include "config/edit.h"

#include "base/arena.h"
#include "codec/toml.h"

enum { edited_max = 2 * toml_max_bytes };

enum line_kind { LINE_HEADER, LINE_KEY, LINE_EMPTY };

/* A header, a key with its whole value (which may have several lines), or a line that
 * says nothing. */
struct line {
    enum line_kind kind;
    size_t begin, end; /* with its line end */
    struct str key;    /* LINE_HEADER: "[[workspace]]" without blanks at its ends */
    size_t value, value_end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool at(struct str t, size_t i, struct str what)
{
    return str_starts(str_skip(t, i), what);
}

/* t.p[i] is a quotation mark: where the string is over. */
static size_t skip_string(struct str t, size_t i)
{
    char quote = t.p[i];
    struct str three = quote == '"' ? STR("\"\"\"") : STR("'''");
    bool is_long = at(t, i, three);
    i += is_long ? 3 : 1;
    while (i < t.n) {
        if (quote == '"' && t.p[i] == '\\')
            i += 2;
        else if (is_long && at(t, i, three))
            return i + 3;
        else if (!is_long && (t.p[i] == quote || t.p[i] == '\n'))
            return i + 1;
        else
            i++;
    }
    return t.n;
}

static size_t line_end(struct str t, size_t i)
{
    while (i < t.n && t.p[i] != '\n')
        i++;
    return i;
}

/* Where the value that begins at i is over: at the end of its line or at a comment. */
static size_t skip_value(struct str t, size_t i)
{
    int depth = 0;
    while (i < t.n) {
        char c = t.p[i];
        if (depth == 0 && (c == '\n' || c == '#'))
            return i;
        if (c == '"' || c == '\'') {
            i = skip_string(t, i);
            continue;
        }
        if (c == '#') {
            i = line_end(t, i);
            continue;
        }
        if (c == '[' || c == '{')
            depth++;
        if (c == ']' || c == '}')
            depth--;
        i++;
    }
    return t.n;
}

static size_t without_blanks(struct str t, size_t from, size_t to)
{
    while (to > from && (is_blank(t.p[to - 1]) || t.p[to - 1] == '\r'))
        to--;
    return to;
}

static struct str bare_key(struct str key)
{
    key = str_trim(key);
    bool is_quoted = key.n >= 2 && (key.p[0] == '"' || key.p[0] == '\'') &&
                     key.p[key.n - 1] == key.p[0];
    return is_quoted ? str_take(str_skip(key, 1), key.n - 2) : key;
}

static void read_key(struct str t, size_t i, struct line *out)
{
    size_t equals = i, stop = line_end(t, i);
    while (equals < stop && t.p[equals] != '=')
        equals++;
    out->kind = LINE_KEY;
    out->key = bare_key((struct str){ t.p + i, equals - i });
    out->value = equals < stop ? equals + 1 : stop;
    while (out->value < stop && is_blank(t.p[out->value]))
        out->value++;
    size_t over = skip_value(t, out->value);
    out->value_end = without_blanks(t, out->value, over);
    out->end = line_end(t, over);
}

/* The line at *i; false at the end. */
static bool next_line(struct str t, size_t *i, struct line *out)
{
    size_t first = *i;
    if (first >= t.n)
        return false;
    *out = (struct line){ .kind = LINE_EMPTY, .begin = *i };
    while (first < t.n && is_blank(t.p[first]))
        first++;
    char c = first < t.n ? t.p[first] : '\n';
    out->end = line_end(t, first);
    if (c == '[') {
        size_t over = first;
        while (over < out->end && t.p[over] != '#')
            over++;
        out->kind = LINE_HEADER;
        out->key = str_trim((struct str){ t.p + first, over - first });
    } else if (c != '#' && c != '\r' && c != '\n') {
        read_key(t, first, out);
    }
    out->end += out->end < t.n;
    *i = out->end;
    return true;
}

static bool is_workspace(struct str header)
{
    if (!str_starts(header, STR("[[")) || !str_ends(header, STR("]]")))
        return false;
    struct str name = bare_key(str_take(str_skip(header, 2), header.n - 4));
    return str_eq(name, STR("workspace"));
}

/* A table: what is between its header and the end of its last key. */
struct table {
    size_t begin, keys;
};

static bool find_table(struct str text, struct str name, struct table *out)
{
    struct line l;
    bool is_inside = false, found = false;
    for (size_t i = 0; next_line(text, &i, &l);) {
        if (l.kind == LINE_HEADER && found)
            return true;
        if (l.kind == LINE_HEADER) {
            is_inside = is_workspace(l.key);
            *out = (struct table){ l.end, l.end };
        }
        if (!is_inside || l.kind != LINE_KEY)
            continue;
        struct str value = { text.p + l.value, l.value_end - l.value };
        found |= str_eq(l.key, STR("name")) && str_eq(bare_key(value), name);
        out->keys = l.end;
    }
    return found;
}

static const char *newline_of(struct str text)
{
    ptrdiff_t i = str_find_char(text, '\n');
    return i > 0 && text.p[i - 1] == '\r' ? "\r\n" : "\n";
}

static const struct config_change *
find_change(struct str key, const struct config_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(key, str_from_c(changes[i].key)))
            return &changes[i];
    }
    return NULL;
}

static void copy(struct buf *out, struct str text, size_t from, size_t to)
{
    buf_add(out, (struct str){ text.p + from, to - from });
}

static void add_key(struct buf *out, const struct config_change *c, const char *newline)
{
    buf_addf(out, "%s = " STR_FMT "%s", c->key, STR_ARG(c->value), newline);
}

static void add_missing(struct buf *out, const struct config_change *changes, size_t n,
                        const bool *done, const char *newline)
{
    for (size_t i = 0; i < n; i++) {
        if (changes[i].value.p && !done[i]) {
            if (out->n > 0 && out->p[out->n - 1] != '\n')
                buf_add(out, str_from_c(newline));
            add_key(out, &changes[i], newline);
        }
    }
}

static void change_lines(struct buf *out, struct str text, const struct table *table,
                         const struct config_change *changes, size_t n, bool *done)
{
    struct line l;
    for (size_t i = table->begin; i < table->keys && next_line(text, &i, &l);) {
        const struct config_change *c =
            l.kind == LINE_KEY ? find_change(l.key, changes, n) : NULL;
        if (!c) {
            copy(out, text, l.begin, l.end);
            continue;
        }
        done[c - changes] = true;
        if (!c->value.p)
            continue;
        copy(out, text, l.begin, l.value);
        buf_add(out, c->value);
        copy(out, text, l.value_end, l.end);
    }
}

bool config_change_workspace(struct buf *out, struct str text, struct str name,
                             const struct config_change *changes, size_t n,
                             struct err *err)
{
    struct table table;
    bool done[16] = { false };
    if (n > COUNT(done))
        return err_set(err, ERR_LIMIT, "too many changes at once");
    if (!find_table(text, name, &table))
        return err_set(err, ERR_NOTFOUND, "there is no [[workspace]] called " STR_FMT,
                       STR_ARG(name));
    AUTO(buf_clear) struct buf changed = BUF_INIT(edited_max);
    copy(&changed, text, 0, table.begin);
    change_lines(&changed, text, &table, changes, n, done);
    add_missing(&changed, changes, n, done, newline_of(text));
    copy(&changed, text, table.keys, text.n);
    AUTO(toml_freep) struct toml_value *doc = NULL;
    struct err why = { 0 };
    if (!buf_ok(&changed) || !toml_parse(&doc, STR("changed"), buf_str(&changed), &why))
        return err_set(err, ERR_INVALID,
                       "[[workspace]] " STR_FMT " is written in a way that cannot be "
                       "changed by lines",
                       STR_ARG(name));
    buf_add(out, buf_str(&changed));
    return true;
}

void config_add_workspace(struct buf *out, struct str text,
                          const struct config_change *keys, size_t n)
{
    const char *newline = newline_of(text);
    buf_add(out, text);
    if (text.n > 0 && text.p[text.n - 1] != '\n')
        buf_add(out, str_from_c(newline));
    if (text.n > 0)
        buf_add(out, str_from_c(newline));
    buf_addf(out, "[[workspace]]%s", newline);
    for (size_t i = 0; i < n; i++) {
        if (keys[i].value.p)
            add_key(out, &keys[i], newline);
    }
}
