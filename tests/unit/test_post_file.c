/* Posts as the comms team writes them: what comes out for which network, and what is
 * said when something is wrong. */
#include "check.h"

#include "advocacy/post_file.h"
#include "advocacy/reserved.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/zone.h"

#define HEAD "id = \"gate\"\ntitle = \"Open gate\"\n"
#define TEXT_DE                                                                          \
    "[text.de]\n"                                                                        \
    "any = \"Hallo\"\n"

static bool read_post(struct post_file *out, struct arena *a, struct str text,
                      struct err *err)
{
    struct networks nets = networks_builtin();
    struct post_rules rules = { &nets, STR("Europe/Berlin") };
    return post_file_read(out, &rules, STR("gate.toml"), text, a, err);
}

static struct post_file must_read(struct arena *a, const char *text)
{
    struct post_file p;
    struct err err = { 0 };
    if (!read_post(&p, a, str_from_c(text), &err))
        fail_msg("%s", err.msg);
    return p;
}

/* The n-th body for a network and language; empty when there is none. */
static struct str body_of(const struct post_file *p, const char *network, enum lang lang,
                          size_t n)
{
    for (size_t i = 0; i < p->n_wordings; i++) {
        const struct wording *w = &p->wordings[i];
        if (str_eq(w->network, str_from_c(network)) && w->lang == lang && n-- == 0)
            return w->body;
    }
    return STR("");
}

TEST(a_whole_post_is_read)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct post_file p =
        must_read(a, "id = \"open-gate\"\nkind = \"job\"\n"
                     "title = { de = \"Tor auf\", en = \"Open gate\" }\n"
                     "topics = [\"events\", \"büro-leben\"]\n"
                     "link = \"https://example.com/gate\"\n"
                     "hashtags = [\"OpenGate\", \"#Ulm_2026\"]\n"
                     "picture = \"gate.png\"\nalt = \"A gate\"\n"
                     "from = 2026-11-23\nuntil = 2026-11-30\napproved = true\n"
                     "place = \"Ulm\"\ndeadline = 2026-12-01T12:00:00\n"
                     "[text.de]\nany = [\"Eins\", \"Zwei\"]\nx = \"Kurz\"\n"
                     "[text.en]\nlinkedin = [\"One\"]\n");
    CHECK_STR("id", p.id, STR("open-gate"));
    assert_int_equal(p.kind, POST_JOB);
    CHECK_STR("title", p.in[LANG_DE].title, STR("Tor auf"));
    CHECK_STR("alt", p.in[LANG_EN].alt, STR("A gate"));
    assert_int_equal(p.topics.n, 2);
    CHECK_STR("hashtag", p.hashtags.v[1], STR("Ulm_2026"));
    CHECK_STR("picture", p.picture, STR("gate.png"));
    CHECK_STR("place", p.place, STR("Ulm"));
    assert_true(p.approved);
    CHECK_STR("from", instant_format(a, p.from_ms), STR("2026-11-22T23:00:00Z"));
    CHECK_STR("until", instant_format(a, p.until_ms), STR("2026-11-30T23:00:00Z"));
    CHECK_STR("deadline", instant_format(a, p.deadline_ms), STR("2026-12-01T11:00:00Z"));
    CHECK_STR("any", body_of(&p, "linkedin", LANG_DE, 1),
              STR("Zwei\n\nhttps://example.com/gate\n\n#OpenGate #Ulm_2026"));
    CHECK_STR("own", body_of(&p, "x", LANG_DE, 0),
              STR("Kurz\n\nhttps://example.com/gate\n\n#OpenGate #Ulm_2026"));
    CHECK_STR("own only", body_of(&p, "x", LANG_DE, 1), STR(""));
    CHECK_STR("English", body_of(&p, "linkedin", LANG_EN, 0),
              STR("One\n\nhttps://example.com/gate\n\n#OpenGate #Ulm_2026"));
    CHECK_STR("no English", body_of(&p, "x", LANG_EN, 0), STR(""));
    CHECK_STR("one hashtag", body_of(&p, "threads", LANG_DE, 0),
              STR("Eins\n\nhttps://example.com/gate\n\n#OpenGate"));
    CHECK_STR("no hashtags", body_of(&p, "email", LANG_DE, 0),
              STR("Eins\n\nhttps://example.com/gate"));
    CHECK_STR("off unless chosen", body_of(&p, "xing", LANG_DE, 0), STR(""));
}

