/* How the networks count, and what they recognise. */
#include "check.h"

#include "advocacy/counting.h"
#include "advocacy/networks.h"
#include "advocacy/short_url.h"
#include "base/arena.h"
#include "base/buf.h"

static struct counted count(const char *network, struct str text, struct arena *mem)
{
    struct networks all = networks_builtin();
    const struct network *net = network_find(&all, str_from_c(network));
    struct counted c = { 0 };
    struct err err = { 0 };
    CHECK(network, net != NULL);
    CHECK(network, count_text(&c, net, text, mem, &err));
    return c;
}

/* "a|b" of a list. */
static struct str joined(struct strs list, struct arena *mem)
{
    struct str all = { 0 };
    for (size_t i = 0; i < list.n; i++)
        all = i == 0
                  ? list.v[0]
                  : arena_fmt(mem, STR_FMT "|" STR_FMT, STR_ARG(all), STR_ARG(list.v[i]));
    return all;
}

static bool has_warning(const struct counted *c, const char *code)
{
    for (size_t i = 0; i < c->n_warnings; i++) {
        if (str_eq(warning_name(c->warnings[i].code), str_from_c(code)))
            return true;
    }
    return false;
}

/* s, n times. */
static struct str times(const char *s, size_t n, struct arena *mem)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(1024 * 1024);
    for (size_t i = 0; i < n; i++)
        buf_add(&b, str_from_c(s));
    return arena_buf(mem, &b);
}

static const struct {
    const char *network, *label, *text;
    int64_t length;
} lengths[] = {
    { "x", "plain", "Hello", 5 },
    { "x", "umlauts count one", "Grüße", 5 },
    { "x", "decomposed counts as composed", "Gru\u0308ße", 5 },
    { "x", "excluded from composition", "\ufb2c", 3 },
    { "x", "CJK counts two", "日本語", 6 },
    { "x", "Thai counts one", "สวัสดี", 6 },
    { "x", "Hangul: syllables two", "한국", 4 },
    { "x", "Hangul jamo compose", "\u1112\u1161\u11ab", 2 },
    { "x", "last of weight one", "\u10ff", 1 },
    { "x", "first of weight two", "\u1100", 2 },
    { "x", "en dash and quotes", "\u2013\u201e\u201c", 3 },
    { "x", "ellipsis counts two", "\u2026", 2 },
    { "x", "euro counts two", "€", 2 },
    { "x", "prime", "\u2032", 1 },
    { "x", "word joiner", "\u2060", 2 },
    { "x", "newline", "a\n\nb", 4 },
    { "x", "emoji", "😀", 2 },
    { "x", "family", "👨‍👩‍👧‍👦", 2 },
    { "x", "tone and profession", "👩🏽‍💻", 2 },
    { "x", "flag", "🇩🇪", 2 },
    { "x", "flag that does not exist", "🇦🇦", 4 },
    { "x", "Wales", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
      2 },
    { "x", "keycap", "1️⃣", 2 },
    { "x", "copyright", "©", 1 },
    { "x", "copyright as a picture", "©️", 2 },
    { "x", "heart as text", "❤\ufe0e", 4 },
    { "x", "two that are not joined", "🚗\u200d🚗", 5 },
    { "x", "link", "https://example.com/a/very/long/path?with=query#and-more", 23 },
    { "x", "short link costs the same", "http://a.de", 23 },
    { "x", "bare domain", "see example.com now", 4 + 23 + 4 },
    { "x", "no domain", "file.txt", 8 },
    { "x", "IDN", "https://müller.de/über", 23 },
    { "x", "punycode", "xn--mller-kva.de", 23 },
    { "x", "link after CJK", "日本example.com", 4 + 23 },
    { "x", "two links", "http://a.de http://b.de", 47 },
    { "x", "label of 64",
      "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.de", 74 },
    { "mastodon", "plain", "Grüße", 5 },
    { "mastodon", "family", "👨‍👩‍👧‍👦!", 2 },
    { "mastodon", "link", "https://example.com/a/very/long/path/indeed", 23 },
    { "mastodon", "bare domain counts as written", "example.com", 11 },
    { "mastodon", "remote name", "@alice@example.social hi", 9 },
    { "mastodon", "local name", "@alice hi", 9 },
    { "mastodon", "remote name with dots", "@a.b@x.example, hi", 8 },
    { "mastodon", "mail address", "me@example.com", 14 },
    { "mastodon", "other schemes", "gemini://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaa",
      23 },
    { "mastodon", "Thai", "สวัสดี", 4 },
    { "bluesky", "plain", "Grüße", 5 },
    { "bluesky", "family", "👨‍👩‍👧‍👦", 1 },
    { "bluesky", "decomposed", "u\u0308", 1 },
    { "bluesky", "short link", "https://example.com/a", 13 },
    { "bluesky", "long link", "https://example.com/123456789012345678", 11 + 13 + 3 },
    { "bluesky", "path of fifteen", "https://example.com/12345678901234", 11 + 15 },
    { "bluesky", "path of sixteen", "https://example.com/123456789012345", 11 + 16 },
    { "bluesky", "bare domain stays", "example.com/123456789012345678", 30 },
    { "bluesky", "Devanagari conjunct", "क्ष", 1 },
    { "linkedin", "emoji are two", "😀", 2 },
    { "linkedin", "link as written", "https://example.com/a", 21 },
    { "telegram", "plain", "Grüße", 5 },
    { "threads", "plain", "Grüße", 5 },
    { "threads", "emoji by bytes", "😀", 4 },
    { "youtube", "bytes", "Grüße", 7 },
    { "whatsapp", "plain", "Grüße", 5 },
};

