/* Two persons become one: nothing is lost, doubled or left behind. */
#include "company.h"

#include "core/people_internal.h"

TEST(a_post_is_counted_once_for_both_accounts)
{
    static const char *const count = "SELECT coalesce(sum(n), 0) FROM share_count";
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct str there = arena_str(mem, at(r, "acme", "U1", "linkedin")->menu.ref);
    (void)rig_press(r, "M1", at(r, "talk", "M1", "linkedin")->menu.ref, "shared");
    assert_int_equal(number(r, count), 1);
    (void)connect(r, "talk", "M1", "acme", "U1");
    assert_int_equal(number(r, "SELECT count(*) FROM share_seen"), 1);
    r->place = STR("acme");
    CHECK("known", str_find(rig_press(r, "U1", there, "shared")->note,
                            STR("counted already")) >= 0);
    assert_int_equal(number(r, count), 1);
    rig_close(r);
}

TEST(a_reminder_goes_along_and_the_makers_stays)
{
    static const struct form_value when = { STR_INIT("when"), STR_INIT("tomorrow") };
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    static const char *const who[] = { "U1", "M1" };
    static const char *const where[] = { "acme", "talk" };
    for (size_t i = 0; i < 2; i++) {
        for (size_t post = 0; post <= i; post++) {
            const struct card *card = at(r, where[i], who[i], "");
            (void)rig_press(r, who[i], card->menu.ref, "remind");
            (void)rig_send(r, who[i], r->answer.answer.form->ref, &when, 1);
        }
    }
    assert_int_equal(number(r, "SELECT count(*) FROM due"), 3);
    (void)connect(r, "talk", "M1", "acme", "U1");
    assert_int_equal(number(r, "SELECT count(*) FROM due"), 2);
    assert_int_equal(number(r, "SELECT count(*) FROM due WHERE workspace = 'acme'"), 1);
    assert_int_equal(number(r, "SELECT count(*) FROM due d JOIN person p ON p.id ="
                               " d.person AND d.key LIKE 'remind:' || p.id || ':%'"),
                     2);
    rig_close(r);
}

static void tell_email(struct rig *r, const char *place, const char *user,
                       const char *email, bool is_verified)
{
    struct member m = { .user = str_from_c(user),
                        .name = STR("Given Family"),
                        .email = str_from_c(email),
                        .email_verified = is_verified };
    r->place = str_from_c(place);
    assert_true(rig_run(
        r, (struct event){ .kind = EVENT_MEMBERS, .members = &m, .n_members = 1 }));
}

/* What the directory says before or after people are met, and what follows. */
static const struct {
    const char *label;
    const char *here, *there;
    bool here_verified, there_verified, meet_first;
    int persons;
} addresses[] = {
    { "known before", "jo@example.com", "jo@example.com", true, true, false, 1 },
    { "learnt later", "jo@example.com", "jo@example.com", true, true, true, 1 },
    { "spelt otherwise", "Jo@Example.com", "jo@eXample.com", true, true, false, 1 },
    { "spelt otherwise, later", "jo@example.com", "JO@EXAMPLE.COM", true, true, true, 1 },
    { "other letters", "j\xc3\xb6@example.com", "j\xc3\x96@example.com", true, true, true,
      2 },
    { "another", "jo@example.com", "jon@example.com", true, true, true, 2 },
    { "none", "", "", true, true, true, 2 },
    { "here not verified", "jo@example.com", "jo@example.com", false, true, true, 2 },
    { "there not verified", "jo@example.com", "jo@example.com", true, false, true, 2 },
    { "not verified, before", "jo@example.com", "jo@example.com", false, true, false, 2 },
};

