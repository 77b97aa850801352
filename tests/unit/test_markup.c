/* Our small markup: what is a mark, what is text, and that nobody can type a mark. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/markup.h"

/* The spans as one line: T(text) B(bold) I(italic) C(code) L(text|url) M(user) / */
static struct str shown(struct arena *a, struct str markup)
{
    static const char letters[] = "TBICLM";
    AUTO(buf_clear) struct buf b = BUF_INIT(64 * 1024);
    struct markup m = MARKUP(markup, a);
    struct span s;
    while (markup_next(&m, &s)) {
        if (s.kind == SPAN_BREAK)
            buf_add_char(&b, '/');
        else if (s.kind == SPAN_LINK)
            buf_addf(&b, "L(" STR_FMT "|" STR_FMT ")", STR_ARG(s.text), STR_ARG(s.url));
        else
            buf_addf(&b, "%c(" STR_FMT ")", letters[s.kind], STR_ARG(s.text));
    }
    return arena_buf(a, &b);
}

TEST(marks_are_read_and_the_rest_is_text)
{
    static const struct {
        struct str markup, spans;
    } cases[] = {
#define CASE(markup, spans) { STR_INIT(markup), STR_INIT(spans) }
        CASE("", ""),
        CASE("plain", "T(plain)"),
        CASE("*a* _b_ `c`", "B(a)T( )I(b)T( )C(c)"),
        CASE("say *two words*.", "T(say )B(two words)T(.)"),
        CASE("a\nb\n\nc", "T(a)/T(b)//T(c)"),
        CASE("*a\nb*", "T(*a)/T(b*)"),
        CASE("2*3*4 snake_case_name", "T(2*3*4 snake_case_name)"),
        CASE("* a* *b *", "T(* a* *b *)"),
        CASE("** `` __", "T(** `` __)"),
        CASE("über*a*", "T(über*a*)"),
        CASE("`*a*` *`b`*", "C(*a*)T( )B(`b`)"),
        CASE("\\*a\\* \\x \\\\", "T(*a* \\x \\)"),
        CASE("*a\\*b*", "B(a*b)"),
        CASE("`a\\`b`", "C(a`b)"),
        CASE("[a](https://x.example/a_b*c)", "L(a|https://x.example/a_b*c)"),
        CASE("[a\\]](https://x.example/\\))!", "L(a]|https://x.example/))T(!)"),
        CASE("[a](mailto:a@x.example)", "L(a|mailto:a@x.example)"),
        CASE("[a](javascript:x)", "T([a](javascript:x))"),
        CASE("[a](https://)", "T([a](https://))"),
        CASE("[a](https://x y)", "T([a](https://x y))"),
        CASE("[](https://x.example)", "T([](https://x.example))"),
        CASE("[a] (b)", "T([a] (b))"),
        CASE("hi <@U123>!", "T(hi )M(U123)T(!)"),
        CASE("<@> <@a b> <!here> <@a", "T(<@> <@a b> <!here> <@a)"),
        CASE("[*a*](x) *b*", "T([)B(a)T(](x) )B(b)"),
        CASE("\\", "T(\\)"),
    };
    AUTO(arena_freep) struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].markup.p, shown(a, cases[i].markup), cases[i].spans);
}

TEST(escaped_text_is_one_piece)
{
    static const char *const texts[] = {
        "*a*", "_a_ `b`", "[a](https://x.example)", "<@U1>",         "\\*a\\*",
        "\\",  "a * b_c", "<!channel> @here",       "Tür & Tor <b>",
    };
    AUTO(arena_freep) struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str text = str_from_c(texts[i]), escaped = markup_escape(a, text);
        CHECK_STR(texts[i], shown(a, escaped), arena_fmt(a, "T(%s)", texts[i]));
        CHECK_STR(texts[i], markup_plain(a, escaped), text);
        struct str bold = arena_fmt(a, "*" STR_FMT "*", STR_ARG(escaped));
        CHECK_STR(texts[i], shown(a, bold), arena_fmt(a, "B(%s)", texts[i]));
    }
}

TEST(links_and_mentions_are_made_of_plain_text)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str link = markup_link(a, STR("a]*b*"), STR("https://x.example/(1)_\\"));
    CHECK_STR("link", shown(a, link), STR("L(a]*b*|https://x.example/(1)_\\)"));
    CHECK_STR("no url", shown(a, markup_link(a, STR("*a*"), STR("file:///etc"))),
              STR("T(*a*)"));
    CHECK_STR("mention", shown(a, markup_mention(a, STR("U1"))), STR("M(U1)"));
    CHECK_STR("no user", shown(a, markup_mention(a, STR("U1> <!here"))),
              STR("T(U1> <!here)"));
    CHECK_STR("plain", markup_plain(a, STR("*a*\n[b](https://x.example) <@U1>")),
              STR("a\nb (https://x.example) @U1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_read_and_the_rest_is_text),
        cmocka_unit_test(escaped_text_is_one_piece),
        cmocka_unit_test(links_and_mentions_are_made_of_plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
