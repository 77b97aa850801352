/* /share, as people use it: every word, button and form of the card. */
#include "rig.h"

#include "advocacy/reserved.h"
#include "registry.h"

#define POST(id, from, more)                                                             \
    "id = \"" id "\"\ntitle = { en = \"About " id "\", de = \"Von " id "\" }\n"          \
    "link = \"https://example.com/" id "\"\nhashtags = [\"GoodNews\"]\n"                 \
    "approved = true\nfrom = " from "\n" more "\n"
#define TEXTS(id)                                                                        \
    "[text.en]\nany = [\"First words about " id "\", \"Second words about " id "\"]\n"   \
    "[text.de]\nany = [\"Erste Worte zu " id "\"]\n"

static const char *const library[] = {
    POST("old", "2026-11-01T08:00:00Z", "topics = [\"events\"]") TEXTS("old"),
    POST("mid", "2026-11-10T08:00:00Z",
         "topics = [\"people\"]\npicture = \"a.png\"\nalt = \"A bridge\"") TEXTS("mid"),
    POST("new", "2026-11-20T08:00:00Z", "until = 2026-11-30") TEXTS("new"),
    POST("over", "2026-11-21T08:00:00Z", "until = 2026-11-23") TEXTS("over"),
    POST("soon", "2026-12-01T08:00:00Z", "") TEXTS("soon"),
    "id = \"draft\"\ntitle = \"Draft\"\nlink = \"https://example.com/draft\"\n"
    "[text.en]\nany = \"Not yet\"\n",
    NULL,
};

static struct str ref_with(const struct card *card, const char *action)
{
    for (size_t i = 0; i < card->n_buttons; i++) {
        if (str_find(card->buttons[i].ref, str_from_c(action)) >= 0)
            return card->buttons[i].ref;
    }
    return STR("");
}

static void open_share(struct rig *r)
{
    rig_open(r, features, feature_modules);
    engine_set_weekly_key(r->engine, SECRET(STR("0123456789abcdef0123456789abcdef")));
    rig_library(r, library);
}

static int64_t number(struct rig *r, const char *text)
{
    struct sql sql = { "test.number", text };
    struct rows rows = { 0 };
    /* a statement of its own each time: the handle keeps them by address */
    static struct sql kept[64];
    static size_t n;
    kept[n % 64] = sql;
    int64_t out = -1;
    assert_true(db_query(r->db, &rows, &kept[n++ % 64], DB_NO_ARGS, NULL));
    if (rows_next(&rows, NULL) == 1)
        out = rows_int(&rows, 0);
    rows_clear(&rows);
    return out;
}

TEST(the_freshest_comes_first_then_the_next_then_the_oldest_again)
{
    struct rig r;
    open_share(&r);
    CHECK_STR("1", rig_command(&r, "U1", "")->title, STR("About new"));
    CHECK_STR("2", rig_command(&r, "U1", "")->title, STR("About mid"));
    CHECK_STR("3", rig_command(&r, "U1", "")->title, STR("About old"));
    const struct card *card = rig_command(&r, "U1", "");
    CHECK_STR("again", card->title, STR("About new"));
    CHECK("says so", str_find(card->note, STR("nothing new")) >= 0);
    CHECK_STR("others are not touched", rig_command(&r, "U2", "")->title,
              STR("About new"));
    r.now_ms += 8LL * 24 * 60 * 60 * 1000; /* "new" is over, "soon" has begun */
    CHECK_STR("later", rig_command(&r, "U1", "")->title, STR("About soon"));
    rig_close(&r);
}

TEST(the_next_post_is_about_the_topic_that_was_typed)
{
    struct rig r;
    open_share(&r);
    const struct card *c = rig_command(&r, "U1", "linkedin events");
    CHECK_STR("topic", c->title, STR("About old"));
    c = rig_press(&r, "U1", ref_with(c, ".next."), "");
    CHECK_STR("still", c->title, STR("About old"));
    c = rig_press(&r, "U1", c->menu.ref, "not-for-me");
    CHECK("says so", str_find(c->text, STR("events")) >= 0);
    CHECK_STR("not the next time", rig_command(&r, "U1", "")->title, STR("About new"));
    rig_close(&r);
}