TEST(little_is_needed)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct post_file p = must_read(a, HEAD TEXT_DE);
    assert_int_equal(p.kind, POST_POST);
    assert_false(p.approved);
    assert_true(p.from_ms == 0 && p.until_ms == 0 && p.in[LANG_DE].given);
    assert_false(p.in[LANG_EN].given);
    CHECK_STR("bare", body_of(&p, "x", LANG_DE, 0), STR("Hallo"));
}

TEST(link_and_hashtags_are_not_doubled)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct post_file p =
        must_read(a, HEAD "link = \"https://x.example/a\"\nhashtags = [\"Ab\", \"Abc\"]\n"
                          "[text.en]\nlinkedin = \"See https://x.example/a #abc!\"\n");
    CHECK_STR("body", body_of(&p, "linkedin", LANG_EN, 0),
              STR("See https://x.example/a #abc!\n\n#Ab"));
}

TEST(hashtags_give_way_to_the_limit)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf b = BUF_INIT(10000);
    buf_add(&b, STR(HEAD "hashtags = [\"One\", \"Two\"]\n[text.en]\nany = \""));
    for (int i = 0; i < 272; i++)
        buf_add_char(&b, 'a');
    buf_add(&b, STR("\"\n"));
    struct post_file p = must_read(a, buf_c(&b));
    assert_int_equal(body_of(&p, "x", LANG_EN, 0).n, 272 + STR("\n\n#One").n);
    assert_int_equal(p.hints.n, 0);
}

TEST(what_is_too_long_for_one_network_is_left_out_there)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf b = BUF_INIT(10000);
    buf_add(&b, STR(HEAD "[text.en]\nany = [\"short\",\n\""));
    for (int i = 0; i < 290; i++)
        buf_add_char(&b, 'a');
    buf_add(&b, STR("\"]\n"));
    struct post_file p = must_read(a, buf_c(&b));
    CHECK_STR("x", body_of(&p, "x", LANG_EN, 1), STR(""));
    assert_int_equal(body_of(&p, "bluesky", LANG_EN, 1).n, 290);
    assert_int_equal(p.hints.n, 1);
    CHECK_STR("hint", p.hints.v[0],
              STR("gate.toml:5: too long for X (290 of 280 with the link): not offered "
                  "there; add a shorter one as x = [\"...\"]"));
}

TEST(engagement_leads_to_the_post_itself)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct post_file p = must_read(
        a, HEAD "kind = \"comment\"\nlink = \"https://www.linkedin.com/posts/1\"\n"
                "thoughts = { de = [\"Was?\", \"Wer?\"] }\n");
    CHECK_STR("thought", p.in[LANG_DE].thoughts[1], STR("Wer?"));
    assert_int_equal(p.n_wordings, 1);
    CHECK_STR("its network", p.wordings[0].network, STR("linkedin"));
    CHECK_STR("the link", p.wordings[0].body, STR("https://www.linkedin.com/posts/1"));
    p = must_read(a, HEAD "kind = \"repost\"\nlink = \"https://notx.com/1\"\n"
                          "thoughts = [\"Was?\", \"Wer?\"]\n");
    assert_true(p.n_wordings > 10 && p.in[LANG_EN].given);
}

struct bad_post {
    const char *label, *text, *says;
};

static void check_bad(const struct bad_post *c)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct post_file p = { .kind = POST_JOB };
    struct err err = { 0 };
    CHECK(c->label, !read_post(&p, a, str_from_c(c->text), &err));
    CHECK(c->label, p.kind == POST_JOB && p.n_wordings == 0);
    if (!strstr(err.msg, c->says))
        fail_msg("%s: %s", c->label, err.msg);
}

