#include "platform/playground/terminal_form.h"

#include "base/mem.h"
#include "codec/markup.h"
#include "platform/playground/render.h"
#include "playground_texts.h"

#include <stdlib.h>

enum { lines_max_bytes = 16 * 1024 };

struct terminal_form {
    struct arena *mem;
    struct str title, ref;
    struct field *fields; /* value: what was filled in so far */
    size_t n_fields, at;
    struct form_value *values;
    struct buf lines; /* of a field with several */
    bool is_titled;
};

static struct field copy_field(struct arena *a, const struct field *f)
{
    struct field c = *f;
    c.name = arena_str(a, f->name);
    c.label = arena_str(a, f->label);
    c.hint = arena_str(a, f->hint);
    c.value = arena_str(a, f->value);
    struct option *options = ARENA_ARRAY(a, f->n_options + 1, struct option);
    for (size_t i = 0; i < f->n_options; i++) {
        options[i].label = arena_str(a, f->options[i].label);
        options[i].value = arena_str(a, f->options[i].value);
    }
    c.options = options;
    return c;
}

struct terminal_form *terminal_form_new(const struct form *form)
{
    struct terminal_form *f = mem_new(1, sizeof *f);
    f->mem = arena_new();
    f->title = arena_str(f->mem, form->title);
    f->ref = arena_str(f->mem, form->ref);
    f->fields = ARENA_ARRAY(f->mem, form->n_fields + 1, struct field);
    f->values = ARENA_ARRAY(f->mem, form->n_fields + 1, struct form_value);
    f->n_fields = form->n_fields;
    f->lines = BUF_INIT(lines_max_bytes);
    for (size_t i = 0; i < form->n_fields; i++)
        f->fields[i] = copy_field(f->mem, &form->fields[i]);
    return f;
}

void terminal_form_free(struct terminal_form *f)
{
    if (!f)
        return;
    buf_clear(&f->lines);
    arena_free(f->mem);
    free(f);
}

static void wrapped(struct buf *out, struct str text)
{
    render_wrap(out, text, terminal_columns, STR("  "));
}

static void ask_options(const struct field *f, const struct speech *say, struct buf *out)
{
    for (size_t i = 0; i < f->n_options; i++)
        buf_addf(out, "  %2zu  " STR_FMT "\n", i + 1, STR_ARG(f->options[i].label));
    wrapped(out, f->kind == FIELD_ANY_OF ? playground_tty_form_numbers(say)
                                         : playground_tty_form_number(say));
}

/* Notes between the fields are said in passing. */
static void say_notes(struct terminal_form *f, struct buf *out)
{
    while (f->at < f->n_fields && f->fields[f->at].kind == FIELD_NOTE)
        wrapped(out, markup_plain(f->mem, f->fields[f->at++].label));
}

/* What stands in the field, in the reader's words. */
static struct str given(struct arena *a, const struct field *f)
{
    struct str rest = f->value, all = { 0 };
    if (f->kind != FIELD_ONE_OF && f->kind != FIELD_ANY_OF)
        return f->value;
    while (rest.n) {
        struct str value = str_cut(&rest, ',');
        for (size_t i = 0; i < f->n_options; i++) {
            if (str_eq(f->options[i].value, value))
                all = arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? ", " : "",
                                STR_ARG(f->options[i].label));
        }
    }
    return all;
}

void terminal_form_ask(struct terminal_form *f, const struct speech *say, struct buf *out)
{
    if (!f->is_titled) {
        wrapped(out, f->title);
        wrapped(out, playground_tty_form(say));
        f->is_titled = true;
    }
    say_notes(f, out);
    if (f->at == f->n_fields || f->lines.n)
        return;
    const struct field *field = &f->fields[f->at];
    buf_add_char(out, '\n');
    wrapped(out, field->label);
    wrapped(out, field->hint);
    if (field->kind == FIELD_ONE_OF || field->kind == FIELD_ANY_OF)
        ask_options(field, say, out);
    else if (field->kind == FIELD_MOMENT)
        wrapped(out, playground_tty_form_moment(say));
    else if (field->kind == FIELD_LINES)
        wrapped(out, playground_tty_form_lines(say));
    struct str now = given(f->mem, field);
    if (now.n)
        wrapped(out, playground_tty_form_given(say, now));
}

/* "1,3" -> the values of the first and third option; what is no number is left out. */
static struct str chosen(struct arena *a, const struct field *f, struct str line)
{
    struct str all = { 0 };
    while (line.n) {
        int64_t n = 0;
        if (!str_to_int(str_trim(str_cut(&line, ',')), &n) || n < 1 ||
            n > (int64_t)f->n_options)
            continue;
        struct str one = f->options[n - 1].value;
        if (all.n && f->kind == FIELD_ANY_OF)
            all = arena_fmt(a, STR_FMT "," STR_FMT, STR_ARG(all), STR_ARG(one));
        else
            all = one;
    }
    return all;
}

/* Several lines are one value; true when they have ended. */
static bool took_lines(struct terminal_form *f, struct field *field, struct str line)
{
    bool is_end = str_eq(line, STR("."));
    if (!is_end && (line.n || f->lines.n)) {
        buf_add(&f->lines, line);
        buf_add_char(&f->lines, '\n');
        return false;
    }
    if (f->lines.n)
        field->value = arena_str(f->mem, str_trim(buf_str(&f->lines)));
    buf_cut(&f->lines, 0);
    return true;
}

static bool took(struct terminal_form *f, struct str line)
{
    struct field *field = &f->fields[f->at];
    if (field->kind == FIELD_LINES)
        return took_lines(f, field, line);
    line = str_trim(line);
    if (line.n == 0)
        return true;
    bool is_choice = field->kind == FIELD_ONE_OF || field->kind == FIELD_ANY_OF;
    struct str value = is_choice ? chosen(f->mem, field, line) : arena_str(f->mem, line);
    if (field->kind == FIELD_ONE_OF && value.n == 0)
        return false; /* no such number: it is asked for again */
    field->value = value;
    return true;
}

enum terminal_form_state terminal_form_take(struct terminal_form *f, struct str line)
{
    if (str_eq(str_trim(line), STR("cancel")) || str_eq(str_trim(line), STR("abbrechen")))
        return FORM_OVER;
    while (f->at < f->n_fields && f->fields[f->at].kind == FIELD_NOTE)
        f->at++;
    if (f->at < f->n_fields && took(f, line))
        f->at++;
    while (f->at < f->n_fields && f->fields[f->at].kind == FIELD_NOTE)
        f->at++;
    return f->at == f->n_fields ? FORM_DONE : FORM_MORE;
}

struct str terminal_form_ref(const struct terminal_form *f)
{
    return f->ref;
}

const struct form_value *terminal_form_values(struct terminal_form *f, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < f->n_fields; i++) {
        if (f->fields[i].kind == FIELD_NOTE)
            continue;
        f->values[*n].name = f->fields[i].name;
        f->values[(*n)++].value = f->fields[i].value;
    }
    return f->values;
}

void terminal_form_again(struct terminal_form *f)
{
    f->at = 0;
}
