/* A form as a talk: the question that is asked, or the overview of all fields. */
#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"
#include "mattermost_texts.h"
#include "platform/mattermost/bricks.h"

enum { lined_options = 8 }; /* more stand side by side */

/* A talk that is being shown. */
struct asking {
    struct sheet *s;
    const struct talk *t;
    struct speech say;
    struct arena *mem;
    bool is_now_above; /* what stands there is the message: the server stores little else,
                          and the talk holds it already */
};

static struct str bold(const struct asking *a, struct str text)
{
    struct str plain = text_plain(a->mem, IN_MARKS, str_trim(text));
    return plain.n > 0 ? arena_fmt(a->mem, "**" STR_FMT "**", STR_ARG(plain)) : plain;
}

static struct str with(const struct asking *a, struct str text, const char *between,
                       struct str more)
{
    return text_joined(a->mem, text, between, more);
}

/* ---- one question ---- */

static size_t fields_of(const struct talk *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->form.n_fields; i++)
        n += t->form.fields[i].kind != FIELD_NOTE;
    return n;
}

/* "Question 2 of 5", unless it is the only one, or asked out of turn. */
static struct str progress(const struct asking *a)
{
    const struct talk *t = a->t;
    size_t all = fields_of(t);
    if (all < 2 || t->has_overview || t->is_repair)
        return STR("");
    return mattermost_talk_progress(&a->say, (int64_t)talk_number(t, t->at),
                                    (int64_t)all);
}

/* The notes that stand before the field. */
static struct str notes_before(const struct asking *a)
{
    const struct talk *t = a->t;
    size_t from = t->at;
    struct str all = { 0 };
    while (from > 0 && t->form.fields[from - 1].kind == FIELD_NOTE)
        from--;
    for (size_t i = from; i < t->at; i++)
        all = with(a, all, "\n\n",
                   text_markup(a->s->r, t->form.fields[i].label, item_max_bytes));
    return all;
}

static struct str question(const struct asking *a, const struct field *f)
{
    struct str label = bold(a, f->label.n > 0 ? f->label : f->name);
    if (f->optional)
        label = arena_fmt(a->mem, STR_FMT " (" STR_FMT ")", STR_ARG(label),
                          STR_ARG(mattermost_talk_optional(&a->say)));
    return with(a, label, "\n", text_plain(a->mem, IN_TEXT, f->hint));
}

static struct str options_of(const struct asking *a, const struct field *f)
{
    struct str all = { 0 }, value = a->t->values[a->t->at].value;
    const char *between = f->n_options > lined_options ? " · " : "\n";
    for (size_t i = 0; i < f->n_options; i++) {
        const struct option *o = &f->options[i];
        bool is_set = f->kind == FIELD_ONE_OF ? str_eq(value, o->value)
                                              : text_in_list(value, o->value);
        struct str label = o->label.n > 0 ? o->label : o->value;
        struct str line =
            text_numbered(a->mem, i + 1, text_shorten(a->mem, label, label_max_bytes));
        all = with(a, all, between,
                   is_set ? arena_fmt(a->mem, STR_FMT " ✓", STR_ARG(line)) : line);
    }
    return all;
}

static bool is_choice(const struct field *f)
{
    return f->kind == FIELD_ONE_OF || f->kind == FIELD_ANY_OF;
}

static struct str how_to_answer(const struct asking *a, const struct field *f)
{
    switch (f->kind) {
    case FIELD_LINE:
    case FIELD_LINES:
        break;
    case FIELD_ONE_OF:
        return mattermost_talk_number(&a->say);
    case FIELD_ANY_OF:
        return f->optional ? with(a, mattermost_talk_numbers(&a->say), " ",
                                  mattermost_talk_none(&a->say))
                           : mattermost_talk_numbers(&a->say);
    case FIELD_MOMENT:
        return mattermost_talk_moment(&a->say);
    case FIELD_NOTE:
        break;
    }
    return mattermost_talk_text(&a->say);
}