TEST(a_verified_e_mail_makes_one_person_whenever_it_is_learnt)
{
    for (size_t i = 0; i < COUNT(addresses); i++) {
        struct company c;
        open_company(&c);
        for (int round = 0; round < 2; round++) {
            if (addresses[i].meet_first == (round == 0)) {
                (void)at(&c.r, "acme", "U1", "");
                (void)at(&c.r, "talk", "M1", "");
                continue;
            }
            tell_email(&c.r, "acme", "U1", addresses[i].here, addresses[i].here_verified);
            tell_email(&c.r, "talk", "M1", addresses[i].there,
                       addresses[i].there_verified);
        }
        CHECK(addresses[i].label,
              number(&c.r, "SELECT count(*) FROM person") == addresses[i].persons);
        rig_close(&c.r);
    }
}

TEST(who_was_met_first_stays_and_three_become_one)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    (void)at(r, "acme", "U1", "");
    int64_t first = number(r, "SELECT person FROM account");
    (void)at(r, "talk", "M1", "");
    (void)at(r, "lab", "L1", "");
    tell_email(r, "lab", "L1", "jo@example.com", true);
    tell_email(r, "talk", "M1", "jo@example.com", true);
    tell_email(r, "acme", "U1", "jo@example.com", true);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 1);
    assert_int_equal(number(r, "SELECT max(person) FROM account"), first);
    rig_close(r);
}

TEST(an_address_alone_makes_nobody_two_accounts_in_one_place)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    (void)at(r, "talk", "M2", "");
    (void)connect(r, "acme", "U1", "talk", "M1");
    tell_email(r, "talk", "M2", "jo@example.com", true);
    tell_email(r, "acme", "U1", "jo@example.com", true);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    tell_email(r, "talk", "M3", "jo@example.com", true);
    (void)at(r, "talk", "M3", ""); /* met after that */
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 3);
    rig_close(r);
}

TEST(an_address_alone_does_not_bring_back_who_disconnected)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    tell_email(r, "acme", "U1", "jo@example.com", true);
    tell_email(r, "talk", "M1", "jo@example.com", true);
    (void)at(r, "acme", "U1", "");
    (void)rig_press(r, "M1", at(r, "talk", "M1", "connect")->buttons[0].ref, "");
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    tell_email(r, "talk", "M1", "Jo@example.com", true);
    tell_email(r, "acme", "U1", "jo@example.com", true);
    assert_int_equal(number(r, "SELECT count(*) FROM person"), 2);
    (void)connect(r, "talk", "M1", "acme", "U1"); /* a code does */
    assert_int_equal(number(r, "SELECT count(*) FROM account WHERE by_email = 1"), 2);
    rig_close(r);
}

TEST(addresses_of_before_are_lower_case_now)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    tell_email(r, "acme", "U1", "jo@example.com", true);
    change(r, "UPDATE member SET email = 'Jo@Example.COM'");
    change(r, "UPDATE schema_step SET number = 1 WHERE module = 'directory'");
    engine_free(r->engine);
    rig_engine(r, features, feature_modules);
    assert_int_equal(
        number(r, "SELECT count(*) FROM member WHERE email = 'jo@example.com'"), 1);
    rig_close(r);
}

/* A table in which rows belong to a person: by their number, or by their id in logs. */
struct table {
    struct str name, owner; /* owner: the column */
};

enum { tables_max = 64 };

static size_t find_tables(struct rig *r, struct table *out, struct arena *mem)
{
    static const struct sql all = {
        "test.tables", "SELECT m.name, c.name FROM sqlite_schema m"
                       " JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
                       " AND m.name <> 'person' AND c.name IN ('person', 'log_id')"
    };
    struct rows rows = { 0 };
    size_t n = 0;
    assert_true(db_query(r->db, &rows, &all, DB_NO_ARGS, NULL));
    while (rows_next(&rows, NULL) == 1) {
        assert_true(n < tables_max);
        out[n++] = (struct table){ arena_str(mem, rows_text(&rows, 0)),
                                   arena_str(mem, rows_text(&rows, 1)) };
    }
    return n;
}

/* Some value for a column of person `who`: a 1 suits every check of the schema. */
static struct str value_of(struct arena *mem, struct str column, struct str type, int who)
{
    if (str_eq(column, STR("person")) || str_eq(column, STR("id")))
        return arena_fmt(mem, "%d", who);
    if (str_eq(column, STR("log_id")))
        return arena_fmt(mem, "'log%d'", who);
    if (str_eq(type, STR("INTEGER")))
        return STR("1");
    return arena_fmt(mem, "'k:%d:'", who);
}

