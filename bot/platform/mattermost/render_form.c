/*
 * A form as a dialog. Its elements are named as names.h says. What is longer than an
 * element may hold (a label, a hint) stands whole in the introduction.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"
#include "mattermost_texts.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"
#include "platform_texts.h"

#include <string.h>

enum { radio_options = 5, state_ms = 24 * 60 * 60 * 1000 };

/* A dialog that is being written. */
struct window {
    struct json_w *w;
    const struct render *r;
    const struct form *form;
};

/* ---- what the elements cannot hold ---- */

static bool is_too_long(const struct field *f)
{
    return f->label.n > window_max_bytes || f->hint.n > help_max_bytes;
}

/* The sign that our entity at s stands for, and its length; 0: there is none. */
static size_t entity_at(struct str s, char *sign)
{
    int64_t code = 0;
    struct str rest = str_skip(s, 1), name = str_cut(&rest, ';');
    if (s.n == 0 || s.p[0] != '&' || !rest.p)
        return 0;
    if (str_eq(name, STR("amp")))
        code = '&';
    else if (str_eq(name, STR("lt")))
        code = '<';
    else if (!str_starts(name, STR("#")) || !str_to_int(str_skip(name, 1), &code))
        return 0;
    *sign = (char)code;
    return name.n + 2;
}

/* Newer web clients escape the introduction as HTML before they read its Markdown, so
 * that entities would be seen: backslashes do there, nobody is pinged by a window. */
static struct str with_backslashes(struct arena *mem, struct str md)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4 * json_max_bytes);
    for (size_t i = 0; i < md.n;) {
        char sign = md.p[i];
        size_t n = entity_at(str_skip(md, i), &sign);
        if (n > 0 && strchr("&<$=", sign) == NULL)
            buf_add_char(&out, '\\');
        buf_add_char(&out, sign);
        i += n > 0 ? n : 1;
    }
    return arena_buf(mem, &out);
}

static struct str introduction(const struct window *v)
{
    struct arena *mem = v->r->mem;
    struct str all = { 0 };
    for (size_t i = 0; i < v->form->n_fields; i++) {
        const struct field *f = &v->form->fields[i];
        struct str line = { 0 };
        if (f->kind == FIELD_NOTE)
            line = text_markup(v->r, f->label, message_max_bytes);
        else if (is_too_long(f))
            line = text_joined(mem,
                               arena_fmt(mem, "**" STR_FMT "**",
                                         STR_ARG(text_plain(mem, IN_MARKS, f->label))),
                               "\n", text_plain(mem, IN_TEXT, f->hint));
        all = text_joined(mem, all, "\n\n", line);
    }
    return with_backslashes(mem, all);
}

bool render_fits_dialog(const struct form *form)
{
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct field *f = &form->fields[i];
        bool is_text = f->kind == FIELD_LINE || f->kind == FIELD_LINES;
        if (is_text && f->value.n > lines_max_bytes)
            return false;
    }
    return true;
}

/* ---- elements ---- */

/* Short, and never empty: Mattermost refuses that. */
static struct str window_text(const struct window *v, struct str text)
{
    struct speech say = { .texts = v->r->texts, .lang = v->form->lang, .mem = v->r->mem };
    struct str s = text_shorten(v->r->mem, str_trim(text), window_max_bytes);
    return s.n > 0 ? s : platform_window_title(&say);
}

static void element_open(const struct window *v, const struct field *f, struct str name,
                         const char *type)
{
    struct str label = str_trim(f->label).n > 0 ? f->label : f->name;
    jw_object(v->w);
    jw_kv(v->w, "display_name", window_text(v, label));
    jw_kv(v->w, "name", name);
    jw_kc(v->w, "type", type);
}

static void element_close(const struct window *v, const struct field *f, bool has_help,
                          bool is_optional)
{
    struct arena *mem = v->r->mem;
    if (has_help)
        jw_kv_given(v->w, "help_text", text_shorten(mem, f->hint, help_max_bytes));
    jw_kb(v->w, "optional", is_optional);
    jw_end_object(v->w);
}

static void put_placeholder(const struct window *v, struct str text)
{
    jw_kv_given(v->w, "placeholder", text_shorten(v->r->mem, text, line_max_bytes));
}

static void put_line(const struct window *v, const struct field *f)
{
    bool is_long = f->kind == FIELD_LINES || f->value.n > line_max_bytes;
    uint32_t max = is_long ? lines_max_bytes : line_max_bytes;
    element_open(v, f, f->name, is_long ? "textarea" : "text");
    jw_kv_given(v->w, "default", text_shorten(v->r->mem, f->value, lines_max_bytes));
    put_placeholder(v, f->placeholder);
    jw_ki(v->w, "max_length",
          f->max_chars > 0 && f->max_chars < max ? f->max_chars : max);
    element_close(v, f, true, f->optional);
}

static void put_moment(const struct window *v, const struct field *f)
{
    struct arena *mem = v->r->mem;
    struct speech say = { .texts = v->r->texts, .lang = v->form->lang, .mem = mem };
    struct str rest = f->value, date = str_cut(&rest, 'T');
    element_open(v, f, arena_fmt(mem, STR_FMT MATTERMOST_MOMENT, STR_ARG(f->name)),
                 "text");
    jw_kv_given(v->w, "default",
                text_shorten(mem, text_joined(mem, date, " ", rest), line_max_bytes));
    put_placeholder(v, f->placeholder.n > 0 ? f->placeholder
                                            : mattermost_moment_placeholder(&say));
    jw_ki(v->w, "max_length", line_max_bytes);
    element_close(v, f, true, f->optional);
}

