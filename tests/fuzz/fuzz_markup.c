/* What is escaped is read back as the same plain text; any bytes are some markup. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"

/* Every piece has something in it, and its text was in the markup. */
static void read_any(struct arena *a, struct str text)
{
    struct markup m = MARKUP(text, a);
    struct span s;
    size_t n = 0;
    while (markup_next(&m, &s)) {
        FUZZ_CHECK((s.kind == SPAN_BREAK) == (s.text.n == 0));
        FUZZ_CHECK((s.kind == SPAN_LINK) == (s.url.n > 0));
        n += s.text.n + s.url.n;
    }
    FUZZ_CHECK(n <= text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf back = BUF_INIT(size + 1);
    struct str text = fuzz_str(data, size);
    read_any(a, text);
    struct markup m = MARKUP(markup_escape(a, text), a);
    struct span s, before = { .kind = SPAN_BREAK };
    while (markup_next(&m, &s)) {
        FUZZ_CHECK(s.kind == SPAN_BREAK ||
                   (s.kind == SPAN_TEXT && before.kind == SPAN_BREAK));
        buf_add(&back, s.kind == SPAN_BREAK ? STR("\n") : s.text);
        before = s;
    }
    FUZZ_CHECK(str_eq(buf_str(&back), text));
    return 0;
}
