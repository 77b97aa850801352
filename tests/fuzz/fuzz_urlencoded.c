/* Whatever is encoded comes back; whatever decodes is not longer than before, and
 * pairs that are written again are read the same. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/urlencoded.h"

static void check_back(struct str text, struct arena *mem)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(3 * text.n + 1);
    struct str back;
    urlencoded_add(&b, text);
    FUZZ_CHECK(buf_ok(&b));
    FUZZ_CHECK(urlencoded_decode(&back, buf_str(&b), true, mem, NULL));
    FUZZ_CHECK(str_eq(back, text));
}

static void check_pairs(struct str form, struct arena *mem)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(6 * form.n + 16);
    struct err err = { 0 };
    struct str key, value;
    for (struct str rest = form; urlencoded_next(&rest, &key, &value, mem, &err);)
        urlencoded_add_pair(&b, key, value);
    FUZZ_CHECK(buf_ok(&b));
    struct str again = buf_str(&b), key2, value2;
    for (struct str rest = form; urlencoded_next(&rest, &key, &value, mem, NULL);) {
        FUZZ_CHECK(urlencoded_next(&again, &key2, &value2, mem, NULL));
        FUZZ_CHECK(str_eq(key, key2) && str_eq(value, value2));
    }
    FUZZ_CHECK(!urlencoded_next(&again, &key2, &value2, mem, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str text = fuzz_str(data, size), decoded;
    check_back(text, mem);
    check_pairs(text, mem);
    if (urlencoded_decode(&decoded, text, false, mem, NULL))
        FUZZ_CHECK(decoded.n <= text.n);
    return 0;
}