TEST(lengths_by_each_rule)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct counted c = count(lengths[i].network, str_from_c(lengths[i].text), mem);
        if (c.length != lengths[i].length)
            print_error("%s: %d\n", lengths[i].label, (int)c.length);
        CHECK(lengths[i].label, c.length == lengths[i].length);
    }
}

/* The quick way must say the same as the thorough one, whatever the text. */
TEST(a_length_alone_is_the_same)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct networks all = networks_builtin();
    for (size_t i = 0; i < COUNT(lengths) * all.n; i++) {
        const struct network *net = &all.v[i % all.n];
        const char *label = lengths[i / all.n].label;
        struct str parts[] = { str_from_c(lengths[i / all.n].text),
                               STR(" https://example.com/a #Tag @me 😀") };
        struct str text = arena_join(mem, parts, COUNT(parts));
        struct counted whole = { 0 }, quick = { 0 };
        CHECK(label, count_text(&whole, net, text, mem, NULL));
        CHECK(label, count_length(&quick, net, text, mem, NULL));
        CHECK(label, quick.length == whole.length && quick.limit == whole.limit);
        CHECK(label, quick.fits == whole.fits);
    }
    struct counted c;
    CHECK("NUL", !count_length(&c, &all.v[0], STR("a\0b"), mem, NULL));
    CHECK("not UTF-8", !count_length(&c, &all.v[0], STR("\xff"), mem, NULL));
}

