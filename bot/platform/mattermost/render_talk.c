/* A form as a talk: the question that is asked, or the overview of all fields. */
#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"
#include "mattermost_texts.h"
#include "platform/mattermost/above.h"

enum {
    lined_options = 8,      /* more stand side by side */
    above_now_bytes = 8000, /* in the message: what stands in the field that is asked */
    above_line_bytes = 120, /* and in each line of the overview */
};

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
        n += talk_asks(t, i);
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
    size_t most = a->s->is_above ? above_now_bytes : message_max_bytes;
    return text_fence(a->mem, text_shorten(a->mem, now, most));
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
    size_t most = a->s->is_above ? above_line_bytes : item_max_bytes;
    now = text_plain(a->mem, IN_MARKS, text_shorten(a->mem, now, most));
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

static struct str text_of(const struct asking *a, const struct field *f,
                          struct str problem)
{
    struct str text = bold(a, problem);
    if (!f)
        return text;
    text = with(a, text, "\n\n", progress(a));
    text = with(a, text, "\n\n", notes_before(a));
    return with(a, text, "\n\n", question(a, f));
}

static void put_fields(const struct asking *a, const struct field *f)
{
    if (f)
        put_question(a, f);
    else
        put_overview(a);
}

static void put_attachments(const struct asking *a, const struct field *f,
                            struct str problem)
{
    const struct form *form = &a->t->form;
    struct json_w *w = a->s->w;
    jw_array(w);
    sheet_open(a->s, problem.n > 0 ? problem : f ? f->label : form->title);
    jw_kv_given(w, "title", text_plain(a->mem, IN_MARKS, form->title));
    jw_kv_given(w, "text", text_of(a, f, problem));
    jw_key(w, "fields");
    jw_array(w);
    put_fields(a, f);
    jw_end_array(w);
    sheet_close(a->s);
    jw_end_array(w);
}

/* What the post keeps of it. On an old server without what stood in the fields at first:
 * what stands there now is in it, too. */
static struct str state_of(const struct render *r, const struct talk *talk)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct talk t = *talk;
    struct field *fields = ARENA_ARRAY(r->mem, t.form.n_fields + 1, struct field);
    for (size_t i = 0; i < t.form.n_fields; i++) {
        fields[i] = talk->form.fields[i];
        if (r->max_props > 0)
            fields[i].value = STR("");
    }
    t.form.fields = fields;
    talk_write(&w, &t);
    return arena_buf(r->mem, &out);
}

/* A question as a post. */
struct asked_post {
    struct str message, attachments, state;
};

static struct asked_post post_of(const struct render *r, const struct talk *talk,
                                 struct str problem, bool is_above)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(2 * json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct sheet s = { .w = &w, .r = r, .lang = talk->form.lang, .is_above = is_above };
    const struct form *form = &talk->form;
    const struct field *f = talk->at < form->n_fields ? &form->fields[talk->at] : NULL;
    const struct asking a = { &s, talk, sheet_speech(&s), r->mem,
                              r->max_props > 0 && !is_above };
    if (is_above) {
        above_add(&s, bold(&a, form->title), above_most);
        above_add(&s, text_of(&a, f, problem), above_most);
        put_fields(&a, f);
        return (struct asked_post){ .message = s.above };
    }
    put_attachments(&a, f, problem);
    return (struct asked_post){ .message = a.is_now_above && f ? now_of(&a, f) : STR(""),
                                .attachments = arena_buf(r->mem, &out) };
}

static bool is_stored(const struct render *r, const struct asked_post *p)
{
    return r->max_props == 0 || props_counted(r, p->attachments, p->attachments.n > 0,
                                              NULL, p->state) <= r->max_props;
}

/* Where an old server has no room for it: all texts as the message; then without what is
 * kept, so that only a restart forgets the talk. */
void render_talk(struct json_w *w, const struct render *r, const struct talk *talk,
                 struct str problem)
{
    struct str state = state_of(r, talk);
    struct asked_post p = post_of(r, talk, problem, false);
    p.state = state;
    if (!is_stored(r, &p)) {
        p = post_of(r, talk, problem, true);
        p.state = state;
    }
    if (!is_stored(r, &p))
        p.state = STR("");
    jw_kv(w, "message", p.message);
    put_props(w, r, p.attachments, NULL, p.state);
}
