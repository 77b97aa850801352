#include "cli/findings.h"

#include "base/auto.h"
#include "base/json.h"

enum { columns = 80, indent = 6, line_max = 4096 };

static const struct {
    const char *name, *json, *colour;
} levels[LEVEL_COUNT] = {
    [LEVEL_OK] = { "OK", "ok", "\033[32m" },
    [LEVEL_WARN] = { "WARN", "warn", "\033[33m" },
    [LEVEL_FAIL] = { "FAIL", "fail", "\033[31m" },
};

/* What comes from a server or a file may hold anything: nothing may move the cursor. */
static void add_word(struct buf *out, struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        buf_add_char(out, c < ' ' || c == 0x7f ? '?' : (char)c);
    }
}

/* Code points: what servers and files say is mostly narrow. */
static size_t width_of(struct str word)
{
    size_t n = 0;
    for (size_t i = 0; i < word.n; i++)
        n += ((unsigned char)word.p[i] & 0xc0) != 0x80;
    return n;
}

/* Words, broken before the last column; the cursor stands at `indent`. */
static void wrap(struct buf *out, struct str text)
{
    size_t at = indent;
    bool is_first = true;
    for (struct str word = str_word(&text); word.n > 0; word = str_word(&text)) {
        size_t width = width_of(word);
        if (!is_first && at + 1 + width > columns) {
            buf_addf(out, "\n%*s", indent, "");
            at = indent;
        } else if (!is_first) {
            buf_add_char(out, ' ');
            at++;
        }
        add_word(out, word);
        at += width;
        is_first = false;
    }
    buf_add_char(out, '\n');
}

static void show(struct buf *out, const struct finding *f, bool has_colour)
{
    AUTO(buf_clear) struct buf line = BUF_INIT(line_max);
    const char *colour = has_colour ? levels[f->level].colour : "";
    buf_addf(out, "%s%-4s%s  ", colour, levels[f->level].name, *colour ? "\033[0m" : "");
    if (f->area.n > 0)
        buf_addf(&line, STR_FMT ": ", STR_ARG(f->area));
    buf_add(&line, f->what);
    wrap(out, buf_str(&line));
    if (f->remedy.n == 0)
        return;
    buf_addf(out, "%*s", indent, "");
    wrap(out, f->remedy);
}

void findings_text(struct buf *out, const struct findings *f, bool has_colour)
{
    for (size_t i = 0; i < f->n; i++)
        show(out, &f->v[i], has_colour);
}

void findings_sum(struct buf *out, const struct findings *f)
{
    for (int level = 0; level < LEVEL_COUNT; level++)
        buf_addf(out, "%s%zu %s", level > 0 ? ", " : "",
                 findings_count(f, (enum level)level), levels[level].name);
    buf_add_char(out, '\n');
}

void findings_json(struct buf *out, const struct findings *f)
{
    struct json_w w = JSON_W(out);
    jw_object(&w);
    jw_key(&w, "findings");
    jw_array(&w);
    for (size_t i = 0; i < f->n; i++) {
        const struct finding *one = &f->v[i];
        jw_object(&w);
        jw_kc(&w, "level", levels[one->level].json);
        jw_kv(&w, "area", one->area);
        jw_kv(&w, "what", one->what);
        jw_key(&w, "remedy");
        if (one->remedy.n > 0)
            jw_str(&w, one->remedy);
        else
            jw_null(&w);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    for (int level = 0; level < LEVEL_COUNT; level++)
        jw_ki(&w, levels[level].json, (int64_t)findings_count(f, (enum level)level));
    jw_end_object(&w);
    buf_add_char(out, '\n');
}
