/* The n-th call of the store fails, for every n, in everything that /share does: no
 * crash, nothing half written, one apology; and on a disk that stays full nothing is
 * acknowledged. */
#include "rig.h"

#include "registry.h"
#include "store/db_internal.h"
#include "store/faulty.h"

#include <stdlib.h>

#define POST(id, from)                                                                   \
    "id = \"" id "\"\ntitle = { en = \"About " id "\", de = \"Von " id "\" }\n"          \
    "link = \"https://example.com/" id "\"\ntopics = [\"people\"]\n"                     \
    "approved = true\nfrom = " from "\n[text.en]\nany = [\"One " id "\", \"Two " id      \
    "\"]\n[text.de]\nany = [\"Eins " id "\"]\n"

static const char *const library[] = { POST("a", "2026-11-20"), POST("b", "2026-11-19"),
                                       POST("c", "2026-11-18"), POST("d", "2026-11-17"),
                                       NULL };

/* Something that a person does. `open` leads to its reference: NULL for commands. */
struct deed {
    const char *label;
    const char *text; /* of the command that comes first, or is the deed */
    const char
        *action; /* of the button, menu, select or item; NULL: the command itself */
    const char *choice;
    bool is_form; /* the action opens a form, and sending that is the deed */
    struct form_value values[3];
    enum {
        APART,
        WITH_CODE,
        CONNECTED
    } before; /* a code of talk's M1; or one with them */
};

static const struct deed deeds[] = {
    { .label = "a post", .text = "" },
    { .label = "about a topic", .text = "x people" },
    { .label = "the list", .text = "list" },
    { .label = "a list by topic", .text = "list people" },
    { .label = "settings", .text = "settings" },
    { .label = "help", .text = "help" },
    { .label = "an unknown word", .text = "nonsense" },
    { .label = "next", .text = "", .action = ".next." },
    { .label = "own words", .text = "", .action = ".own." },
    { .label = "other wording", .text = "", .action = ".menu.", .choice = "other" },
    { .label = "remind", .text = "", .action = ".menu.", .choice = "remind" },
    { .label = "send", .text = "", .action = ".menu.", .choice = "send" },
    { .label = "shared", .text = "", .action = ".menu.", .choice = "shared" },
    { .label = "not for me", .text = "", .action = ".menu.", .choice = "not-for-me" },
    { .label = "network", .text = "", .action = ".network.", .choice = "mastodon" },
    { .label = "server", .text = "mastodon", .action = ".instance." },
    { .label = "take", .text = "list", .action = ".take." },
    { .label = "yes", .text = "", .action = ".posted." },
    { .label = "no", .text = "", .action = ".not-posted." },
    { .label = "own words sent",
      .text = "",
      .action = ".own.",
      .is_form = true,
      .values = { { STR_INIT("text"), STR_INIT("My own words") } } },
    { .label = "empty words sent", .text = "", .action = ".own.", .is_form = true },
    { .label = "a reminder set",
      .text = "",
      .action = ".menu.",
      .choice = "remind",
      .is_form = true,
      .values = { { STR_INIT("when"), STR_INIT("tomorrow") } } },
    { .label = "a server named",
      .text = "mastodon",
      .action = ".instance.",
      .is_form = true,
      .values = { { STR_INIT("instance"), STR_INIT("example.social") } } },
    { .label = "settings sent",
      .text = "settings",
      .is_form = true,
      .values = { { STR_INIT("networks"), STR_INIT("x,bluesky") },
                  { STR_INIT("topics"), STR_INIT("people") },
                  { STR_INIT("lang"), STR_INIT("de") } } },
    { .label = "a code made", .text = "connect" },
    { .label = "a wrong code", .text = "connect K7QM-3XPT" },
    { .label = "a code typed", .before = WITH_CODE },
    { .label = "disconnect",
      .text = "connect",
      .action = ".disconnect.",
      .before = CONNECTED },
};

static bool carries(struct str ref, const char *action, struct str *out)
{
    if (str_find(ref, str_from_c(action)) < 0)
        return false;
    *out = ref;
    return true;
}

/* The reference of that action on a card, wherever it stands. */
static struct str ref_on(const struct card *c, const char *action)
{
    struct str ref = STR("");
    if (carries(c->menu.ref, action, &ref) || carries(c->select.ref, action, &ref))
        return ref;
    for (size_t i = 0; i < c->n_buttons; i++) {
        if (carries(c->buttons[i].ref, action, &ref))
            return ref;
    }
    for (size_t i = 0; i < c->n_items; i++) {
        if (carries(c->items[i].button.ref, action, &ref) ||
            carries(c->items[i].other.ref, action, &ref))
            return ref;
    }
    return ref;
}

static const struct workspace_config places[] = { { .name = STR_INIT("acme") },
                                                  { .name = STR_INIT("talk") } };

