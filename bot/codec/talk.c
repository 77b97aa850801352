#include "codec/talk.h"

#include "base/arena.h"
#include "base/utf8.h"
#include "codec/choices.h"

enum { overview_fields = 3 }; /* up to so many are simply asked */

static bool is_field(const struct talk *t, size_t i)
{
    return t->form.fields[i].kind != FIELD_NOTE;
}

bool talk_asks(const struct talk *t, size_t field)
{
    struct str only_for = t->form.fields[field].only_for;
    bool matters =
        field == 0 || only_for.n == 0 || str_eq(t->values[field - 1].value, only_for);
    return is_field(t, field) && matters;
}

static void pass_over(struct talk *t)
{
    while (t->at < t->form.n_fields && !talk_asks(t, t->at))
        t->at++;
}

/* All could be sent as it is, and is more than one would like to be asked. */
static bool wants_overview(const struct talk *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->form.n_fields; i++) {
        if (is_field(t, i) && !t->form.fields[i].optional && t->values[i].value.n == 0)
            return false;
        n += is_field(t, i);
    }
    return n > overview_fields || n == 0;
}

static void begin_anew(struct talk *t)
{
    t->at = t->has_overview ? t->form.n_fields : 0;
    pass_over(t);
}

void talk_begin(struct talk *t, struct arena *mem, const struct form *form,
                int64_t until_ms)
{
    *t = (struct talk){ .form = *form, .until_ms = until_ms };
    t->values = ARENA_ARRAY(mem, form->n_fields + 1, struct form_value);
    for (size_t i = 0; i < form->n_fields; i++) {
        if (is_field(t, i))
            t->values[i] =
                (struct form_value){ form->fields[i].name, form->fields[i].value };
    }
    t->has_overview = wants_overview(t);
    begin_anew(t);
}

bool talk_in_overview(const struct talk *t)
{
    return t->has_overview && t->at == t->form.n_fields;
}

size_t talk_number(const struct talk *t, size_t field)
{
    size_t n = 0;
    for (size_t i = 0; i <= field && i < t->form.n_fields; i++)
        n += is_field(t, i);
    return field < t->form.n_fields && is_field(t, field) ? n : 0;
}

static bool is_one_of(struct str line, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(line, words[i]))
            return true;
    }
    return false;
}

bool talk_is_cancel(struct str typed)
{
    static const struct str words[] = {
        STR_INIT("cancel"),
        STR_INIT("abbrechen"),
        STR_INIT("stop"),
        STR_INIT("stopp"),
    };
    return is_one_of(str_trim(typed), words, COUNT(words));
}

static bool is_saving(struct str line)
{
    static const struct str words[] = {
        STR_INIT("ok"),   STR_INIT("okay"),   STR_INIT("save"),
        STR_INIT("done"), STR_INIT("fertig"), STR_INIT("speichern"),
    };
    return is_one_of(line, words, COUNT(words));
}

/* What is picked: a mark for each option, and how many. */
struct picked {
    bool *is;
    size_t n;
    bool is_none; /* 0 was typed */
};

static bool pick_at(struct picked *p, size_t at)
{
    p->n += !p->is[at];
    p->is[at] = true;
    return true;
}

static bool pick_number(const struct field *f, struct str text, struct picked *p)
{
    size_t number = 0;
    if (!choices_number(text, &number) || number > f->n_options)
        return false;
    if (number > 0)
        return pick_at(p, number - 1);
    p->is_none = true;
    return true;
}

static bool pick_label(const struct field *f, struct str label, struct picked *p)
{
    for (size_t i = 0; i < f->n_options; i++) {
        if (str_eq_nocase(str_trim(f->options[i].label), label))
            return pick_at(p, i);
    }
    return false;
}

/* A number or a label; or several numbers with spaces between. */
static bool pick_part(const struct field *f, struct str part, struct picked *p)
{
    if (pick_number(f, part, p) || pick_label(f, part, p))
        return true;
    struct str word = str_word(&part);
    bool is_several = word.n > 0 && part.n > 0;
    for (; is_several && word.n > 0; word = str_word(&part)) {
        if (!pick_number(f, word, p))
            return false;
    }
    return is_several;
}

static bool pick(const struct field *f, struct str line, struct picked *p)
{
    if (pick_label(f, line, p))
        return true;
    while (line.n > 0) {
        if (!pick_part(f, str_trim(str_cut(&line, ',')), p))
            return false;
    }
    return p->is_none ? p->n == 0 : p->n > 0;
}

static enum talk_step choose(const struct field *f, struct arena *mem, struct str line,
                             struct str *value)
{
    struct picked p = { .is = ARENA_ARRAY(mem, f->n_options + 1, bool) };
    struct str all = { 0 };
    if (!pick(f, line, &p) || (f->kind == FIELD_ONE_OF && p.n > 1))
        return TALK_NO_NUMBER;
    if (p.is_none && !f->optional)
        return TALK_EMPTY;
    for (size_t i = 0; i < f->n_options; i++) {
        if (p.is[i])
            all = arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? "," : "",
                            STR_ARG(f->options[i].value));
    }
    *value = all;
    return TALK_NEXT;
}

static bool is_too_long(const struct field *f, struct str s)
{
    size_t chars = 0;
    if (s.n > talk_value_max_bytes)
        return true;
    for (struct str rest = s; f->max_chars > 0 && rest.n > 0; chars++) {
        size_t n = utf8_len(rest);
        rest = str_skip(rest, n > 0 ? n : 1);
    }
    return chars > f->max_chars;
}