TEST(the_card_is_complete)
{
    struct rig r;
    open_share(&r);
    const struct card *c = rig_command(&r, "U1", "x people");
    CHECK_STR("title", c->title, STR("About mid"));
    CHECK_STR("copy", c->copy,
              STR("First words about mid\n\nhttps://example.com/mid\n\n#GoodNews"));
    CHECK_STR("quiet", c->quiet, STR("X · published 2 weeks ago · 57 of 280 characters"));
    CHECK_STR("alt", c->picture.alt, STR("A bridge"));
    CHECK("hash", c->picture.hash.n == 64);
    CHECK("three buttons", c->n_buttons == 3);
    CHECK_STR("first", c->buttons[0].label, STR("Share on X"));
    CHECK("compose link",
          str_starts(c->buttons[0].url, STR("https://x.com/intent/post?text=First")));
    CHECK("menu of five", c->menu.n_options == 5);
    CHECK_STR("select", c->select.selected, STR("x"));
    c = rig_command(&r, "U1", "linkedin people");
    CHECK("until",
          str_find(rig_command(&r, "U3", "")->quiet, STR("good until 30 November")) >= 0);
    rig_close(&r);
}

TEST(colleagues_rarely_get_the_same_words)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str a = arena_str(mem, rig_command(&r, "U1", "")->copy);
    struct str b = arena_str(mem, rig_command(&r, "U2", "")->copy);
    CHECK("other words", !str_eq(a, b));
    const struct card *c = rig_command(&r, "U3", "");
    struct str menu = arena_str(mem, c->menu.ref);
    struct str first = arena_str(mem, c->copy);
    c = rig_press(&r, "U3", menu, "other");
    CHECK("another", c && !str_eq(c->copy, first));
    rig_close(&r);
}

TEST(what_is_used_up_does_not_come_back)
{
    struct rig r;
    open_share(&r);
    const struct card *c = rig_command(&r, "U1", "");
    c = rig_press(&r, "U1", c->menu.ref, "not-for-me");
    CHECK_STR("the next at once", c->title, STR("About mid"));
    c = rig_press(&r, "U1", c->menu.ref, "shared");
    CHECK("thanks", str_find(c->note, STR("Thank you")) >= 0);
    CHECK_STR("only old is left", rig_command(&r, "U1", "")->title, STR("About old"));
    CHECK_STR("and again", rig_command(&r, "U1", "")->title, STR("About old"));
    assert_int_equal(number(&r, "SELECT sum(n) FROM share_count"), 1);
    c = rig_press(&r, "U1", rig_command(&r, "U1", "")->menu.ref, "not-for-me");
    CHECK_STR("nothing left", c->title, STR("That is all for now"));
    CHECK("when the next comes", str_find(c->text, STR("1 December")) >= 0);
    rig_close(&r);
}

TEST(a_share_is_counted_once_and_without_a_name)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str menu = arena_str(mem, rig_command(&r, "U1", "")->menu.ref);
    (void)rig_press(&r, "U1", menu, "shared");
    (void)rig_press(&r, "U1", menu, "shared");
    assert_int_equal(number(&r, "SELECT sum(n) FROM share_count"), 1);
    menu = arena_str(mem, rig_command(&r, "U2", "")->menu.ref);
    (void)rig_press(&r, "U2", menu, "shared");
    assert_int_equal(number(&r, "SELECT sum(n) FROM share_count"), 2);
    rig_close(&r);
}

TEST(own_words_are_counted_checked_and_kept_for_a_day)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    static const struct str secret = STR_INIT("Project Falcon");
    r.words = (struct house_words){ .confidential = &secret,
                                    .n_confidential = 1,
                                    .disclosure = { STR("(I work at Acme.)"),
                                                    STR("(Ich arbeite bei Acme.)") } };
    const struct card *c = rig_command(&r, "U1", "x");
    (void)rig_press(&r, "U1", ref_with(c, ".own."), "");
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM);
    CHECK("filled in", str_starts(r.answer.answer.form->fields[0].value, STR("First")));
    struct str form = arena_str(mem, r.answer.answer.form->ref);
    struct form_value v = { STR("text"), STR("Soon: project  FALCON!") };
    (void)rig_send(&r, "U1", form, &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    CHECK("names it", str_find(r.answer.answer.errors[0].text, STR("FALCON")) >= 0);
    v.value = STR("");
    (void)rig_send(&r, "U1", form, &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    char long_text[400];
    memset(long_text, 'a', sizeof(long_text));
    v.value = (struct str){ long_text, sizeof(long_text) };
    (void)rig_send(&r, "U1", form, &v, 1);
    CHECK("too long", str_find(r.answer.answer.errors[0].text, STR("400")) >= 0);
    v.value = STR("My own way to say it");
    c = rig_send(&r, "U1", form, &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_REPLACE);
    CHECK_STR("copy", c->copy, STR("My own way to say it"));
    CHECK("in the link", str_find(c->buttons[0].url, STR("text=My%20own%20way")) >= 0);
    CHECK("hint", str_find(c->note, STR("I work at Acme")) >= 0);
    assert_int_equal(number(&r, "SELECT count(*) FROM own_words"), 1);
    struct engine_answer none;
    r.now_ms += 24LL * 60 * 60 * 1000 + 1;
    assert_true(engine_run(r.engine, NULL, 0, r.now_ms, &none, NULL));
    assert_int_equal(number(&r, "SELECT count(*) FROM own_words"), 0);
    rig_close(&r);
}

TEST(a_reminder_comes_at_its_time_and_once)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct card *c = rig_command(&r, "U1", "");
    (void)rig_press(&r, "U1", c->menu.ref, "remind");
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM);
    struct str form = arena_str(mem, r.answer.answer.form->ref);
    struct form_value choose[] = { { STR("when"), STR("choose") },
                                   { STR("moment"), STR("2026-11-23T08:30") } };
    (void)rig_send(&r, "U1", form, choose, 2);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    struct form_value tomorrow = { STR("when"), STR("tomorrow") };
    c = rig_send(&r, "U1", form, &tomorrow, 1);
    CHECK("said", str_starts(c->note, STR("I will remind you tomorrow at 8:30.")));
    int64_t at = engine_next_due_ms(r.engine, r.now_ms);
    assert_int_equal(at, 1795591800000); /* 2026-11-25T08:30+01:00 */
    struct claim claims[4];
    struct engine_answer none;
    r.now_ms = at;
    assert_true(engine_run(r.engine, NULL, 0, r.now_ms, &none, NULL));
    assert_int_equal(rig_claim(&r, claims, 4), 1);
    CHECK_STR("to them", claims[0].out.user, STR("U1"));
    CHECK_STR("the card", claims[0].out.card->title, STR("About new"));
    rig_outcome(&r, claims[0].out.id, OUTCOME_APPLIED, "1.1");
    assert_int_equal(rig_claim(&r, claims, 4), 0);
    rig_close(&r);
}