TEST(mistakes_are_named_with_line_and_remedy)
{
    static const struct bad_post cases[] = {
        { "not TOML", "id = \n", "gate.toml:1: " },
        { "unknown key", HEAD "topcis = []\n" TEXT_DE,
          "gate.toml:3: there is no key \"topcis\": did you mean topics?" },
        { "no id", "title = \"x\"\n" TEXT_DE, "gate.toml:1: the id is missing" },
        { "bad id", "id = \"Open Gate\"\n", "gate.toml:1: this is no id" },
        { "id is a number", "id = 3\n",
          "gate.toml:1: id is a number: put a text in quotes" },
        { "kind", HEAD "kind = \"video\"\n", "gate.toml:3: there is no such kind" },
        { "no title", "id = \"a\"\n" TEXT_DE, "the title is missing in \"de\"" },
        { "title of another", "id = \"a\"\ntitle = { en = \"x\" }\n" TEXT_DE,
          "the title is missing in \"de\"" },
        { "French", HEAD "[text.fr]\nany = \"x\"\n",
          "gate.toml:3: there is no key \"fr\"" },
        { "no text", HEAD, "there is no text" },
        { "no thoughts", HEAD "kind = \"comment\"\n", "there are no thoughts" },
        { "another language", HEAD "[text.fr]\nany = \"x\"\n",
          "there is no key \"fr\": known are de, en" },
        { "empty text", HEAD "[text.de]\nany = [\"a\", \" \"]\n",
          "gate.toml:4: this is empty" },
        { "no network", HEAD "[text.de]\nlinkdin = \"x\"\n",
          "gate.toml:4: no network is called \"linkdin\": did you mean linkedin?" },
        { "only a name", HEAD "[text.de]\nfediverse = \"x\"\n",
          "gate.toml:4: no network" },
        { "topics", HEAD "topics = \"events\"\n", "gate.toml:3: topics is a text" },
        { "topic of two words", HEAD "topics = [\"two words\"]\n", "is no topic" },
        { "reserved", HEAD "topics = [\"a\",\n\"liste\"]\n",
          "gate.toml:4: \"liste\" means something else" },
        { "a network", HEAD "topics = [\"linkedin\"]\n", "means something else" },
        { "link", HEAD "link = \"http://x.example\"\n" TEXT_DE,
          "gate.toml:3: the link must begin with https://" },
        { "hashtag", HEAD "hashtags = [\"two words\"]\n", "gate.toml:3: \"two words\"" },
        { "digits", HEAD "hashtags = [\"2026\"]\n", "add a letter" },
        { "no alt", HEAD "picture = \"a.png\"\n" TEXT_DE,
          "gate.toml:3: the picture has no alt in \"de\"" },
        { "picture elsewhere", HEAD "picture = \"../a.png\"\n", "its bare name" },
        { "quoted date", HEAD "from = \"2026-11-23\"\n",
          "gate.toml:3: from is a text: write from = 2026-11-30, without quotes" },
        { "until before from", HEAD "from = 2026-11-23\nuntil = 2026-11-22\n",
          "gate.toml:4: until is before from" },
        { "approved", HEAD "approved = \"yes\"\n", "approved is a text" },
        { "thoughts",
          HEAD "kind = \"comment\"\nlink = \"https://x.example/\"\n"
               "thoughts = { de = [\"one\"] }\n",
          "gate.toml:5: thoughts are two" },
        { "comment without link", HEAD "kind = \"comment\"\nthoughts = [\"a\", \"b\"]\n",
          "the link is missing" },
        { "comment without thoughts",
          HEAD "kind = \"comment\"\nlink = \"https://x.example/\"\n" TEXT_DE,
          "thoughts are missing in \"de\"" },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_bad(&cases[i]);
}

TEST(a_text_of_its_own_must_fit)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    AUTO(buf_clear) struct buf b = BUF_INIT(10000);
    struct post_file p;
    struct err err = { 0 };
    buf_add(&b, STR(HEAD "[text.en]\nx = \""));
    for (int i = 0; i < 290; i++)
        buf_add_char(&b, 'a');
    buf_add(&b, STR("\"\n"));
    assert_false(read_post(&p, a, buf_str(&b), &err));
    CHECK_STR(
        "said", str_from_c(err.msg),
        STR("gate.toml:4: too long for X: 290 of 280 with the link: shorten it by 10"));
}

TEST(words_after_commands_are_reserved)
{
    assert_true(word_is_reserved(STR("list")) && word_is_reserved(STR("Hilfe")));
    assert_false(word_is_reserved(STR("events")) || word_is_reserved(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_post_is_read),
        cmocka_unit_test(little_is_needed),
        cmocka_unit_test(link_and_hashtags_are_not_doubled),
        cmocka_unit_test(hashtags_give_way_to_the_limit),
        cmocka_unit_test(what_is_too_long_for_one_network_is_left_out_there),
        cmocka_unit_test(engagement_leads_to_the_post_itself),
        cmocka_unit_test(mistakes_are_named_with_line_and_remedy),
        cmocka_unit_test(a_text_of_its_own_must_fit),
        cmocka_unit_test(words_after_commands_are_reserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
