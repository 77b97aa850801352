/* Any bytes are a document or an error with a line; what was read is UTF-8 text. */
#include "fuzz.h"

#include "base/utf8.h"
#include "codec/toml.h"

#include <string.h>

static void walk(const struct toml_value *t, size_t depth)
{
    FUZZ_CHECK(depth <= toml_max_depth);
    FUZZ_CHECK(toml_line(t) >= 1);
    FUZZ_CHECK(utf8_valid(toml_str(t, "")) && str_find_char(toml_str(t, ""), 0) < 0);
    size_t n = 0;
    for (const struct toml_value *c = toml_first(t); c; c = toml_next(c), n++)
        walk(c, depth + 1);
    FUZZ_CHECK(n == toml_count(t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(toml_freep) struct toml_value *t = NULL;
    struct err err = { 0 };
    if (toml_parse(&t, STR("f"), fuzz_str(data, size), &err))
        walk(t, 0);
    else
        FUZZ_CHECK(strncmp(err.msg, "f:", 2) == 0 && err.code != ERR_NONE);
    return 0;
}
