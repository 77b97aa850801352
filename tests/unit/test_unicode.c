/* Code points, normal form, emoji, graphemes and host names. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/emoji.h"
#include "base/grapheme.h"
#include "base/unicode.h"
#include "base/utf8.h"

static struct runes cut(const char *text, struct arena *mem)
{
    struct runes r = { 0 };
    CHECK(text, runes_of(&r, str_from_c(text), mem));
    return r;
}

TEST(runes_know_where_they_lie)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct runes r = cut("aé€😀", mem);
    assert_int_equal(r.n, 4);
    assert_int_equal(r.c[3], 0x1f600);
    CHECK_STR("middle", runes_str(&r, 1, 3), STR("é€"));
    assert_int_equal(runes_utf16(&r, 0, 4), 5);
    assert_false(runes_of(&r, STR("a\xc3"), mem));
}

TEST(utf8_is_put_as_it_was_read)
{
    static const uint32_t points[] = { 0x41,  0x7f,   0x80,    0x7ff,
                                       0x800, 0xffff, 0x10000, 0x10ffff };
    for (size_t i = 0; i < COUNT(points); i++) {
        char b[4];
        uint32_t back = 0;
        size_t n = utf8_put(b, points[i]);
        assert_int_equal(utf8_decode((struct str){ b, n }, &back), n);
        assert_int_equal(back, points[i]);
    }
}

TEST(normal_form_c)
{
    static const struct {
        const char *label, *text, *want;
    } cases[] = {
        { "plain", "plain", "plain" },
        { "composed already", "é", "é" },
        { "decomposed", "e\u0301", "é" },
        { "excluded from composition", "\ufb2c", "\u05e9\u05bc\u05c1" },
        { "Hangul", "\u1112\u1161\u11ab", "한" },
        { "marks in order", "a\u0323\u0302", "\u1ead" },
        { "empty", "", "" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = { 0 };
        CHECK(cases[i].label, unicode_nfc(&got, str_from_c(cases[i].text), mem));
        CHECK_STR(cases[i].label, got, str_from_c(cases[i].want));
    }
    struct str untouched = STR("untouched");
    assert_false(unicode_nfc(&untouched, STR("\xff"), mem));
    assert_false(unicode_nfc(&untouched, STR("\x80"), mem));
    CHECK_STR("on failure", untouched, STR("untouched"));
}

TEST(graphemes)
{
    static const struct {
        const char *label, *text;
        size_t classic, conjuncts;
    } cases[] = {
        { "empty", "", 0, 0 },
        { "letters", "abc", 3, 3 },
        { "CR LF is one", "a\r\nb", 3, 3 },
        { "LF CR are two", "\n\r", 2, 2 },
        { "decomposed", "e\u0301", 1, 1 },
        { "mark on a control", "\n\u0301", 2, 2 },
        { "Thai", "สวัสดี", 4, 4 },
        { "Thai sara am", "น้ำ", 1, 1 },
        { "Hangul jamo", "\u1112\u1161\u11ab", 1, 1 },
        { "Hangul syllable and final", "\uac00\u11a8\u11a8", 1, 1 },
        { "one flag", "🇩🇪", 1, 1 },
        { "two flags", "🇩🇪🇫🇷", 2, 2 },
        { "flag and a half", "🇩🇪🇫", 2, 2 },
        { "family", "👨‍👩‍👧‍👦", 1, 1 },
        { "skin tone", "👍🏽", 1, 1 },
        { "keycap", "1️⃣", 1, 1 },
        { "flag of England",
          "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1, 1 },
        { "joiner between letters", "a\u200db", 2, 2 },
        { "joiner, then a picture after a letter", "a\u200d👍", 2, 2 },
        { "prepended", "\u0600a", 1, 1 },
        { "Devanagari conjunct", "क्ष", 2, 1 },
        { "Tamil has no conjunct", "க்ஷ", 2, 2 },
        { "non-joiner parts a conjunct", "क्\u200cष", 2, 2 },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct runes r = cut(cases[i].text, mem);
        CHECK(cases[i].label, grapheme_count(&r, GRAPHEME_CLASSIC) == cases[i].classic);
        CHECK(cases[i].label,
              grapheme_count(&r, GRAPHEME_CONJUNCTS) == cases[i].conjuncts);
    }
}

TEST(emoji_are_as_long_as_they_look)
{
    static const struct {
        const char *label, *text;
        size_t want; /* code points of the first emoji */
    } cases[] = {
        { "letter", "a", 0 },
        { "digit", "1", 0 },
        { "face", "😀a", 1 },
        { "text heart", "❤", 1 },
        { "heart with selector", "❤️", 2 },
        { "heart as text", "❤\ufe0e", 0 },
        { "copyright", "©", 0 },
        { "copyright as a picture", "©️", 2 },
        { "keycap", "1️⃣", 3 },
        { "keycap without selector", "#\u20e3", 2 },
        { "skin tone", "👍🏽", 2 },
        { "skin tone on nothing that takes it", "🚗🏽", 1 },
        { "family", "👨‍👩‍👧‍👦", 7 },
        { "two women, two tones", "👩🏽‍🤝‍👩🏼", 7 },
        { "astronaut with tone", "🧑🏿‍🚀", 4 },
        { "rainbow flag", "🏳️‍🌈", 4 },
        { "cars are not joined", "🚗\u200d🚗", 1 },
        { "flag", "🇩🇪", 2 },
        { "no such flag", "🇦🇦", 1 },
        { "Scotland", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
          7 },
        { "no such region", "🏴\U000e0078\U000e0078\U000e007f", 1 },
        { "selector where none belongs", "😀\ufe0f", 1 },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct runes r = cut(cases[i].text, mem);
        CHECK(cases[i].label, emoji_at(&r, 0) == cases[i].want);
    }
}

