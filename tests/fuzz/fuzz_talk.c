/* A talk (first line: its JSON) and the lines typed after it: between any two lines it
 * survives JSON, a field's value is one that its kind allows, and a refused line changes
 * nothing. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/zone.h"
#include "codec/talk.h"

static struct str written(struct arena *mem, const struct talk *t)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(8 * json_max_bytes);
    struct json_w w = JSON_W(&out);
    talk_write(&w, t);
    FUZZ_CHECK(buf_ok(&out));
    return arena_buf(mem, &out);
}

static void check_json(struct arena *mem, const struct talk *t)
{
    AUTO(json_freep) struct json *j = NULL;
    struct talk again;
    struct str text = written(mem, t);
    FUZZ_CHECK(json_parse_max(&j, text, 8 * json_max_bytes, NULL));
    FUZZ_CHECK(talk_read(mem, j, &again));
    FUZZ_CHECK(str_eq(written(mem, &again), text));
}

static bool is_option(const struct field *f, struct str value)
{
    for (size_t i = 0; i < f->n_options; i++) {
        if (str_eq(f->options[i].value, value))
            return true;
    }
    return false;
}

static void check_value(const struct field *f, struct str value, bool is_new)
{
    struct civil c;
    FUZZ_CHECK(f->optional || value.n > 0 || f->kind == FIELD_ANY_OF ||
               f->kind == FIELD_ONE_OF);
    if (!is_new || value.n == 0)
        return;
    FUZZ_CHECK(f->kind != FIELD_MOMENT || civil_parse(value, &c));
    FUZZ_CHECK(f->kind != FIELD_ONE_OF || is_option(f, value));
    FUZZ_CHECK(f->kind != FIELD_LINE || str_find_char(value, '\n') < 0);
}

static void take(struct arena *mem, struct talk *t, struct str line)
{
    size_t at = t->at, n = 0;
    struct str before = written(mem, t);
    struct str held = at < t->form.n_fields ? t->values[at].value : STR("");
    bool was_overview = talk_in_overview(t);
    enum talk_step step = talk_take(t, mem, line);
    if (step != TALK_NEXT && step != TALK_DONE) {
        FUZZ_CHECK(str_eq(written(mem, t), before));
    } else if (at < t->form.n_fields) {
        struct str value = t->values[at].value;
        check_value(&t->form.fields[at], value, !str_eq(value, held));
    }
    FUZZ_CHECK(step != TALK_NO_FIELD || was_overview);
    FUZZ_CHECK(t->at <= t->form.n_fields);
    FUZZ_CHECK(step != TALK_DONE || t->at == t->form.n_fields);
    for (size_t i = 0; i < t->form.n_fields; i++)
        (void)talk_shown(mem, t, i);
    (void)talk_values(mem, t, &n);
    FUZZ_CHECK(n <= t->form.n_fields);
    check_json(mem, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *j = NULL;
    struct str rest = fuzz_str(data, size), moment, first = str_cut(&rest, '\n');
    struct civil c;
    struct talk t;
    if (talk_moment(mem, first, &moment))
        FUZZ_CHECK(civil_parse(moment, &c));
    if (!json_parse_max(&j, first, 64 * 1024, NULL) || !talk_read(mem, j, &t))
        return 0;
    struct talk fresh;
    talk_begin(&fresh, mem, &t.form, 1);
    check_json(mem, &fresh);
    for (int i = 0; i < 20 && rest.n > 0; i++) {
        struct str line = str_cut(&rest, '\n');
        take(mem, &t, line);
        take(mem, &fresh, line);
    }
    (void)talk_go_to(&t, rest);
    check_json(mem, &t);
    return 0;
}