static void open_share(struct rig *r)
{
    rig_open(r, features, feature_modules);
    engine_set_weekly_key(r->engine, SECRET(STR("0123456789abcdef0123456789abcdef")));
    rig_library(r, library);
    r->cfg.workspaces = places;
    r->cfg.n_workspaces = COUNT(places);
    (void)rig_command(r, "U1", "");
    r->now_ms += 11LL * 60 * 1000; /* so that the next card asks about this one */
}

static struct event command(const char *text)
{
    return (struct event){ .kind = EVENT_COMMAND,
                           .command = STR("share"),
                           .text = str_from_c(text) };
}

/* "connect K7QM-3XPT", as talk's M1 got it, who has used the bot before. */
static const char *code_of_another(struct rig *r, struct arena *mem)
{
    r->place = STR("talk");
    (void)rig_press(r, "M1", rig_command(r, "M1", "")->menu.ref, "shared");
    struct str all = arena_str(mem, rig_command(r, "M1", "connect")->copy);
    r->place = STR("acme");
    return str_skip(all, STR("/share ").n).p;
}

/* The event of the deed; what leads to it is done already. Lives in mem. */
static struct event lead_to(struct rig *r, const struct deed *d, struct arena *mem)
{
    const char *typed = d->before == APART ? NULL : code_of_another(r, mem);
    if (d->before == CONNECTED)
        (void)rig_command(r, "U1", typed);
    struct event ev = command(d->before == WITH_CODE ? typed : d->text);
    if (d->action) {
        const struct card *card = rig_command(r, "U1", d->text);
        CHECK(d->label, card != NULL);
        ev = (struct event){ .kind = EVENT_ACTION,
                             .ref = arena_str(mem, ref_on(card, d->action)),
                             .choice = str_from_c(d->choice) };
        CHECK(d->label, ev.ref.n > 0);
    }
    if (!d->is_form)
        return ev;
    ev.user = STR("U1");
    ev.channel = STR("C1");
    assert_true(rig_run(r, ev));
    assert_int_equal(r->answer.answer.kind, ANSWER_FORM);
    return (struct event){ .kind = EVENT_FORM,
                           .ref = arena_str(mem, r->answer.answer.form->ref),
                           .values = d->values,
                           .n_values = COUNT(d->values) };
}

/* All bytes of the database. */
struct image {
    unsigned char *p;
    sqlite3_int64 n;
};

static struct image image_of(struct rig *r)
{
    struct image i = { 0 };
    i.p = sqlite3_serialize(r->db->handle, "main", &i.n, 0);
    assert_non_null(i.p);
    return i;
}

static bool image_same(struct rig *r, const struct image *before)
{
    struct image now = image_of(r);
    bool same = now.n == before->n && memcmp(now.p, before->p, (size_t)now.n) == 0;
    sqlite3_free(now.p);
    return same;
}

/* Runs the event with an id of its own; *answer is the engine's. */
static bool run(struct rig *r, struct event ev, int n, struct engine_answer *answer)
{
    char id[24];
    (void)snprintf(id, sizeof(id), "fault-%d", n);
    ev.id = str_from_c(id);
    ev.user = STR("U1");
    ev.channel = STR("C1");
    ev.workspace = STR("acme");
    const struct event *one = &ev;
    *answer = (struct engine_answer){ 0 };
    struct err err = { 0 };
    bool ok = engine_run(r->engine, &one, 1, ++r->now_ms, answer, &err);
    db_fail_after(r->db, -1, ERR_NONE);
    return ok;
}

static bool is_apology(const struct answer *a)
{
    static const struct str sorry = STR_INIT("it was our fault");
    if (a->kind == ANSWER_FORM_ERRORS)
        return a->n_errors == 1 && a->errors[0].field.n == 0 &&
               str_find(a->errors[0].text, sorry) >= 0;
    return a->kind == ANSWER_CARD && a->card && str_find(a->card->text, sorry) >= 0;
}

enum { calls_max = 200 };

/* One statement is refused, the transaction lives on. */
static void fail_each_once(const struct deed *d)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = lead_to(&r, d, mem);
    struct image before = image_of(&r);
    int apologies = 0;
    /* BEGIN and SAVEPOINT are before the event: it is run once more then. */
    for (int n = 2; n < calls_max; n++) {
        struct engine_answer a;
        db_fail_after(r.db, n, ERR_CONFLICT);
        (void)run(&r, ev, n, &a);
        CHECK(d->label, a.is_stored);
        if (!is_apology(&a.answer)) {
            if (!image_same(&r, &before))
                break; /* it was done: the failure came after, or was survived */
            continue;
        }
        apologies++;
        CHECK(d->label, image_same(&r, &before));
    }
    CHECK(d->label, apologies >= 3 && apologies < calls_max - 10);
    sqlite3_free(before.p);
    rig_close(&r);
}

