/* What was read can be written, is read again, and then written the same. */
#include "fuzz.h"

#include "base/json.h"
#include "base/utf8.h"

static void write_value(struct json_w *w, const struct json *j)
{
    if (json_is_object(j)) {
        jw_object(w);
        for (const struct json *c = json_first(j); c; c = json_next(c)) {
            FUZZ_CHECK(utf8_valid(json_name(c)));
            jw_key(w, json_name(c).p);
            write_value(w, c);
        }
        jw_end_object(w);
    } else if (json_is_array(j)) {
        jw_array(w);
        for (const struct json *c = json_first(j); c; c = json_next(c))
            write_value(w, c);
        jw_end_array(w);
    } else if (json_is_string(j)) {
        FUZZ_CHECK(utf8_valid(json_str(j, "")));
        jw_str(w, json_str(j, ""));
    } else if (json_bool(j, "")) {
        jw_bool(w, true);
    } else {
        jw_int(w, json_int(j, "", 0));
    }
}

static bool round_trip(struct buf *out, struct str text)
{
    AUTO(json_freep) struct json *j = NULL;
    if (!json_parse(&j, text, NULL))
        return false;
    struct json_w w = JSON_W(out);
    write_value(&w, j);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(buf_clear) struct buf once = BUF_INIT(8 * json_max_bytes);
    AUTO(buf_clear) struct buf twice = BUF_INIT(8 * json_max_bytes);
    if (!round_trip(&once, fuzz_str(data, size)) || buf_str(&once).n > json_max_bytes)
        return 0;
    FUZZ_CHECK(round_trip(&twice, buf_str(&once)));
    FUZZ_CHECK(str_eq(buf_str(&once), buf_str(&twice)));
    return 0;
}
