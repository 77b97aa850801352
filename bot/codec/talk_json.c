/* A talk between two lines. */
#include "base/arena.h"
#include "codec/card_json.h"
#include "codec/talk.h"

void talk_write(struct json_w *w, const struct talk *t)
{
    jw_object(w);
    jw_key(w, "form");
    form_write(w, &t->form);
    jw_ki(w, "at", (int64_t)t->at);
    if (t->has_overview)
        jw_kb(w, "overview", true);
    if (t->is_repair)
        jw_kb(w, "repair", true);
    jw_key(w, "values");
    jw_array(w);
    for (size_t i = 0; i < t->form.n_fields; i++)
        jw_str(w, t->values[i].value);
    jw_end_array(w);
    jw_kv_given(w, "note", t->note);
    jw_ki(w, "until_ms", t->until_ms);
    jw_end_object(w);
}

static bool read_values(struct arena *mem, const struct json *list, struct talk *t)
{
    size_t i = 0;
    if (!json_is_array(list) || json_count(list) != t->form.n_fields)
        return false;
    t->values = ARENA_ARRAY(mem, t->form.n_fields + 1, struct form_value);
    for (const struct json *v = json_first(list); v; v = json_next(v), i++) {
        struct str value = json_str(v, "");
        bool is_note = t->form.fields[i].kind == FIELD_NOTE;
        if (!json_is_string(v) || (is_note && value.n > 0))
            return false;
        if (!is_note)
            t->values[i] =
                (struct form_value){ t->form.fields[i].name, arena_str(mem, value) };
    }
    return true;
}

bool talk_read(struct arena *mem, const struct json *j, struct talk *out)
{
    struct talk t = {
        .has_overview = json_bool(j, "overview"),
        .is_repair = json_bool(j, "repair"),
        .note = arena_str(mem, json_str(j, "note")),
        .until_ms = json_int(j, "until_ms", 0),
    };
    int64_t at = json_int(j, "at", -1);
    if (!form_read(mem, json_at(j, "form"), &t.form, NULL) || at < 0 ||
        at > (int64_t)t.form.n_fields || !read_values(mem, json_at(j, "values"), &t))
        return false;
    t.at = (size_t)at;
    if (t.at < t.form.n_fields && t.form.fields[t.at].kind == FIELD_NOTE)
        return false;
    *out = t;
    return true;
}
