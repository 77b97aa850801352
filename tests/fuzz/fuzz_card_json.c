/* What is decoded as an answer is encoded and decoded to the same again. */
#include "fuzz.h"

#include "codec/card_json.h"

enum { encoded_max = 8 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf once = BUF_INIT(encoded_max);
    AUTO(buf_clear) struct buf twice = BUF_INIT(encoded_max);
    struct answer answer;
    if (!answer_decode(a, fuzz_str(data, size), &answer, NULL))
        return 0;
    answer_encode(&once, &answer);
    if (once.n > 512 * 1024)
        return 0;
    FUZZ_CHECK(answer_decode(a, buf_str(&once), &answer, NULL));
    answer_encode(&twice, &answer);
    FUZZ_CHECK(str_eq(buf_str(&once), buf_str(&twice)));
    return 0;
}
