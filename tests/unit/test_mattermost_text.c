/* Texts among Mattermost's Markdown: what people type says just that. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "mattermost_reader.h"
#include "platform/mattermost/bricks.h"

#define ZW "\xE2\x80\x8B"

/* Name of the case, what was typed, what is written. */
struct text_case {
    const char *name;
    struct str typed, want;
};

static void check_all(const struct text_case *cases, size_t n, enum text_place place)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < n; i++)
        CHECK_STR(cases[i].name, text_plain(mem, place, cases[i].typed), cases[i].want);
}

TEST(plain_words_stay_as_they_are)
{
    static const struct text_case cases[] = {
        { "words", STR_INIT("Offenes Werkstor, 8:30 Uhr (Halle 2)!"),
          STR_INIT("Offenes Werkstor, 8:30 Uhr (Halle 2)!") },
        { "umlauts", STR_INIT("Größe – „schön“ 🎉"), STR_INIT("Größe – „schön“ 🎉") },
        { "snake", STR_INIT("snake_case_name"), STR_INIT("snake_case_name") },
        { "mail", STR_INIT("anna.b@example.com"), STR_INIT("anna.b@example.com") },
        { "C#", STR_INIT("C# 5"), STR_INIT("C# 5") },
        { "colon", STR_INIT("Kolleg:innen, 7:8"), STR_INIT("Kolleg:innen, 7:8") },
        { "inner dash", STR_INIT("a - b"), STR_INIT("a - b") },
        { "two lines", STR_INIT("a\r\nb"), STR_INIT("a\nb") },
    };
    check_all(cases, COUNT(cases), IN_TEXT);
}

TEST(nobody_is_pinged)
{
    static const struct text_case cases[] = {
        { "user", STR_INIT("@anna"), STR_INIT("@" ZW "anna") },
        { "all", STR_INIT("hi @channel!"), STR_INIT("hi @" ZW "channel!") },
        { "underscore", STR_INIT("a_@all"), STR_INIT("a&#95;@" ZW "all") },
        { "umlaut", STR_INIT("ä@all"), STR_INIT("ä@" ZW "all") },
        { "channel link", STR_INIT("~town-square"), STR_INIT("&#126;" ZW "town-square") },
        { "hashtag", STR_INIT("gut #Tag"), STR_INIT("gut #" ZW "Tag") },
        { "first hashtag", STR_INIT("#Tag"), STR_INIT("&#35;" ZW "Tag") },
        { "slack", STR_INIT("<!channel> <@U1> <a|b>"),
          STR_INIT("&lt;!channel> &lt;@" ZW "U1> &lt;a&#124;b>") },
    };
    check_all(cases, COUNT(cases), IN_TEXT);
}

TEST(nothing_becomes_a_picture)
{
    static const struct text_case cases[] = {
        { "name", STR_INIT(":smile:"), STR_INIT(":" ZW "smile:") },
        { "inside", STR_INIT("a:smile:"), STR_INIT("a:" ZW "smile:") },
        { "smiley", STR_INIT("gut :) ;-)"), STR_INIT("gut :" ZW ") ;" ZW "-)") },
        { "heart", STR_INIT("<3 </3"), STR_INIT("&lt;" ZW "3 &lt;" ZW "/3") },
        { "face", STR_INIT("x-D"), STR_INIT("x-" ZW "D") },
        { "no face", STR_INIT("Max-Dauer"), STR_INIT("Max-Dauer") },
        { "latex", STR_INIT("$5 und $6"), STR_INIT("&#36;5 und &#36;6") },
    };
    check_all(cases, COUNT(cases), IN_TEXT);
}