/* The disk is full from the n-th call on. */
static void fail_for_good(const struct deed *d)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = lead_to(&r, d, mem);
    struct image before = image_of(&r);
    int unstored = 0;
    bool done = false;
    for (int n = 0; n < calls_max && !done; n++) {
        struct engine_answer a;
        db_fail_from(r.db, n, ERR_FULL);
        bool ok = run(&r, ev, n, &a);
        done = ok && a.is_stored;
        CHECK(d->label, done || (!ok && !a.is_stored && image_same(&r, &before)));
        unstored += !done;
        CHECK(d->label, !done || !is_apology(&a.answer));
    }
    CHECK(d->label, done && unstored >= 3); /* the id, the answer, the commit */
    sqlite3_free(before.p);
    rig_close(&r);
}

TEST(a_refused_statement_leaves_no_trace_but_one_apology)
{
    for (size_t i = 0; i < COUNT(deeds); i++)
        fail_each_once(&deeds[i]);
}

TEST(on_a_full_disk_nothing_is_acknowledged_and_nothing_changes)
{
    for (size_t i = 0; i < COUNT(deeds); i++)
        fail_for_good(&deeds[i]);
}

TEST(a_mistake_of_one_is_not_that_of_the_next_in_the_batch)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    const struct deed *empty = &deeds[20];
    CHECK_STR("the deed", str_from_c(empty->label), STR("empty words sent"));
    struct event form = lead_to(&r, empty, mem);
    struct event first = command("");
    form.user = first.user = STR("U1");
    form.channel = first.channel = STR("C1");
    form.workspace = first.workspace = STR("acme");
    form.id = STR("form");
    first.id = STR("first");
    const struct event *both[] = { &first, &form };
    struct engine_answer answers[2] = { 0 };
    struct err err = { 0 };
    db_fail_after(r.db, 3, ERR_CONFLICT); /* begin, savepoint, look-up; then this one */
    (void)engine_run(r.engine, both, 2, ++r.now_ms, answers, &err);
    db_fail_after(r.db, -1, ERR_NONE);
    CHECK("the first failed", is_apology(&answers[0].answer));
    assert_int_equal(answers[1].answer.kind, ANSWER_FORM_ERRORS);
    assert_int_equal(answers[1].answer.n_errors, 1);
    CHECK_STR("the second is told what is wrong", answers[1].answer.errors[0].field,
              STR("text"));
    rig_close(&r);
}

/* Timers: a reminder, and the end of own words. */
static void set_timers(struct rig *r, struct arena *mem)
{
    struct event own = lead_to(r, &deeds[19], mem);
    struct event remind = lead_to(r, &deeds[21], mem);
    own.user = remind.user = STR("U1");
    own.channel = remind.channel = STR("C1");
    assert_true(rig_run(r, own));
    assert_true(rig_run(r, remind));
    r->now_ms += 25LL * 60 * 60 * 1000;
}

TEST(timers_fire_wholly_or_not_at_all)
{
    static const struct sql left = { "test.left", "SELECT count(*) FROM due" };
    static const struct sql said = { "test.said", "SELECT count(*) FROM outbox" };
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    set_timers(&r, mem);
    struct image before = image_of(&r);
    struct engine_answer none;
    bool done = false;
    for (int n = 0; n < calls_max && !done; n++) {
        struct err err = { 0 };
        db_fail_from(r.db, n, ERR_FULL);
        done = engine_run(r.engine, NULL, 0, r.now_ms, &none, &err);
        db_fail_after(r.db, -1, ERR_NONE);
        assert_true(done || image_same(&r, &before));
    }
    int64_t timers = -1, messages = -1;
    assert_true(done && db_int(r.db, &left, DB_NO_ARGS, -1, &timers, NULL) &&
                db_int(r.db, &said, DB_NO_ARGS, -1, &messages, NULL));
    assert_int_equal(timers, 0);
    assert_int_equal(messages, 1);
    sqlite3_free(before.p);
    rig_close(&r);
}

TEST(a_claim_is_committed_or_never_was)
{
    struct rig r;
    open_share(&r);
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event send = lead_to(&r, &deeds[11], mem);
    send.user = STR("U1");
    send.channel = STR("C1");
    assert_true(rig_run(&r, send));
    struct image before = image_of(&r);
    struct claim c[4];
    bool done = false;
    int failures = 0;
    for (int n = 0; n < calls_max && !done; n++) {
        struct err err = { 0 };
        size_t got = 0;
        db_fail_from(r.db, n, ERR_FULL);
        done = engine_claim(r.engine, STR("acme"), r.now_ms, c, 4, &got, &err);
        db_fail_after(r.db, -1, ERR_NONE);
        assert_true(done ? got == 1 : got == 0 && image_same(&r, &before));
        failures += !done;
    }
    assert_int_equal(failures, 2); /* the mark, the commit */
    sqlite3_free(before.p);
    rig_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_statement_leaves_no_trace_but_one_apology),
        cmocka_unit_test(on_a_full_disk_nothing_is_acknowledged_and_nothing_changes),
        cmocka_unit_test(a_mistake_of_one_is_not_that_of_the_next_in_the_batch),
        cmocka_unit_test(timers_fire_wholly_or_not_at_all),
        cmocka_unit_test(a_claim_is_committed_or_never_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