static struct str how(const struct asking *a, const struct field *f)
{
    struct str all = how_to_answer(a, f);
    if (a->t->values[a->t->at].value.n > 0)
        all = with(a, all, " ", mattermost_talk_keep(&a->say));
    if (f->optional && f->kind != FIELD_ANY_OF)
        all = with(a, all, " ", mattermost_talk_skip(&a->say));
    return with(a, all, " ", mattermost_talk_cancel(&a->say));
}

/* What stands there can be copied, changed and sent again. */
static struct str now_of(const struct asking *a, const struct field *f)
{
    struct str now = talk_shown(a->mem, a->t, a->t->at);
    if (is_choice(f) || now.n == 0)
        return STR("");
    return text_fence(a->mem, text_shorten(a->mem, now, message_max_bytes));
}

static void put_question(const struct asking *a, const struct field *f)
{
    struct str now = a->is_now_above ? STR("") : now_of(a, f);
    if (is_choice(f) && f->n_options > 0)
        put_field(a->s, STR(""), options_of(a, f), false);
    else if (now.n > 0)
        put_field(a->s, mattermost_talk_now(&a->say), now, false);
    put_field(a->s, STR(""), how(a, f), false);
}

/* ---- the overview ---- */

static struct str line_of(const struct asking *a, size_t i)
{
    const struct field *f = &a->t->form.fields[i];
    struct str now = talk_shown(a->mem, a->t, i);
    if (f->kind == FIELD_NOTE)
        return text_markup(a->s->r, f->label, item_max_bytes);
    now = text_plain(a->mem, IN_MARKS, text_shorten(a->mem, now, item_max_bytes));
    struct str label = f->label.n > 0 ? f->label : f->name;
    return arena_fmt(a->mem, STR_FMT ": " STR_FMT,
                     STR_ARG(text_numbered(a->mem, talk_number(a->t, i), label)),
                     STR_ARG(now.n > 0 ? now : mattermost_talk_nothing(&a->say)));
}

static void put_overview(const struct asking *a)
{
    struct str all = { 0 };
    struct str submit = text_plain(a->mem, IN_MARKS, a->t->form.submit);
    for (size_t i = 0; i < a->t->form.n_fields; i++)
        all = with(a, all, "\n", line_of(a, i));
    put_field(a->s, STR(""), all, false);
    put_field(a->s, STR(""), mattermost_talk_overview(&a->say, submit), false);
}

/* ---- the whole ---- */

static void put_text(const struct asking *a, const struct field *f, struct str problem)
{
    struct str text = bold(a, problem);
    if (f) {
        text = with(a, text, "\n\n", progress(a));
        text = with(a, text, "\n\n", notes_before(a));
        text = with(a, text, "\n\n", question(a, f));
    }
    jw_kv_given(a->s->w, "text", text);
}

static void put_attachments(const struct asking *a, struct str problem)
{
    const struct form *form = &a->t->form;
    bool is_question = a->t->at < form->n_fields;
    const struct field *f = is_question ? &form->fields[a->t->at] : NULL;
    struct json_w *w = a->s->w;
    jw_array(w);
    sheet_open(a->s, problem.n > 0 ? problem : f ? f->label : form->title);
    jw_kv_given(w, "title", text_plain(a->mem, IN_MARKS, form->title));
    put_text(a, f, problem);
    jw_key(w, "fields");
    jw_array(w);
    if (f)
        put_question(a, f);
    else
        put_overview(a);
    jw_end_array(w);
    sheet_close(a->s);
    jw_end_array(w);
}

void render_talk(struct json_w *w, const struct render *r, const struct talk *talk,
                 struct str problem)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(2 * json_max_bytes);
    AUTO(buf_clear) struct buf state = BUF_INIT(json_max_bytes);
    struct json_w attachments = JSON_W(&out), kept = JSON_W(&state);
    struct sheet s = { .w = &attachments, .r = r, .lang = talk->form.lang };
    const struct asking a = { &s, talk, sheet_speech(&s), r->mem, r->max_props > 0 };
    bool has_now = a.is_now_above && talk->at < talk->form.n_fields;
    put_attachments(&a, problem);
    talk_write(&kept, talk);
    jw_kv(w, "message", has_now ? now_of(&a, &talk->form.fields[talk->at]) : STR(""));
    put_props(w, r, buf_str(&out), NULL, buf_str(&state));
}