TEST(the_text_is_sent_alone_and_then_the_way)
{
    struct rig r;
    open_share(&r);
    const struct card *c = rig_command(&r, "U1", "");
    c = rig_press(&r, "U1", c->menu.ref, "send");
    CHECK("said", str_find(c->note, STR("direct message")) >= 0);
    struct claim claims[4];
    assert_int_equal(rig_claim(&r, claims, 4), 1);
    CHECK("only text", claims[0].out.card->n_buttons == 0 &&
                           claims[0].out.card->text.n == 0 &&
                           str_find(claims[0].out.card->copy, STR("First words")) >= 0);
    rig_outcome(&r, claims[0].out.id, OUTCOME_APPLIED, "1.1");
    assert_int_equal(rig_claim(&r, claims, 4), 1);
    CHECK("the way", claims[0].out.card->n_buttons == 1);
    rig_close(&r);
}

TEST(what_is_gone_is_not_said_to_be_sent)
{
    static const char *const reworded[] = {
        POST("new", "2026-11-20T08:00:00Z", "") "[text.en]\nany = [\"Other words\"]\n",
        NULL
    };
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str menu = arena_str(mem, rig_command(&r, "U1", "")->menu.ref);
    rig_library(&r, reworded);
    const struct card *c = rig_press(&r, "U1", menu, "send");
    CHECK("nothing was sent", str_find(c->note, STR("direct message")) < 0);
    CHECK("and why", str_find(c->note, STR("no longer there")) >= 0);
    struct claim claims[2];
    assert_int_equal(rig_claim(&r, claims, 2), 0);
    rig_close(&r);
}

TEST(another_network_is_chosen_and_remembered)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct card *c = rig_command(&r, "U1", "");
    c = rig_press(&r, "U1", c->select.ref, "mastodon");
    CHECK_STR("same post", c->title, STR("About new"));
    CHECK_STR("asks", c->buttons[0].label, STR("Share on Mastodon …"));
    (void)rig_press(&r, "U1", ref_with(c, ".instance."), "");
    struct str form = arena_str(mem, r.answer.answer.form->ref);
    struct form_value v = { STR("instance"), STR("no server") };
    (void)rig_send(&r, "U1", form, &v, 1);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    v.value = STR("@me@example.social");
    c = rig_send(&r, "U1", form, &v, 1);
    CHECK("link",
          str_starts(c->buttons[0].url, STR("https://example.social/share?text=")));
    CHECK_STR("remembered", rig_command(&r, "U1", "")->select.selected, STR("mastodon"));
    rig_close(&r);
}

TEST(did_you_post_it_is_asked_once)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    (void)rig_command(&r, "U1", "");
    CHECK("not at once", rig_command(&r, "U1", "")->n_items == 0);
    r.now_ms += 11 * 60 * 1000;
    const struct card *c = rig_command(&r, "U1", "");
    CHECK("asked", c->n_items == 1 && c->items[0].other.ref.n > 0);
    struct str yes = arena_str(mem, c->items[0].button.ref);
    c = rig_press(&r, "U1", yes, "");
    CHECK("the card stays", str_eq(c->title, STR("About old")) && c->n_items == 0);
    assert_int_equal(number(&r, "SELECT sum(n) FROM share_count"), 1);
    r.now_ms += 11 * 60 * 1000;
    CHECK("about another", rig_command(&r, "U1", "")->n_items == 1);
    CHECK("never again", rig_command(&r, "U1", "")->n_items == 0);
    rig_close(&r);
}