static const struct {
    const char *network, *label, *text, *links, *hashtags, *mentions;
} found[] = {
    /* X: links */
    { "x", "scheme in capitals", "HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A", "",
      "" },
    { "x", "full stop after", "Go to http://example.com/a.", "http://example.com/a", "",
      "" },
    { "x", "in parentheses", "(http://example.com/a)", "http://example.com/a", "", "" },
    { "x", "parentheses inside", "http://example.com/a_(b)", "http://example.com/a_(b)",
      "", "" },
    { "x", "nested once", "http://example.com/a_(b_(c))", "http://example.com/a_(b_(c))",
      "", "" },
    { "x", "nested twice", "http://example.com/a_(b_(c_(d)))", "http://example.com/a_",
      "", "" },
    { "x", "query", "http://example.com/?a=b&c=d.", "http://example.com/?a=b&c=d", "",
      "" },
    { "x", "port", "http://example.com:8080/a", "http://example.com:8080/a", "", "" },
    { "x", "underscore in a subdomain", "http://a_b.example.com",
      "http://a_b.example.com", "", "" },
    { "x", "underscore in the domain", "http://a_b.com", "", "", "" },
    { "x", "hyphen at the end of a label", "http://a-.com", "", "", "" },
    { "x", "no such top-level domain", "http://example.invalidtld", "", "", "" },
    { "x", "longest that exists", "example.com.invalidtld", "example.com", "", "" },
    { "x", "in another script", "http://例え.みんな/", "http://例え.みんな/", "", "" },
    { "x", "bare, in CJK text", "これはexample.comです", "example.com", "", "" },
    { "x", "two bare in one run", "example.comのexample2.jp", "example.com|example2.jp",
      "", "" },
    { "x", "after a hyphen only with scheme", "-example.com -http://example.com",
      "http://example.com", "", "" },
    { "x", "mail address", "me@example.com", "", "", "" },
    { "x", "t.co slug", "https://t.co/abc123_foo", "https://t.co/abc123", "", "" },
    { "x", "t.co with query", "https://t.co/abc?x=1.", "https://t.co/abc?x=1", "", "" },
    { "x", "after a mark of direction", "\u200fhttp://example.com", "http://example.com",
      "", "" },
    { "x", "false punycode", "http://xn--はじめ.com", "", "", "" },
    { "x", "Cyrillic path", "http://example.com/привет", "http://example.com/привет", "",
      "" },
    { "x", "CJK ends a path", "http://example.com/aです", "http://example.com/a", "",
      "" },
    /* X: hashtags */
    { "x", "plain tag", "#Hello world", "", "#Hello", "" },
    { "x", "two tags", "#a #b", "", "#a|#b", "" },
    { "x", "tag glued to a tag", "#a#b", "", "", "" },
    { "x", "double sign", "##a", "", "#a", "" },
    { "x", "full-width sign", "＃タグ", "", "＃タグ", "" },
    { "x", "German", "#Müller-Thurgau", "", "#Müller", "" },
    { "x", "decomposed", "#Mu\u0308ller", "", "#Mu\u0308ller", "" },
    { "x", "digits only", "#2026", "", "", "" },
    { "x", "digits and a letter", "#1a", "", "#1a", "" },
    { "x", "underscore only", "#_", "", "", "" },
    { "x", "Thai", "#ประเทศไทย", "", "#ประเทศไทย", "" },
    { "x", "Arabic", "#سلام.", "", "#سلام", "" },
    { "x", "after a letter", "a#b", "", "", "" },
    { "x", "after an ampersand", "&#b", "", "", "" },
    { "x", "after an emoji", "😀#b", "", "#b", "" },
    { "x", "after an emoji with selector", "❤️#b", "", "#b", "" },
    { "x", "emoji ends it", "#b😀", "", "#b", "" },
    { "x", "keycap", "#️⃣abc", "", "", "" },
    { "x", "before a scheme", "#http://example.com", "", "", "" },
    { "x", "fragment", "http://example.com/#abc", "http://example.com/#abc", "", "" },
    { "x", "astral letters", "#𐐀𐐁", "", "#𐐀𐐁", "" },
    /* X: mentions */
    { "x", "plain name", "@alice, hi", "", "", "@alice" },
    { "x", "full-width sign", "＠alice", "", "", "＠alice" },
    { "x", "after a letter", "a@alice", "", "", "" },
    { "x", "after CJK", "日@alice", "", "", "@alice" },
    { "x", "retweet", "RT@alice", "", "", "@alice" },
    { "x", "no retweet", "ART@alice", "", "", "" },
    { "x", "before an accent", "@alicé", "", "", "" },
    { "x", "before an at sign", "@alice@", "", "", "" },
    { "x", "before a scheme", "@http://example.com", "", "", "" },
    { "x", "list", "@alice/list", "", "", "" },
    { "x", "no list", "@alice/", "", "", "@alice" },
    { "x", "cut after twenty", "@abcdefghijklmnopqrstu", "", "",
      "@abcdefghijklmnopqrst" },
    { "x", "in a path", "http://example.com/@alice", "http://example.com/@alice", "",
      "" },
    /* Mastodon */
    { "mastodon", "needs a scheme", "example.com", "", "", "" },
    { "mastodon", "any letters in a path", "https://example.com/日本",
      "https://example.com/日本", "", "" },
    { "mastodon", "quote ends it", "\"https://example.com/a\"", "https://example.com/a",
      "", "" },
    { "mastodon", "must be free before it", "ahttps://example.com", "", "", "" },
    { "mastodon", "remote name", "hi @alice@example.social!", "", "",
      "@alice@example.social" },
    { "mastodon", "name with a dot", "@a.b.", "", "", "@a.b" },
    { "mastodon", "after a slash", "/@alice", "", "", "" },
    { "mastodon", "after a letter", "ä@alice", "", "", "" },
    { "mastodon", "name twice", "@alice@", "", "", "" },
    { "mastodon", "tag", "#Hello", "", "#Hello", "" },
    { "mastodon", "tag after a bracket", "(#Hello)", "", "", "" },
    { "mastodon", "tag with dots", "#one·two·", "", "#one·two", "" },
    { "mastodon", "tag begins with a dot", "#·one", "", "", "" },
    { "mastodon", "digits and underscore", "#1_2", "", "#1_2", "" },
    { "mastodon", "digits", "#12", "", "", "" },
    { "mastodon", "tag in full width", "＃ａｂ", "", "＃ａｂ", "" },
    { "mastodon", "tag before a link", "#taghttps://example.com", "", "#tag", "" },
    { "mastodon", "tag in a link", "https://example.com/#tag", "https://example.com/#tag",
      "", "" },
    /* Bluesky */
    { "bluesky", "link", "see https://example.com/a.", "https://example.com/a", "", "" },
    { "bluesky", "bare", "see example.com, or", "example.com", "", "" },
    { "bluesky", "capital top-level domain", "Example.COM", "", "", "" },
    { "bluesky", "hyphen in a bare domain", "my-site.com", "", "", "" },
    { "bluesky", "no such top-level domain", "readme.md5", "", "", "" },
    { "bluesky", "in parentheses", "(https://example.com/a)", "https://example.com/a", "",
      "" },
    { "bluesky", "its own parentheses", "https://example.com/a_(b)",
      "https://example.com/a_(b)", "", "" },
    { "bluesky", "after a letter", "ahttps://example.com", "", "", "" },
    { "bluesky", "scheme in capitals", "HTTPS://example.com", "", "", "" },
    { "bluesky", "on its own line", "a\nhttps://example.com", "https://example.com", "",
      "" },
    { "bluesky", "mention", "hi @alice.bsky.social.", "", "", "@alice.bsky.social" },
    { "bluesky", "no domain", "@alice", "", "", "" },
    { "bluesky", "for tests", "@bob.test", "", "", "@bob.test" },
    { "bluesky", "in parentheses", "(@alice.example.com)", "", "", "@alice.example.com" },
    { "bluesky", "tag", "#Hello, #World!", "", "#Hello|#World", "" },
    { "bluesky", "tag with an emoji", "#a😀", "", "#a😀", "" },
    { "bluesky", "digits", "#123", "", "", "" },
    { "bluesky", "double sign", "##a", "", "##a", "" },
    { "bluesky", "after a letter", "a#b", "", "", "" },
    { "bluesky", "keycap", "#️⃣abc", "", "", "" },
    { "bluesky", "invisible space ends it", "#a\u200bb", "", "#a", "" },
    /* Others */
    { "linkedin", "bare link and tag", "example.com #Tag @alice", "example.com", "#Tag",
      "" },
    { "instagram", "name with dots", "by @alice.b.", "", "", "@alice.b" },
    { "instagram", "mail address", "me@example.com", "", "", "" },
};