static struct str option_label(const struct option *o)
{
    return o->label.n > 0 ? o->label : o->value;
}

static void put_options(const struct window *v, const struct field *f)
{
    jw_key(v->w, "options");
    jw_array(v->w);
    for (size_t i = 0; i < f->n_options; i++) {
        if (f->options[i].value.n == 0)
            continue;
        jw_object(v->w);
        jw_kv(v->w, "text", option_label(&f->options[i]));
        jw_kv(v->w, "value", f->options[i].value);
        jw_end_object(v->w);
    }
    jw_end_array(v->w);
}

static void put_one_of(const struct window *v, const struct field *f)
{
    bool is_known = false;
    for (size_t i = 0; i < f->n_options; i++)
        is_known = is_known || (f->value.n > 0 && str_eq(f->options[i].value, f->value));
    if (f->n_options == 0)
        return;
    element_open(v, f, f->name, f->n_options > radio_options ? "select" : "radio");
    put_options(v, f);
    if (is_known)
        jw_kv(v->w, "default", f->value);
    put_placeholder(v, f->placeholder);
    element_close(v, f, true, f->optional);
}

/* A checkbox for each: old servers know no other way to choose several. */
static void put_any_of(const struct window *v, const struct field *f)
{
    for (size_t i = 0; i < f->n_options; i++) {
        const struct option *o = &f->options[i];
        if (o->value.n == 0)
            continue;
        struct str name = arena_fmt(v->r->mem, STR_FMT MATTERMOST_HAS STR_FMT,
                                    STR_ARG(f->name), STR_ARG(o->value));
        element_open(v, f, name, "bool");
        jw_kc(v->w, "default", text_in_list(f->value, o->value) ? "true" : "false");
        put_placeholder(v, option_label(o));
        element_close(v, f, i == 0, true);
    }
}

static void put_element(const struct window *v, const struct field *f)
{
    switch (f->kind) {
    case FIELD_LINE:
    case FIELD_LINES:
        put_line(v, f);
        break;
    case FIELD_ONE_OF:
        put_one_of(v, f);
        break;
    case FIELD_ANY_OF:
        put_any_of(v, f);
        break;
    case FIELD_MOMENT:
        put_moment(v, f);
        break;
    case FIELD_NOTE:
        break;
    }
}

/* ---- the whole ---- */

static struct str state_of(const struct window *v)
{
    const struct render *r = v->r;
    const struct dialog_state s = { .ref = v->form->ref,
                                    .origin = r->origin,
                                    .expires_ms = r->now_ms + state_ms };
    return state_seal(r->mem, r->key, &r->rnd, &s);
}

static void put_dialog(const struct window *v)
{
    struct arena *mem = v->r->mem;
    jw_kv(v->w, "title", window_text(v, v->form->title));
    jw_kv_given(v->w, "introduction_text", introduction(v));
    jw_kv_given(v->w, "submit_label",
                text_shorten(mem, v->form->submit, window_max_bytes));
    jw_kv(v->w, "state", state_of(v));
    jw_key(v->w, "elements");
    jw_array(v->w);
    for (size_t i = 0; i < v->form->n_fields; i++)
        put_element(v, &v->form->fields[i]);
    jw_end_array(v->w);
}

void render_dialog(struct json_w *w, const struct render *r, const struct form *form,
                   struct str trigger)
{
    const struct window v = { w, r, form };
    jw_object(w);
    jw_kv(w, "trigger_id", trigger);
    jw_kv(w, "url",
          arena_fmt(r->mem, STR_FMT MATTERMOST_PATH_DIALOG, STR_ARG(r->callback_url)));
    jw_key(w, "dialog");
    jw_object(w);
    put_dialog(&v);
    jw_end_object(w);
    jw_end_object(w);
}

/* ---- errors ---- */

/* All that is wrong with one field, as one text; empty when it was said already. */
static struct str error_text(const struct render *r, const struct answer *a, size_t i)
{
    struct str field = a->errors[i].field, all = { 0 };
    for (size_t k = 0; k < a->n_errors; k++) {
        if (!str_eq(a->errors[k].field, field))
            continue;
        if (k < i)
            return STR("");
        all = text_joined(r->mem, all, " ", a->errors[k].text);
    }
    return all;
}

/* The element of a moment has an end to its name: which kind a field is, is not known
 * here, so both are named. */
static void put_error(struct json_w *w, const struct render *r, struct str field,
                      struct str text)
{
    struct str end = arena_fmt(r->mem, STR_FMT MATTERMOST_MOMENT, STR_ARG(field));
    jw_kv(w, arena_str(r->mem, field).p, text);
    jw_kv(w, end.p, text);
}

void render_errors(struct json_w *w, const struct render *r, const struct answer *answer)
{
    struct str general = { 0 };
    jw_object(w);
    jw_key(w, "errors");
    jw_object(w);
    for (size_t i = 0; i < answer->n_errors; i++) {
        struct str text = error_text(r, answer, i);
        if (text.n > 0 && answer->errors[i].field.n > 0)
            put_error(w, r, answer->errors[i].field, text);
        else if (text.n > 0)
            general = text;
    }
    jw_end_object(w);
    jw_kv_given(w, "error", general);
    jw_end_object(w);
}