/* One row of person `who`, whatever the table. */
static void add_row(struct rig *r, const struct table *t, int who, struct arena *mem)
{
    static const struct sql of = { "test.columns",
                                   "SELECT name, type FROM pragma_table_info($1)" };
    struct rows rows = { 0 };
    struct str names = STR(""), values = STR("");
    assert_true(db_query(r->db, &rows, &of, DB_ARGS(TEXT(t->name)), NULL));
    while (rows_next(&rows, NULL) == 1) {
        struct str column = rows_text(&rows, 0);
        const char *comma = names.n > 0 ? ", " : "";
        names =
            arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(names), comma, STR_ARG(column));
        values = arena_fmt(mem, STR_FMT "%s" STR_FMT, STR_ARG(values), comma,
                           STR_ARG(value_of(mem, column, rows_text(&rows, 1), who)));
    }
    change(r, arena_fmt(mem, "INSERT INTO " STR_FMT " (" STR_FMT ") VALUES (" STR_FMT ")",
                        STR_ARG(t->name), STR_ARG(names), STR_ARG(values))
                  .p);
}

static int64_t rows_of(struct rig *r, const struct table *t, int who, struct arena *mem)
{
    struct str sql =
        arena_fmt(mem, "SELECT count(*) FROM " STR_FMT " WHERE " STR_FMT " = " STR_FMT,
                  STR_ARG(t->name), STR_ARG(t->owner),
                  STR_ARG(value_of(mem, t->owner, STR(""), who)));
    return number(r, sql.p);
}

static bool merge(struct turn *t, void *ctx, struct err *err)
{
    (void)ctx;
    return people_merge(t, 1, 2, err);
}

/* Person 1 becomes 2; `both`: 2 has something of all kinds already. */
static void merge_all(bool both)
{
    struct company c;
    open_company(&c);
    struct rig *r = &c.r;
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct table tables[tables_max];
    struct err err = { 0 };
    size_t n = find_tables(r, tables, mem);
    assert_true(n >= 9);
    change(r, "INSERT INTO person VALUES (1, 'log1', 'de'), (2, 'log2', NULL)");
    for (size_t i = 0; i < n; i++) {
        for (int who = 1; who <= 1 + both; who++)
            add_row(r, &tables[i], who, mem);
    }
    CHECK(err.msg, engine_do(r->engine, r->now_ms, merge, NULL, &err));
    for (size_t i = 0; i < n; i++) {
        CHECK(tables[i].name.p, rows_of(r, &tables[i], 1, mem) == 0);
        CHECK(tables[i].name.p, rows_of(r, &tables[i], 2, mem) >= 1);
    }
    assert_int_equal(number(r, "SELECT count(*) FROM person WHERE lang = 'de'"), 1);
    assert_int_equal(number(r, "SELECT count(*) FROM due WHERE key <> 'k:2:'"), 0);
    rig_close(r);
}

/* A later feature with a table of people and no merge fails here: what it has would be
 * lost with the old person's row, or stay behind. */
TEST(nothing_in_any_table_is_lost_or_left_behind)
{
    merge_all(false);
    merge_all(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_is_counted_once_for_both_accounts),
        cmocka_unit_test(a_reminder_goes_along_and_the_makers_stays),
        cmocka_unit_test(a_verified_e_mail_makes_one_person_whenever_it_is_learnt),
        cmocka_unit_test(who_was_met_first_stays_and_three_become_one),
        cmocka_unit_test(an_address_alone_makes_nobody_two_accounts_in_one_place),
        cmocka_unit_test(an_address_alone_does_not_bring_back_who_disconnected),
        cmocka_unit_test(addresses_of_before_are_lower_case_now),
        cmocka_unit_test(nothing_in_any_table_is_lost_or_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