TEST(links_hashtags_and_mentions)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(found); i++) {
        struct counted c = count(found[i].network, str_from_c(found[i].text), mem);
        CHECK_STR(found[i].label, joined(c.links, mem), str_from_c(found[i].links));
        CHECK_STR(found[i].label, joined(c.hashtags, mem), str_from_c(found[i].hashtags));
        CHECK_STR(found[i].label, joined(c.mentions, mem), str_from_c(found[i].mentions));
    }
}

TEST(limits_are_met_to_the_character)
{
    static const struct {
        const char *network, *unit;
        size_t fits;
    } cases[] = {
        { "x", "a", 280 },
        { "x", "字", 140 },
        { "x", "👨‍👩‍👧‍👦", 140 },
        { "bluesky", "a", 300 },
        { "mastodon", "👩🏽‍💻", 500 },
        { "linkedin", "a", 3000 },
        { "threads", "a", 500 },
        { "threads", "😀", 125 },
        { "instagram", "a", 2200 },
        { "telegram", "a", 4096 },
        { "youtube", "ä", 2500 },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t n = cases[i].fits;
        struct counted c = count(cases[i].network, times(cases[i].unit, n, mem), mem);
        CHECK(cases[i].network, c.fits && c.length == c.limit);
        CHECK(cases[i].network, !has_warning(&c, "too-long"));
        c = count(cases[i].network, times(cases[i].unit, n + 1, mem), mem);
        CHECK(cases[i].network, !c.fits && has_warning(&c, "too-long"));
    }
}

