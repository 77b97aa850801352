/* A header's value lies within the head, on one line, without space around it. */
#include "fuzz.h"

#include "io/http_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_response r = { .head = fuzz_str(data, size) };
    struct str value = http_response_header(&r, STR("retry-after"));
    if (!value.p)
        return 0;
    FUZZ_CHECK(value.p >= r.head.p && value.p + value.n <= r.head.p + r.head.n);
    FUZZ_CHECK(str_find_char(value, '\n') < 0);
    FUZZ_CHECK(str_eq(str_trim(value), value));
    return 0;
}
