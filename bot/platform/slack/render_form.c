/* A form as a modal view, and what is wrong with it. */
#include "base/arena.h"
#include "platform/slack/blocks.h"
#include "platform/slack/names.h"
#include "platform_texts.h"

enum { radio_options = 5, box_options = 10 };

/* An input block around one element; the caller fills the element. */
struct input {
    struct blocks *b;
    const struct field *f;
};

static bool input_open(const struct input *in, const char *end, struct str label,
                       const char *element)
{
    struct blocks *b = in->b;
    if (!block_open(b, "input"))
        return false;
    struct str name = arena_fmt(b->r->mem, STR_FMT "%s", STR_ARG(in->f->name), end);
    jw_kv(b->w, "block_id", arena_fmt(b->r->mem, SLACK_FIELD STR_FMT, STR_ARG(name)));
    put_plain(b->w, b->r, "label", label, field_chars);
    if (in->f->optional)
        jw_kb(b->w, "optional", true);
    jw_key(b->w, "element");
    jw_object(b->w);
    jw_kc(b->w, "type", element);
    jw_kv(b->w, "action_id", name);
    return true;
}

static void input_close(const struct input *in, bool has_hint)
{
    struct blocks *b = in->b;
    jw_end_object(b->w);
    if (has_hint && in->f->hint.n > 0)
        put_plain(b->w, b->r, "hint", in->f->hint, field_chars);
    block_close(b);
}

static void add_line(const struct input *in)
{
    const struct field *f = in->f;
    struct json_w *w = in->b->w;
    if (!input_open(in, "", f->label, "plain_text_input"))
        return;
    size_t max =
        f->max_chars > 0 && f->max_chars < input_chars ? f->max_chars : input_chars;
    if (f->kind == FIELD_LINES)
        jw_kb(w, "multiline", true);
    jw_ki(w, "max_length", (int64_t)max);
    size_t n = slack_cut(in->b->r->mem, f->value, max, false);
    jw_kv_given(w, "initial_value", str_take(f->value, n));
    if (f->placeholder.n > 0)
        put_plain(w, in->b->r, "placeholder", f->placeholder, placeholder_chars);
    input_close(in, true);
}

static bool is_in_list(struct str list, struct str value)
{
    while (list.n > 0) {
        if (str_eq(str_trim(str_cut(&list, ',')), value))
            return true;
    }
    return false;
}

static void put_initial(const struct input *in, bool is_many)
{
    const struct field *f = in->f;
    struct json_w *w = in->b->w;
    bool is_open = false;
    for (size_t i = 0; i < f->n_options; i++) {
        const struct option *o = &f->options[i];
        bool is_set =
            is_many ? is_in_list(f->value, o->value) : str_eq(f->value, o->value);
        if (!is_set || o->value.n == 0)
            continue;
        if (!is_open)
            jw_key(w, is_many ? "initial_options" : "initial_option");
        if (!is_open && is_many)
            jw_array(w);
        is_open = true;
        put_option(w, in->b->r, o);
        if (!is_many)
            return;
    }
    if (is_open)
        jw_end_array(w);
}

static void add_choice(const struct input *in)
{
    const struct field *f = in->f;
    bool is_many = f->kind == FIELD_ANY_OF;
    bool is_list = f->n_options > (is_many ? box_options : radio_options);
    const char *type = is_many ? "checkboxes" : "radio_buttons";
    if (is_list)
        type = is_many ? "multi_static_select" : "static_select";
    if (f->n_options == 0 || !input_open(in, "", f->label, type))
        return;
    put_options(in->b->w, in->b->r, f->options, f->n_options);
    put_initial(in, is_many);
    if (is_list && f->placeholder.n > 0)
        put_plain(in->b->w, in->b->r, "placeholder", f->placeholder, placeholder_chars);
    input_close(in, true);
}

/* Two pickers, so that it stays the wall clock of whoever fills it in. */
static void add_moment(const struct input *in)
{
    struct str rest = in->f->value, date = str_cut(&rest, 'T');
    struct speech say = { .texts = in->b->r->texts,
                          .lang = in->b->lang,
                          .mem = in->b->r->mem };
    if (input_open(in, "", in->f->label, "datepicker")) {
        if (date.n == sizeof("2026-11-24") - 1)
            jw_kv(in->b->w, "initial_date", date);
        input_close(in, true);
    }
    if (input_open(in, SLACK_TIME_END, platform_time_of_day(&say), "timepicker")) {
        if (rest.n >= sizeof("08:30") - 1)
            jw_kv(in->b->w, "initial_time", str_take(rest, sizeof("08:30") - 1));
        input_close(in, false);
    }
}

static void add_field(struct blocks *b, const struct field *f)
{
    const struct input in = { b, f };
    switch (f->kind) {
    case FIELD_LINE:
    case FIELD_LINES:
        add_line(&in);
        break;
    case FIELD_ONE_OF:
    case FIELD_ANY_OF:
        add_choice(&in);
        break;
    case FIELD_MOMENT:
        add_moment(&in);
        break;
    case FIELD_NOTE:
        blocks_text(b, slack_markup(b->r->mem, f->label));
        break;
    }
}

void render_form(struct json_w *w, const struct render *r, const struct form *form,
                 struct str origin)
{
    struct blocks b = { .w = w, .r = r, .lang = form->lang, .max = view_blocks };
    jw_object(w);
    jw_kc(w, "type", "modal");
    jw_kv(w, "callback_id", form->ref);
    put_plain(w, r, "title", form->title, window_chars);
    put_plain(w, r, "submit", form->submit, window_chars);
    jw_kv_given(w, "private_metadata", origin);
    jw_key(w, "blocks");
    jw_array(w);
    for (size_t i = 0; i < form->n_fields; i++)
        add_field(&b, &form->fields[i]);
    jw_end_array(w);
    jw_end_object(w);
}

/* The block under which an error is shown. */
static struct str error_key(const struct render *r, const struct answer *a, size_t i,
                            struct str block)
{
    struct str field = a->errors[i].field;
    if (field.n == 0)
        return arena_str(r->mem, block);
    return arena_fmt(r->mem, SLACK_FIELD STR_FMT, STR_ARG(field));
}

/* All that is wrong with one block, as one text; empty when it was said already. */
static struct str error_text(const struct render *r, const struct answer *a, size_t i,
                             struct str block)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct str key = error_key(r, a, i, block);
    for (size_t k = 0; k < a->n_errors; k++) {
        if (!str_eq(error_key(r, a, k, block), key))
            continue;
        if (k < i)
            return STR("");
        if (out.n > 0)
            buf_add_char(&out, ' ');
        buf_add(&out, a->errors[k].text);
    }
    return slack_shorten(r->mem, arena_buf(r->mem, &out), field_chars);
}

void slack_errors(struct json_w *w, const struct render *r, const struct answer *answer,
                  struct str block)
{
    jw_object(w);
    for (size_t i = 0; i < answer->n_errors; i++) {
        struct str key = error_key(r, answer, i, block);
        struct str text = error_text(r, answer, i, block);
        if (key.n > 0 && text.n > 0)
            jw_kv(w, key.p, text);
    }
    jw_end_object(w);
}
