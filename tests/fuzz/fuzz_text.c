/* UTF-8 and the text forms of bytes: decoding undoes encoding, and what is cut stays
 * valid. The first byte chooses where to cut. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/utf8.h"

static void check_utf8(struct str s, size_t max_bytes)
{
    AUTO(buf_clear) struct buf again = BUF_INIT(1 << 20);
    struct str rest = s;
    uint32_t cp = 0;
    for (size_t n; (n = utf8_decode(rest, &cp)) > 0; rest = str_skip(rest, n)) {
        FUZZ_CHECK(n == utf8_len(rest));
        utf8_add(&again, cp);
    }
    FUZZ_CHECK(utf8_valid(s) == (rest.n == 0));
    FUZZ_CHECK(str_eq(buf_str(&again), str_take(s, s.n - rest.n)));
    struct str taken = utf8_take(buf_str(&again), max_bytes);
    FUZZ_CHECK(taken.n <= max_bytes && utf8_valid(taken));
}

static void check_base64(struct str s)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str back = { 0 };
    FUZZ_CHECK(base64url_decode(a, base64url_encode(a, s), &back));
    FUZZ_CHECK(str_eq(back, s));
    /* What decodes is canonical: there is no second spelling of a signature. */
    if (base64url_decode(a, s, &back))
        FUZZ_CHECK(str_eq(base64url_encode(a, back), s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str s = fuzz_str(data + 1, size - 1);
    check_utf8(s, data[0]);
    check_base64(s);
    return 0;
}