static enum talk_step take_text(const struct field *f, struct arena *mem, struct str line,
                                struct str *value)
{
    if (is_too_long(f, line))
        return TALK_TOO_LONG;
    char *p = arena_alloc(mem, line.n + 1, 1);
    for (size_t i = 0; i < line.n; i++) {
        bool is_break = line.p[i] == '\n' || line.p[i] == '\r';
        p[i] = is_break && f->kind == FIELD_LINE ? ' ' : line.p[i];
    }
    *value = (struct str){ p, line.n };
    return TALK_NEXT;
}

/* "=" (or nothing) keeps what stands there, "-" empties it. */
static bool is_about_what_stands(struct str line)
{
    return line.n == 0 || str_eq(line, STR("=")) || str_eq(line, STR("-"));
}

static enum talk_step keep_or_empty(const struct field *f, struct str line,
                                    struct str *value)
{
    bool empties = str_eq(line, STR("-"));
    if (!f->optional && (empties || value->n == 0))
        return TALK_EMPTY;
    if (empties)
        *value = STR("");
    return TALK_NEXT;
}

/* What the line means for the field, which holds *value. */
static enum talk_step read_value(const struct field *f, struct arena *mem,
                                 struct str line, struct str *value)
{
    if (is_about_what_stands(line))
        return keep_or_empty(f, line, value);
    switch (f->kind) {
    case FIELD_LINE:
    case FIELD_LINES:
        return take_text(f, mem, line, value);
    case FIELD_ONE_OF:
    case FIELD_ANY_OF:
        return choose(f, mem, line, value);
    case FIELD_MOMENT:
        return talk_moment(mem, line, value) ? TALK_NEXT : TALK_NO_MOMENT;
    case FIELD_NOTE:
        break;
    }
    return TALK_NEXT;
}

static enum talk_step go_on(struct talk *t)
{
    if (t->has_overview) {
        t->at = t->form.n_fields;
        return TALK_NEXT;
    }
    t->at = t->is_repair ? t->form.n_fields : t->at + 1;
    t->is_repair = false;
    pass_over(t);
    return t->at == t->form.n_fields ? TALK_DONE : TALK_NEXT;
}

static size_t all_bytes(const struct talk *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->form.n_fields; i++)
        n += t->values[i].value.n;
    return n;
}

static enum talk_step take_overview(struct talk *t, struct str line)
{
    size_t number = 0;
    if (is_saving(line))
        return TALK_DONE;
    if (!choices_number(line, &number) || number == 0)
        return TALK_NO_FIELD;
    for (size_t i = 0; i < t->form.n_fields; i++) {
        if (talk_number(t, i) == number) {
            t->at = i;
            return TALK_NEXT;
        }
    }
    return TALK_NO_FIELD;
}

enum talk_step talk_take(struct talk *t, struct arena *mem, struct str typed)
{
    struct str line = str_trim(typed);
    if (talk_is_cancel(line))
        return TALK_CANCELLED;
    if (t->at >= t->form.n_fields)
        return t->has_overview ? take_overview(t, line) : TALK_DONE;
    struct form_value *v = &t->values[t->at];
    struct str before = v->value;
    enum talk_step step = read_value(&t->form.fields[t->at], mem, line, &v->value);
    if (step == TALK_NEXT && v->value.n > before.n && all_bytes(t) > talk_all_max_bytes)
        step = TALK_TOO_LONG;
    if (step == TALK_NEXT)
        return go_on(t);
    v->value = before;
    return step;
}

bool talk_go_to(struct talk *t, struct str field)
{
    for (size_t i = 0; i < t->form.n_fields; i++) {
        if (is_field(t, i) && str_eq(t->form.fields[i].name, field)) {
            t->at = i;
            t->is_repair = !t->has_overview;
            return true;
        }
    }
    t->is_repair = false;
    begin_anew(t);
    return false;
}

static bool holds(const struct field *f, struct str value, struct str option)
{
    if (f->kind == FIELD_ONE_OF)
        return str_eq(value, option);
    while (value.n > 0) {
        if (str_eq(str_cut(&value, ','), option))
            return true;
    }
    return false;
}

static struct str shown_options(struct arena *mem, const struct field *f,
                                struct str value)
{
    struct str all = { 0 };
    for (size_t i = 0; i < f->n_options; i++) {
        if (holds(f, value, f->options[i].value))
            all = arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? ", " : "",
                            STR_ARG(f->options[i].label));
    }
    return all;
}

struct str talk_shown(struct arena *mem, const struct talk *t, size_t field)
{
    const struct field *f = &t->form.fields[field];
    struct str value = t->values[field].value;
    ptrdiff_t gap = str_find_char(value, 'T');
    switch (f->kind) {
    case FIELD_ONE_OF:
    case FIELD_ANY_OF:
        return shown_options(mem, f, value);
    case FIELD_MOMENT:
        if (gap < 0)
            return value;
        return arena_fmt(mem, STR_FMT " " STR_FMT, STR_ARG(str_take(value, (size_t)gap)),
                         STR_ARG(str_skip(value, (size_t)gap + 1)));
    case FIELD_LINE:
    case FIELD_LINES:
    case FIELD_NOTE:
        break;
    }
    return value;
}

const struct form_value *talk_values(struct arena *mem, const struct talk *t, size_t *n)
{
    struct form_value *all = ARENA_ARRAY(mem, t->form.n_fields + 1, struct form_value);
    size_t count = 0;
    for (size_t i = 0; i < t->form.n_fields; i++) {
        if (is_field(t, i))
            all[count++] = t->values[i];
    }
    *n = count;
    return all;
}