TEST(no_marks_work)
{
    static const struct text_case cases[] = {
        { "bold", STR_INIT("**a** _b_ ~~c~~ `d`"),
          STR_INIT("&#42;&#42;a&#42;&#42; &#95;b&#95; &#126;&#126;" ZW
                   "c&#126;&#126; &#96;d&#96;") },
        { "link", STR_INIT("[a](b) ![c](d)"),
          STR_INIT("&#91;a&#93;(b) !&#91;c&#93;(d)") },
        { "heading", STR_INIT("# a\n> b\n- c\n+ d\n1. e\n2) f\n==="),
          STR_INIT("&#35; a\n&#62; b\n&#45; c\n&#43; d\n1&#46; e\n2&#41; f\n&#61;==") },
        { "indent", STR_INIT("    a\n\t\xC2\xA0# b"), STR_INIT("a\n&#35; b") },
        { "hidden break", STR_INIT("a\xE2\x90\xA4# b"), STR_INIT("a\n&#35; b") },
        { "table", STR_INIT("|a|\n|-|"), STR_INIT("&#124;a&#124;\n&#124;-&#124;") },
        { "entities", STR_INIT("&lt;b&gt; a & b"),
          STR_INIT("&amp;lt;b&amp;gt; a &amp; b") },
        { "tag", STR_INIT("</br>"), STR_INIT("&lt;" ZW "/br>") },
        { "backslash", STR_INIT("C:\\new"), STR_INIT("C:&#92;new") },
    };
    check_all(cases, COUNT(cases), IN_TEXT);
}

TEST(addresses_are_links_and_carry_no_marks)
{
    static const struct text_case cases[] = {
        { "web", STR_INIT("s. https://example.com/a_b?c=1#D."),
          STR_INIT("s. [https://example.com/a&#95;b?c=1#D](https://example.com/"
                   "a_b?c=1#D).") },
        { "part", STR_INIT("https://a.de/#E"),
          STR_INIT("[https://a.de/#" ZW "E](https://a.de/#E)") },
        { "bold", STR_INIT("https://example.com/*a*"),
          STR_INIT("[https://example.com/&#42;a](https://example.com/%2Aa)&#42;") },
        { "brackets", STR_INIT("(https://example.com/a)"),
          STR_INIT("([https://example.com/a](https://example.com/a))") },
        { "wiki", STR_INIT("https://example.com/a_(b)"),
          STR_INIT("[https://example.com/a&#95;(b)](https://example.com/a_%28b%29)") },
        { "www", STR_INIT("WWW.example.com"),
          STR_INIT("[WWW.example.com](http://WWW.example.com)") },
        { "loud", STR_INIT("HTTPS://example.com"),
          STR_INIT("[HTTPS://example.com](https://example.com)") },
        { "none", STR_INIT("http:// ftp://a.b"),
          STR_INIT("http:" ZW "// ftp:" ZW "//a.b") },
        { "mail", STR_INIT("mailto:a@b.de"), STR_INIT("mailto:" ZW "a@b.de") },
        { "sign", STR_INIT("https://a.de/?a&copy;b"),
          STR_INIT("[https://a.de/?a&amp;copy;b](https://a.de/?a&amp;copy;b)") },
    };
    check_all(cases, COUNT(cases), IN_TEXT);
}

TEST(between_marks_there_are_no_links)
{
    static const struct text_case cases[] = {
        { "web", STR_INIT("https://a.de/x_y"),
          STR_INIT("https:" ZW "//a.de" ZW "/x&#95;y") },
        { "www", STR_INIT("www.a.de"), STR_INIT("www" ZW ".a.de") },
        { "www2", STR_INIT("www2.a.de"), STR_INIT("www2" ZW ".a.de") },
        { "host", STR_INIT("a.de/x"), STR_INIT("a.de" ZW "/x") },
        { "line", STR_INIT("\na\nb"), STR_INIT("a b") },
    };
    check_all(cases, COUNT(cases), IN_MARKS);
}

TEST(names_have_no_markdown_but_are_searched)
{
    static const struct text_case cases[] = {
        { "marks", STR_INIT("*a* & <b> [c]"), STR_INIT("*a* & <b> [c]") },
        { "user", STR_INIT("@anna"), STR_INIT("@" ZW "anna") },
        { "smiley", STR_INIT("ja :)"), STR_INIT("ja :" ZW ")") },
        { "hashtag", STR_INIT("#Tag\nzwei"), STR_INIT("#" ZW "Tag zwei") },
        { "number", STR_INIT("1. März"), STR_INIT("1. März") },
    };
    check_all(cases, COUNT(cases), IN_NAME);
}