TEST(hosts_as_in_the_dns)
{
    static const struct {
        const char *host, *want; /* NULL: none */
    } cases[] = {
        { "Example.COM", "example.com" },
        { "müller.example", "xn--mller-kva.example" },
        { "straße.example", "xn--strae-oqa.example" },
        { "例え.テスト", "xn--r8jz45g.xn--zckzah" },
        { "a b", "a b" }, /* the caller refuses what is no letter */
        { "", NULL },
        { "xn--\u00e9", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(300);
        bool ok = unicode_host(&b, str_from_c(cases[i].host));
        CHECK(cases[i].host, ok == (cases[i].want != NULL));
        CHECK_STR(cases[i].host, buf_str(&b), str_from_c(cases[i].want));
    }
}

TEST(length_of_labels)
{
    static const struct {
        const char *label;
        size_t want;
    } cases[] = {
        { "example", 7 },
        { "müller", sizeof("xn--mller-kva") - 1 },
        { "例え", sizeof("xn--r8jz45g") - 1 },
        { "テスト", sizeof("xn--zckzah") - 1 },
        { "bücher", sizeof("xn--bcher-kva") - 1 },
        { "他们为什么不说中文", sizeof("xn--ihqwcrb4cv8a8dqg056pqjye") - 1 },
        { "3年b組金八先生", sizeof("xn--3b-ww4c5e180e575a65lsy2b") - 1 },
        { "☃", sizeof("xn--n3h") - 1 },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct runes r = cut(cases[i].label, mem);
        CHECK(cases[i].label, unicode_label_length(r.c, r.n) == cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runes_know_where_they_lie),
        cmocka_unit_test(utf8_is_put_as_it_was_read),
        cmocka_unit_test(normal_form_c),
        cmocka_unit_test(graphemes),
        cmocka_unit_test(emoji_are_as_long_as_they_look),
        cmocka_unit_test(hosts_as_in_the_dns),
        cmocka_unit_test(length_of_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
