/* Which teams are served, and where reading their members is. */
#include "fixture.h"

#include "platform/mattermost/teams.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccc"

static const char all[] = "[{\"id\":\"" C "\",\"name\":\"support\"},"
                          "{\"id\":\"" A "\",\"name\":\"sales\"},"
                          "{\"id\":\"" B "\",\"name\":\"old\",\"delete_at\":5}]";
static const struct str every[] = { STR_INIT("*") };

static void take(struct directory *d, const char *list, const struct str *names, size_t n)
{
    AUTO(json_freep) struct json *j = NULL;
    assert_true(json_parse(&j, str_from_c(list), NULL));
    teams_take(d, j, names, n);
}

static void check_cursor(const struct directory *d, const char *want)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64);
    teams_cursor(d, &out);
    CHECK_STR(want, buf_str(&out), str_from_c(want));
}

TEST(the_teams_that_are_named_are_served)
{
    static const struct str some[] = { STR_INIT("Support"), STR_INIT("old") };
    struct directory d = { 0 };
    take(&d, all, every, 1);
    assert_int_equal(d.n_teams, 2);
    assert_string_equal(d.teams[0].name, "sales");
    assert_string_equal(d.teams[1].name, "support");
    take(&d, all, some, 2);
    assert_int_equal(d.n_teams, 1);
    assert_string_equal(d.teams[0].id, C);
    take(&d, all, NULL, 0);
    assert_int_equal(d.n_teams, 0);
}

TEST(what_is_known_of_a_team_stays)
{
    struct directory d = { 0 };
    take(&d, "[{\"id\":\"" C "\",\"name\":\"support\"}]", every, 1);
    memcpy(d.teams[0].pictures, B, sizeof(d.teams[0].pictures));
    d.teams[0].wants_members = d.teams[0].wants_channels = false;
    check_cursor(&d, "");
    take(&d, all, every, 1);
    assert_string_equal(d.teams[1].pictures, B);
    assert_false(d.teams[1].wants_members || d.teams[1].wants_channels);
    assert_true(d.teams[0].wants_members && d.teams[0].wants_channels);
    check_cursor(&d, A "/0");
}

TEST(a_name_that_is_no_team_of_ours_is_said)
{
    static const struct str names[] = { STR_INIT("sales"), STR_INIT("old"),
                                        STR_INIT("suport") };
    AUTO(json_freep) struct json *j = NULL;
    AUTO(buf_clear) struct buf there = BUF_INIT(256);
    assert_true(json_parse(&j, str_from_c(all), NULL));
    const struct str *missing = teams_missing(j, names, 3, &there);
    assert_ptr_equal(missing, &names[1]);
    CHECK_STR("there", buf_str(&there), STR("support, sales"));
    buf_cut(&there, 0);
    assert_null(teams_missing(j, names, 1, &there));
    assert_null(teams_missing(j, every, 1, &there));
}

TEST(reading_goes_on_where_it_was)
{
    static const struct {
        const char *cursor, *at;
    } cases[] = {
        { "", A "/0" },      { A "/7", A "/7" },           { C "/2", C "/2" },
        { B "/9", C "/0" }, /* that team is gone */
        { A, A "/0" },       { A "/x", A "/0" },           { "/4", A "/0" },
        { A "/-1", A "/0" }, { A "/99999999999", A "/0" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct directory d = { 0 };
        take(&d, all, every, 1);
        teams_begin_at(&d, str_from_c(cases[i].cursor));
        check_cursor(&d, cases[i].at);
    }
    struct directory d = { 0 };
    take(&d, all, every, 1);
    d.teams[0].wants_members = false;
    check_cursor(&d, C "/0");
    d.teams[1].members_page = 3;
    check_cursor(&d, C "/3");
    assert_int_equal(teams_wanting_channels(&d), 0);
    d.teams[1].wants_members = d.teams[0].wants_channels = false;
    check_cursor(&d, "");
    assert_int_equal(teams_wanting_channels(&d), 1);
}

TEST(nonsense_is_no_team)
{
    static const char *const lists[] = {
        "{}",
        "[1,null,\"x\"]",
        "[{\"id\":\"\",\"name\":\"x\"}]",
        "[{\"id\":\"" A "\"}]",
        "[{\"id\":\"" A "a\",\"name\":\"x\"}]",
    };
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct directory d = { 0 };
        take(&d, lists[i], every, 1);
        assert_int_equal(d.n_teams, 0);
    }
}

TEST(teams_beyond_the_limit_are_left_out)
{
    AUTO(buf_clear) struct buf list = BUF_INIT(64 * 1024);
    struct directory d = { 0 };
    buf_addf(&list, "[");
    for (int i = 0; i < directory_teams_max + 5; i++)
        buf_addf(&list, "%s{\"id\":\"%026d\",\"name\":\"t%d\"}", i ? "," : "", i, i);
    buf_addf(&list, "]");
    take(&d, buf_c(&list), every, 1);
    assert_int_equal(d.n_teams, directory_teams_max);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_teams_that_are_named_are_served),
        cmocka_unit_test(what_is_known_of_a_team_stays),
        cmocka_unit_test(a_name_that_is_no_team_of_ours_is_said),
        cmocka_unit_test(reading_goes_on_where_it_was),
        cmocka_unit_test(nonsense_is_no_team),
        cmocka_unit_test(teams_beyond_the_limit_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