TEST(lists_settings_and_help_are_there)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct card *c = rig_command(&r, "U1", "list");
    CHECK("three can be had", c->n_items == 3);
    CHECK("the freshest first", str_find(c->items[0].text, STR("About new")) >= 0);
    struct str take = arena_str(mem, c->items[2].button.ref);
    c = rig_press(&r, "U1", take, "");
    CHECK_STR("taken", c->title, STR("About old"));
    c = rig_command(&r, "U1", "list people");
    CHECK_STR("topic", c->title, STR("What there is about people"));
    CHECK("and the last five", c->n_items == 3); /* one, a heading, one */
    c = rig_command(&r, "U1", "help");
    CHECK("help", c->n_items == 4);
    (void)rig_command(&r, "U1", "settings");
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM);
    struct str form = arena_str(mem, r.answer.answer.form->ref);
    struct form_value v[] = { { STR("networks"), STR("x,nonsense,bluesky") },
                              { STR("lang"), STR("de") },
                              { STR("posts"), STR("same") },
                              { STR("from"), STR("8") },
                              { STR("until"), STR("half past") } };
    (void)rig_send(&r, "U1", form, v, 5);
    assert_int_equal(r.answer.answer.kind, ANSWER_FORM_ERRORS);
    v[4].value = STR("17:30");
    c = rig_send(&r, "U1", form, v, 5);
    CHECK_STR("saved, and in German now", c->text, STR("Gespeichert."));
    c = rig_command(&r, "U1", "");
    CHECK_STR("German", c->title, STR("Von new"));
    CHECK("only what they chose", c->select.n_options == 2);
    rig_close(&r);
}

TEST(unknown_words_are_answered_with_what_there_is)
{
    struct rig r;
    open_share(&r);
    const struct card *c = rig_command(&r, "U1", "linkdin");
    CHECK("nearest", str_find(c->text, STR("/share linkedin")) >= 0);
    CHECK("topics", str_find(c->text, STR("events, people")) >= 0);
    c = rig_command(&r, "U1", "xing");
    CHECK("off unless chosen", str_starts(c->text, STR("XING is not switched on here.")));
    CHECK("no more of it", str_find(c->text, STR("/share xing")) < 0);
    CHECK("what there is", str_find(c->text, STR("Topics: events, people")) >= 0);
    c = rig_command(&r, "U1", "x linkedin");
    CHECK("the first of two", str_starts(c->quiet, STR("X ")));
    rig_close(&r);
}

TEST(the_page_shows_the_last_five)
{
    struct rig r;
    open_share(&r);
    (void)rig_command(&r, "U1", "");
    assert_true(rig_run(&r, (struct event){ .kind = EVENT_HOME, .user = STR("U1") }));
    assert_int_equal(r.answer.answer.kind, ANSWER_PAGE);
    const struct page *p = r.answer.answer.page;
    CHECK("two cards", p->n_cards == 2 && p->cards[1].n_items == 1);
    rig_close(&r);
}

TEST(every_word_is_reserved)
{
    for (const struct feature *const *f = features; *f; f++) {
        for (const struct word *w = (*f)->words; w->name; w++) {
            CHECK(w->name, word_is_reserved(str_from_c(w->name)));
            CHECK(w->name, !w->de || word_is_reserved(str_from_c(w->de)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_reserved),
        cmocka_unit_test(the_freshest_comes_first_then_the_next_then_the_oldest_again),
        cmocka_unit_test(the_next_post_is_about_the_topic_that_was_typed),
        cmocka_unit_test(the_card_is_complete),
        cmocka_unit_test(colleagues_rarely_get_the_same_words),
        cmocka_unit_test(what_is_used_up_does_not_come_back),
        cmocka_unit_test(a_share_is_counted_once_and_without_a_name),
        cmocka_unit_test(own_words_are_counted_checked_and_kept_for_a_day),
        cmocka_unit_test(a_reminder_comes_at_its_time_and_once),
        cmocka_unit_test(the_text_is_sent_alone_and_then_the_way),
        cmocka_unit_test(what_is_gone_is_not_said_to_be_sent),
        cmocka_unit_test(another_network_is_chosen_and_remembered),
        cmocka_unit_test(did_you_post_it_is_asked_once),
        cmocka_unit_test(lists_settings_and_help_are_there),
        cmocka_unit_test(unknown_words_are_answered_with_what_there_is),
        cmocka_unit_test(the_page_shows_the_last_five),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