TEST(bluesky_has_a_second_limit)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct counted c =
        count("bluesky", times("👨‍👩‍👧‍👦", 120, mem), mem);
    assert_int_equal(c.length, 120);
    assert_true(c.fits);
    c = count("bluesky", times("👨‍👩‍👧‍👦", 121, mem), mem);
    assert_int_equal(c.length, 121);
    assert_false(c.fits);
    assert_true(has_warning(&c, "too-long-bytes"));
}

TEST(without_a_limit_all_fits)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct counted c = count("whatsapp", times("long ", 20000, mem), mem);
    assert_int_equal(c.limit, 0);
    assert_true(c.fits);
}

TEST(warnings_come_where_they_belong)
{
    static const struct {
        const char *network, *text, *code;
        bool warns, fits;
    } cases[] = {
        { "x", "", "empty", true, false },
        { "mastodon", "", "empty", true, true },
        { "x", "a\ufeff", "invalid-characters", true, false },
        { "x", "a\ufffe", "invalid-characters", true, false },
        { "mastodon", "a\ufeff", "invalid-characters", false, true },
        { "x", "a\001", "control-characters", true, true },
        { "x", "a\tb\r\nc", "control-characters", false, true },
        { "x", "a\u202eb", "bidi-characters", true, true },
        { "x", "#2026", "numeric-hashtag", true, true },
        { "x", "#2026!", "numeric-hashtag", true, true },
        { "x", "#2026er", "numeric-hashtag", false, true },
        { "x", "#\ufe0f\u20e3 1", "numeric-hashtag", false, true },
        { "x", "https://example.com/#2026", "numeric-hashtag", false, true },
        { "x", "#opensource", "lower-case-hashtag", true, true },
        { "x", "#OpenSource", "lower-case-hashtag", false, true },
        { "x", "#linux", "lower-case-hashtag", false, true },
        { "x", "#日本語日本語日本語", "lower-case-hashtag", false, true },
        { "x", "#Fun😀", "emoji-in-hashtag", true, true },
        { "bluesky", "#Fun😀Fun", "emoji-in-hashtag", true, true },
        { "x", "#Fun 😀", "emoji-in-hashtag", false, true },
        { "instagram", "#A #B #C #D #E", "too-many-hashtags", false, true },
        { "instagram", "#A #B #C #D #E #F", "too-many-hashtags", true, true },
        { "threads", "a.de b.de c.de d.de e.de", "too-many-links", false, true },
        { "threads", "a.de b.de c.de d.de e.de f.de", "too-many-links", true, true },
        { "mastodon", "see example.com", "link-not-recognised", true, true },
        { "mastodon", "see https://example.com", "link-not-recognised", false, true },
        { "bluesky", "see my-site.com", "link-not-recognised", true, true },
        { "linkedin", "hi @alice", "mention-not-recognised", true, true },
        { "x", "hi @alice", "mention-not-recognised", false, true },
        { "linkedin", "me@example.com", "mention-not-recognised", false, true },
        { "linkedin", "short", "fold", false, true },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct counted c = count(cases[i].network, str_from_c(cases[i].text), mem);
        CHECK(cases[i].text, has_warning(&c, cases[i].code) == cases[i].warns);
        CHECK(cases[i].text, c.fits == cases[i].fits);
    }
    struct counted c = count("linkedin", times("long ", 50, mem), mem);
    assert_true(has_warning(&c, "fold"));
}