TEST(markup_becomes_markdown)
{
    static const struct text_case cases[] = {
        { "all", STR_INIT("*b* _i_ `c` [l](https://a.de/x) t"),
          STR_INIT("**b** _i_ `c` [l](https://a.de/x) t") },
        { "escaped", STR_INIT("\\*no\\* *a\\*b_c*"),
          STR_INIT("&#42;no&#42; **a&#42;b&#95;c**") },
        { "ticks", STR_INIT("`a` `/share list`"), STR_INIT("`a` `/share list`") },
        { "mention", STR_INIT("<@user1>"), STR_INIT("@" ZW "user1") },
        { "lines", STR_INIT("*a*\n# b\n\nc"), STR_INIT("**a**\n&#35; b\n\nc") },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].name,
                  text_markup(&(struct render){ .mem = mem }, cases[i].typed, 1000),
                  cases[i].want);
}

TEST(code_is_fenced_longer_than_what_is_in_it)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    CHECK_STR("plain", text_fence(mem, STR("a *b* @all")), STR("```\na *b* @all\n```"));
    CHECK_STR("fence", text_fence(mem, STR("a\r\n````\nb")),
              STR("`````\na\n````\nb\n`````"));
    CHECK_STR("span", text_markup(&(struct render){ .mem = mem }, STR("`a\\`b`"), 100),
              STR("`` a`b ``"));
}

TEST(long_texts_are_cut_where_it_can_be_seen)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    CHECK_STR("short", text_shorten(mem, STR("abc"), 3), STR("abc"));
    CHECK_STR("word", text_shorten(mem, STR("hello world"), 10), STR("hello…"));
    CHECK_STR("grapheme", text_shorten(mem, STR("ab👩‍🚀cd"), 9), STR("ab…"));
    CHECK_STR("nothing", text_shorten(mem, STR("abcd"), 3), STR("…"));
    CHECK_STR("lines",
              text_markup(&(struct render){ .mem = mem }, STR("*a* b\n*c* d\n*e* f"), 17),
              STR("**a** b\n…"));
    CHECK_STR(
        "one line",
        text_markup(&(struct render){ .mem = mem }, STR("*aaaa* bbbb cccc dddd"), 18),
        STR("…"));
}

/* What people type, in pieces that mean something somewhere. */
static const char *const pieces[] = {
    "@",
    "anna",
    "channel",
    "#",
    "Tag",
    ":",
    "smile",
    ")",
    "<",
    "3",
    "!here",
    ">",
    "|",
    "`",
    "```",
    "\n",
    " ",
    "    ",
    "~",
    "*",
    "https://a.de/b",
    "www.",
    "a.de",
    "_",
    "[",
    "](",
    "(",
    "\\",
    "&lt;",
    "&",
    "$",
    "ä",
    "😀",
    "1.",
    "-",
    "=",
    "x-d",
    "mailto:",
    "tel:",
    "/",
    "\xE2\x90\xA4",
    "\xC2\xA0",
    "\r",
    ";",
    "http:",
    "2",
    "town",
    "\t",
    ZW,
    "+",
    ".",
    "'",
    "\"",
    "?a=b&c",
    "#x",
    "]",
};

static struct str some_text(struct arena *mem, struct random *rnd)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    for (uint64_t n = random_below(rnd, 14) + 1; n > 0; n--)
        buf_add(&out, str_from_c(pieces[random_below(rnd, COUNT(pieces))]));
    return arena_buf(mem, &out);
}

/* A line break is a space where there is only one line. */
static struct str on_one_line(struct arena *mem, struct str s)
{
    struct str copy = arena_str(mem, s);
    char *p = arena_alloc(mem, s.n + 1, 1);
    for (size_t i = 0; i < s.n; i++)
        p[i] = copy.p[i] == '\n' ? ' ' : copy.p[i];
    return str_trim((struct str){ p, s.n });
}

