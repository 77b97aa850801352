#include "platform/playground/terminal_form.h"

#include "base/mem.h"
#include "codec/markup.h"
#include "codec/talk.h"
#include "platform/playground/render.h"
#include "platform/talk_words.h"
#include "playground_texts.h"

#include <stdlib.h>

struct terminal_form {
    struct arena *mem;
    struct talk talk;
    size_t said;      /* notes before this field were said */
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
    struct form copy = *form;
    struct field *fields = ARENA_ARRAY(f->mem, form->n_fields + 1, struct field);
    for (size_t i = 0; i < form->n_fields; i++)
        fields[i] = copy_field(f->mem, &form->fields[i]);
    copy.title = arena_str(f->mem, form->title);
    copy.ref = arena_str(f->mem, form->ref);
    copy.fields = fields;
    f->lines = BUF_INIT(talk_value_max_bytes + 1);
    talk_begin(&f->talk, f->mem, &copy, 0);
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

/* Notes between the fields are said in passing, once. */
static void say_notes(struct terminal_form *f, struct buf *out)
{
    const struct form *form = &f->talk.form;
    for (; f->said < form->n_fields && f->said < f->talk.at; f->said++) {
        if (form->fields[f->said].kind == FIELD_NOTE)
            wrapped(out, markup_plain(f->mem, form->fields[f->said].label));
    }
}

static void ask_field(struct terminal_form *f, const struct field *field,
                      const struct speech *say, struct buf *out)
{
    wrapped(out, field->label);
    wrapped(out, field->hint);
    if (field->kind == FIELD_ONE_OF || field->kind == FIELD_ANY_OF)
        ask_options(field, say, out);
    else if (field->kind == FIELD_MOMENT)
        wrapped(out, playground_tty_form_moment(say));
    else if (field->kind == FIELD_LINES)
        wrapped(out, playground_tty_form_lines(say));
    struct str now = talk_shown(f->mem, &f->talk, f->talk.at);
    if (now.n)
        wrapped(out, playground_tty_form_given(say, now));
}

/* Fields by number, with what stands in them. */
static void show_overview(struct terminal_form *f, const struct speech *say,
                          struct buf *out)
{
    for (size_t i = 0; i < f->talk.form.n_fields; i++) {
        size_t number = talk_number(&f->talk, i);
        struct str rest = talk_shown(f->mem, &f->talk, i), now = str_cut(&rest, '\n');
        if (number)
            buf_addf(out, "  %2zu  " STR_FMT ": " STR_FMT "%s\n", number,
                     STR_ARG(f->talk.form.fields[i].label), STR_ARG(now),
                     rest.n ? " ..." : "");
    }
    wrapped(out, playground_tty_form_overview(say));
}

void terminal_form_ask(struct terminal_form *f, const struct speech *say, struct buf *out)
{
    bool is_overview = talk_in_overview(&f->talk);
    if (!f->is_titled) {
        wrapped(out, f->talk.form.title);
        if (!is_overview)
            wrapped(out, playground_tty_form(say));
        f->is_titled = true;
    }
    say_notes(f, out);
    if (f->lines.n)
        return;
    buf_add_char(out, '\n');
    if (is_overview)
        show_overview(f, say, out);
    else if (f->talk.at < f->talk.form.n_fields)
        ask_field(f, &f->talk.form.fields[f->talk.at], say, out);
}

/* Several lines are one value; true when they have ended, with all of them in *all. */
static bool took_lines(struct terminal_form *f, struct str line, struct str *all)
{
    bool is_end = str_eq(line, STR("."));
    if (!is_end && (line.n || f->lines.n)) {
        buf_add(&f->lines, line);
        buf_add_char(&f->lines, '\n');
        return false;
    }
    *all = arena_str(f->mem, buf_str(&f->lines));
    buf_cut(&f->lines, 0);
    return true;
}

static bool asks_lines(const struct talk *t)
{
    return t->at < t->form.n_fields && t->form.fields[t->at].kind == FIELD_LINES;
}

enum terminal_form_state terminal_form_take(struct terminal_form *f,
                                            const struct speech *say, struct str line,
                                            struct buf *out)
{
    bool is_cancel = talk_is_cancel(line);
    if (!is_cancel && asks_lines(&f->talk) && !took_lines(f, line, &line))
        return FORM_MORE;
    enum talk_step step = talk_take(&f->talk, f->mem, line);
    if (step == TALK_CANCELLED)
        return FORM_OVER;
    if (step == TALK_DONE)
        return FORM_DONE;
    wrapped(out, talk_words(say, step));
    return FORM_MORE;
}

struct str terminal_form_ref(const struct terminal_form *f)
{
    return f->talk.form.ref;
}

const struct form_value *terminal_form_values(struct terminal_form *f, size_t *n)
{
    return talk_values(f->mem, &f->talk, n);
}

void terminal_form_again(struct terminal_form *f, struct str field)
{
    (void)talk_go_to(&f->talk, field);
}