TEST(a_warning_is_a_sentence)
{
    static const struct {
        struct warning w;
        const char *want;
    } cases[] = {
        { { WARN_TOO_LONG, 12, { 0 } }, "Too long by 12." },
        { { WARN_NUMERIC_HASHTAG, 0, STR_INIT("#2026") },
          "#2026 is no hashtag: it needs a letter." },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(200);
        warning_text(&b, &cases[i].w);
        CHECK_STR(cases[i].want, buf_str(&b), str_from_c(cases[i].want));
    }
    for (int i = 0; i < WARN_COUNT; i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(200);
        warning_text(&b, &(struct warning){ (enum warning_code)i, 0, { 0 } });
        assert_true(b.n > 10 && warning_name((enum warning_code)i).n > 2);
    }
}

TEST(no_text_takes_long)
{
    static const char *const patterns[] = { "a.",  "日.",      "(",      "/(",
                                            "#1 ", "(http://", "👨\u200d" };
    static const char *const networks[] = { "x", "mastodon", "bluesky", "linkedin" };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(patterns); i++) {
        struct str text = times(patterns[i], 30000 / strlen(patterns[i]), mem);
        for (size_t k = 0; k < COUNT(networks); k++)
            assert_true(count(networks[k], text, mem).length > 0);
    }
}

TEST(what_is_no_text_is_refused)
{
    struct networks all = networks_builtin();
    AUTO(arena_freep) struct arena *mem = arena_new();
    static const struct str bad[] = { STR_INIT("a\xff"), STR_INIT("a\0b"),
                                      STR_INIT("\xed\xa0\x80"), STR_INIT("\xc0\xaf") };
    for (size_t n = 0; n < all.n; n++) {
        for (size_t i = 0; i < COUNT(bad); i++) {
            struct counted c = { .length = -1 };
            struct err err = { 0 };
            assert_false(count_text(&c, &all.v[n], bad[i], mem, &err));
            assert_int_equal(err.code, ERR_PARSE);
            assert_int_equal(c.length, -1);
        }
    }
}

TEST(short_urls)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        { "https://example.com", "example.com" },
        { "https://example.com/", "example.com" },
        { "http://Example.COM:80/", "example.com" },
        { "https://example.com:443/a", "example.com/a" },
        { "https://example.com:8443/a", "example.com:8443/a" },
        { "https://me:secret@example.com/a", "example.com/a" },
        { "https://example.com/a/../b/./c", "example.com/b/c" },
        { "https://example.com?q=1", "example.com?q=1" },
        { "https://example.com/#top", "example.com#top" },
        { "https://example.com/?q=1234567890123", "example.com?q=1234567890..." },
        { "https://müller.example/ü", "xn--mller-kva.example/%C3%BC" },
        { "https://example.com/a\"b", "example.com/a%22b" },
        { "https://example.com\\a", "example.com/a" },
        { "https://a b/", "https://a b/" },
        { "https://example.com:99999/", "https://example.com:99999/" },
        { "ftp://example.com/a", "ftp://example.com/a" },
        { "example.com/a", "example.com/a" },
        { "https://[::1]:8080/a", "[::1]:8080/a" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(1000);
        short_url(&b, str_from_c(cases[i].url));
        CHECK_STR(cases[i].url, buf_str(&b), str_from_c(cases[i].want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_by_each_rule),
        cmocka_unit_test(a_length_alone_is_the_same),
        cmocka_unit_test(links_hashtags_and_mentions),
        cmocka_unit_test(limits_are_met_to_the_character),
        cmocka_unit_test(bluesky_has_a_second_limit),
        cmocka_unit_test(without_a_limit_all_fits),
        cmocka_unit_test(warnings_come_where_they_belong),
        cmocka_unit_test(a_warning_is_a_sentence),
        cmocka_unit_test(no_text_takes_long),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(short_urls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