static void check_text(struct arena *mem, struct str typed)
{
    struct str md = text_plain(mem, IN_TEXT, typed);
    const char *wrong = reader_wrong(mem, md);
    if (wrong)
        fail_msg("%s in " STR_FMT " for " STR_FMT, wrong, STR_ARG(md), STR_ARG(typed));
    CHECK_STR("says", reader_text(mem, md), reader_typed(mem, typed));
}

static void check_marks(struct arena *mem, struct str typed)
{
    struct str md = text_plain(mem, IN_MARKS, typed);
    const char *wrong = reader_wrong(mem, md);
    if (wrong || str_find_char(md, '\n') >= 0 || str_find_char(md, '[') >= 0)
        fail_msg("%s in " STR_FMT, wrong ? wrong : "a break", STR_ARG(md));
    struct str seen = str_trim(reader_text(mem, md));
    struct str want = on_one_line(mem, reader_typed(mem, typed));
    if (str_find_char(reader_typed(mem, typed), '\n') < 0) /* else spaces add up */
        CHECK_STR("says", seen, want);
}

static void check_others(struct arena *mem, struct str typed)
{
    const char *wrong = reader_wrong_name(mem, text_plain(mem, IN_NAME, typed));
    struct str code = reader_code(text_fence(mem, typed));
    if (wrong || !code.p)
        fail_msg("%s for " STR_FMT, wrong ? wrong : "no code", STR_ARG(typed));
}

TEST(whatever_is_typed_says_just_that)
{
    struct random_seeded seed;
    random_seed(&seed, 20261125);
    struct random rnd = random_from_seeded(&seed);
    for (int i = 0; i < 20000; i++) {
        AUTO(arena_freep) struct arena *mem = arena_new();
        struct str typed = some_text(mem, &rnd);
        check_text(mem, typed);
        check_marks(mem, typed);
        check_others(mem, typed);
    }
}

TEST(the_reader_sees_what_mattermost_would)
{
    static const char *const wrong[] = {
        "@anna",
        "a.@anna",
        "x @channel",
        "#Tag",
        "(#Tag)",
        "~town",
        ":smile:",
        "a:smile:",
        ":)",
        "a <3",
        "*a*",
        "_a_",
        "`a`",
        "[a](b)",
        "[a*](http://a)",
        "[a](http://a*b)",
        "# a",
        "> a",
        "1. a",
        "a\n- b",
        "    a",
        "a & b",
        "https://a",
        "www.a",
        "mailto:a",
        "&#64;anna",
        "&#35;Tag",
        "|a|",
        "$a$",
        "[@all](http://a)",
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(wrong); i++)
        CHECK(wrong[i], reader_wrong(mem, str_from_c(wrong[i])));
    CHECK("fine", !reader_wrong(mem, STR("**3** a, **[b](https://c)** d_e a@b.de 8:30")));
    CHECK("name", reader_wrong_name(mem, STR("hi @anna")));
    CHECK("open", !reader_code(STR("```\na")).p);
    CHECK("early end", !reader_code(STR("```\na\n```\nb\n```")).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay_as_they_are),
        cmocka_unit_test(nobody_is_pinged),
        cmocka_unit_test(nothing_becomes_a_picture),
        cmocka_unit_test(no_marks_work),
        cmocka_unit_test(addresses_are_links_and_carry_no_marks),
        cmocka_unit_test(between_marks_there_are_no_links),
        cmocka_unit_test(names_have_no_markdown_but_are_searched),
        cmocka_unit_test(markup_becomes_markdown),
        cmocka_unit_test(code_is_fenced_longer_than_what_is_in_it),
        cmocka_unit_test(long_texts_are_cut_where_it_can_be_seen),
        cmocka_unit_test(whatever_is_typed_says_just_that),
        cmocka_unit_test(the_reader_sees_what_mattermost_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
