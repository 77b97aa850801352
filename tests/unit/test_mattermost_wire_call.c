/* What comes to the listener: real bodies of both versions, and forged ones. */
#include "fixture.h"

#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

#define ID    "abcdefghijklmnopqrstuvwxyz"
#define BOT   "bi183fwa3bnx5yb468jj1j3isa"
#define ALICE "rc1caoitopbtxp7ze44pbeo5xo"
#define ANN   "xwy49zxn4bbffmwbsqjotqpnpr"

static struct wire wire_of(struct arena *mem)
{
    return (struct wire){ .mem = mem,
                          .workspace = STR("lindental"),
                          .bot_user = STR(BOT),
                          .bot_name = STR("sharebot") };
}

static struct json *file(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "mattermost/wire/%s.json", name);
    return fixture_json(path);
}

TEST(commands_of_both_versions_are_read)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    struct command_call c;
    struct str old = fixture_bytes(mem, "mattermost/wire/5.37-command.form");
    assert_true(wire_command(&w, old, STR("Token fnpk59kn3pnjuqkyht5ghbqm1e"), &c));
    CHECK_STR("token", c.token, STR("fnpk59kn3pnjuqkyht5ghbqm1e"));
    CHECK_STR("user", c.user, STR(ALICE));
    CHECK_STR("channel", c.channel, STR("zg74wxmuktr4fgiajqyr6axhyy"));
    CHECK_STR("team", c.team, STR("1xw1wkpheineuma8aw65ag5i8e"));
    CHECK_STR("command", c.command, STR("eph"));
    CHECK_STR("text", c.text, STR("hello  two @alice ~town-square é 100% a+b=c&d"));
    CHECK_STR("hook", c.hook, STR("yz1aumtijffzteryd8erbnjeba"));
    CHECK_STR("no thread", c.root, STR(""));
    assert_true(str_starts(c.trigger, STR("cnNpcDl1aTc3")));
    assert_true(str_starts(c.event_id, STR("t:")) && c.event_id.n == 2 + 32);
    assert_false(c.is_direct);

    struct command_call again;
    struct str now = fixture_bytes(mem, "mattermost/wire/11.6-command.form");
    assert_true(wire_command(&w, now, STR(""), &again));
    CHECK_STR("token of the form", again.token, STR("fakecommandtoken0000000000"));
    CHECK_STR("text", again.text, STR("one two \"three\" @ann ~town-square"));
    CHECK_STR("hook", again.hook, STR("fakeresponseurlid000000002"));
    assert_false(str_eq(again.event_id, c.event_id));
    assert_true(wire_command(&w, now, STR(""), &c));
    CHECK_STR("a replay has the same id", c.event_id, again.event_id);
}

/* A command with these fields after those that it must have. */
static bool read_command(struct arena *mem, const char *rest, const char *authorization,
                         struct command_call *out)
{
    struct wire w = wire_of(mem);
    struct str body = arena_fmt(mem,
                                "user_id=" ANN "&channel_id=" ID "&token=form&"
                                "command=%%2Fshare&%s",
                                rest);
    return wire_command(&w, body, str_from_c(authorization), out);
}

TEST(the_token_comes_from_the_header_where_it_has_one)
{
    static const struct {
        const char *authorization;
        struct str token;
    } cases[] = {
        { "Token abc", STR_INIT("abc") },
        { "token  abc ", STR_INIT("abc") },
        { "Token ", STR_INIT("") },
        { "Bearer of-another-service", STR_INIT("form") },
        { "Token", STR_INIT("form") },
        { "", STR_INIT("form") },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct command_call c;
        CHECK(cases[i].authorization, read_command(mem, "", cases[i].authorization, &c));
        CHECK_STR(cases[i].authorization, c.token, cases[i].token);
    }
}

TEST(only_the_servers_own_hook_is_one)
{
    static const struct {
        const char *url;
        struct str hook;
    } cases[] = {
        { "https%3A%2F%2Fchat.example%2Fhooks%2Fcommands%2F" ID, STR_INIT(ID) },
        { "https%3A%2F%2Fchat.example%2Fsub%2Fhooks%2Fcommands%2F" ID, STR_INIT(ID) },
        { "https%3A%2F%2Fchat.example%2Fhooks%2Fcommands%2F" ID "a", STR_INIT("") },
        { "https%3A%2F%2Fchat.example%2Fhooks%2Fcommands%2FA" ID, STR_INIT("") },
        { "https%3A%2F%2Fchat.example%2Fhooks%2Fcommands%2F..%2Fbcdefghijklmnopqrstuvw",
          STR_INIT("") },
        { "https%3A%2F%2Fchat.example%2Fhooks%2F" ID, STR_INIT("") },
        { "https%3A%2F%2Fchat.example%2Fhooks%2Fcommands%2F" ID "%3Fx=" ID,
          STR_INIT("") },
        { ID, STR_INIT("") },
        { "", STR_INIT("") },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct command_call c;
        struct str rest = arena_fmt(mem, "response_url=%s", cases[i].url);
        CHECK(cases[i].url, read_command(mem, rest.p, "", &c));
        CHECK_STR(cases[i].url, c.hook, cases[i].hook);
    }
}

TEST(direct_messages_are_known_by_their_name)
{
    static const struct {
        const char *name;
        bool is_direct;
    } cases[] = {
        { BOT "__" ANN, true },      { ANN "__" BOT, true },
        { ANN "__" ANN, false },     { BOT "__" ALICE, false },
        { BOT "_" ANN, false },      { BOT "__" ANN "a", false },
        { "a" BOT "__" ANN, false }, { BOT "__", false },
        { "town-square", false },    { "", false },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct command_call c;
        struct str rest = arena_fmt(mem, "channel_name=%s", cases[i].name);
        CHECK(cases[i].name, read_command(mem, rest.p, "", &c));
        CHECK(cases[i].name, c.is_direct == cases[i].is_direct);
    }
    struct wire w = wire_of(mem);
    struct command_call c;
    w.bot_user = STR("");
    assert_true(wire_command(
        &w, STR("user_id=" ANN "&channel_id=" ID "&command=/share&channel_name=__" ANN),
        STR(""), &c));
    assert_false(c.is_direct); /* not while we do not know who we are */
}

TEST(what_is_no_command_is_refused)
{
    static const char *const bad[] = {
        "",
        "&&&",
        "{}",
        "user_id=" ANN "&channel_id=" ID,
        "user_id=" ANN "&channel_id=" ID "&command=",
        "user_id=" ANN "&channel_id=" ID "&command=%2F",
        "user_id=" ANN "&channel_id=" ID "&command=share",
        "user_id=" ANN "&command=%2Fshare",
        "channel_id=" ID "&command=%2Fshare",
        "user_id=..%2F..&channel_id=" ID "&command=%2Fshare",
        "user_id=" ANN "&channel_id=" ID "&command=%2Fshare&text=%",
        "user_id=" ANN "&channel_id=" ID "&command=%2Fshare&text=%ff",
        "user_id=" ANN "&channel_id=" ID "&command=%2Fshare&text=%00",
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    struct command_call c;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i], !wire_command(&w, str_from_c(bad[i]), STR(""), &c));
    assert_true(read_command(mem, "team_id=..&root_id=1&text=%20a%0Ab+", "", &c));
    CHECK_STR("team", c.team, STR(""));
    CHECK_STR("root", c.root, STR(""));
    CHECK_STR("text", c.text, STR("a\nb"));
    CHECK_STR("without a trigger", c.event_id, STR(""));
    assert_true(read_command(mem, "user_id=" ALICE "&root_id=" ID, "", &c));
    CHECK_STR("the first counts", c.user, STR(ANN));
    CHECK_STR("thread", c.root, STR(ID));
}

TEST(buttons_of_both_versions_are_read)
{
    static const struct {
        const char *name;
        struct str user, channel, team, post, ref, choice;
    } cases[] = {
        { "5.37-button", STR_INIT(ALICE), STR_INIT("zg74wxmuktr4fgiajqyr6axhyy"),
          STR_INIT("1xw1wkpheineuma8aw65ag5i8e"), STR_INIT("shr4khfh7iy9jjwgf3nhuiz5ae"),
          STR_INIT("1.share.next.mac"), STR_INIT("") },
        { "5.37-select", STR_INIT(ALICE), STR_INIT("zg74wxmuktr4fgiajqyr6axhyy"),
          STR_INIT("1xw1wkpheineuma8aw65ag5i8e"), STR_INIT("shr4khfh7iy9jjwgf3nhuiz5ae"),
          STR_INIT("1.share.more.mac"), STR_INIT("1") },
        { "11.6-button-direct", STR_INIT(ANN), STR_INIT("apnpwj6q9pdkxxb6ifofn3ptow"),
          STR_INIT(""), STR_INIT("aocasyowktn69f895eddhygnma"),
          STR_INIT("1.share.next.mac"), STR_INIT("") },
        { "11.6-select", STR_INIT(ANN), STR_INIT("ictfek93tfygiknuiimmzho8ma"),
          STR_INIT("bb3fuxayrbbmuj8qp56jrxze9y"), STR_INIT("aadyqd1h4b83bnzoc7on9w3way"),
          STR_INIT("1.share.more.mac"), STR_INIT("b") },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = file(cases[i].name);
        struct action_call a;
        CHECK(cases[i].name, wire_action(&w, j, &a));
        CHECK_STR(cases[i].name, a.user, cases[i].user);
        CHECK_STR(cases[i].name, a.channel, cases[i].channel);
        CHECK_STR(cases[i].name, a.team, cases[i].team);
        CHECK_STR(cases[i].name, a.post, cases[i].post);
        CHECK_STR(cases[i].name, a.ref, cases[i].ref);
        CHECK_STR(cases[i].name, a.seal, STR("sealed"));
        CHECK_STR(cases[i].name, a.choice, cases[i].choice);
        CHECK(cases[i].name, a.trigger.n > 0 && str_starts(a.event_id, STR("t:")));
    }
    AUTO(json_freep) struct json *foreign = file("11.6-button-foreign");
    assert_false(wire_action(&w, foreign, &(struct action_call){ 0 }));
}

TEST(what_is_no_button_of_ours_is_refused)
{
    static const char *const bad[] = {
        "null",
        "[]",
        "{}",
        "{\"user_id\":\"" ANN "\"}",
        "{\"user_id\":\"" ANN "\",\"context\":null}",
        "{\"user_id\":\"" ANN "\",\"context\":\"ref\"}",
        "{\"user_id\":\"" ANN "\",\"context\":{\"ref\":\"r\"}}",
        "{\"user_id\":\"" ANN "\",\"context\":{\"seal\":\"s\"}}",
        "{\"user_id\":\"" ANN "\",\"context\":{\"ref\":1,\"seal\":\"s\"}}",
        "{\"user_id\":\"me\",\"context\":{\"ref\":\"r\",\"seal\":\"s\"}}",
        "{\"user_id\":\"" ANN "\",\"type\":\"select\",\"context\":{\"ref\":\"r\","
        "\"seal\":\"s\",\"selected_option\":null}}",
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    struct action_call a;
    for (size_t i = 0; i < COUNT(bad); i++) {
        AUTO(json_freep) struct json *j = NULL;
        assert_true(json_parse(&j, str_from_c(bad[i]), NULL));
        CHECK(bad[i], !wire_action(&w, j, &a));
    }
    AUTO(json_freep) struct json *j = NULL;
    assert_true(json_parse(&j,
                           STR("{\"user_id\":\"" ANN "\",\"post_id\":\"../../users/"
                               "me?bcdefghijkl\",\"channel_id\":7,\"context\":{"
                               "\"ref\":\"r\",\"seal\":\"s\"}}"),
                           NULL));
    assert_true(wire_action(&w, j, &a));
    CHECK_STR("post", a.post, STR(""));
    CHECK_STR("channel", a.channel, STR(""));
    CHECK_STR("no trigger", a.event_id, STR(""));
}

static struct str value_of(const struct dialog_call *d, const char *name)
{
    for (size_t i = 0; i < d->n_values; i++) {
        if (str_eq(d->values[i].name, str_from_c(name)))
            return d->values[i].value;
    }
    return STR("(none)");
}

TEST(dialogs_of_both_versions_are_read)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    struct dialog_call d;
    AUTO(json_freep) struct json *old = file("5.37-dialog");
    assert_true(wire_dialog(&w, old, &d));
    CHECK_STR("user", d.user, STR(ALICE));
    CHECK_STR("state", d.state, STR("st4te"));
    assert_false(d.is_cancelled);
    assert_int_equal(d.n_values, 4);
    CHECK_STR("number", value_of(&d, "amount"), STR("-1"));
    CHECK_STR("yes", value_of(&d, "pub"), STR("true"));
    CHECK_STR("text", value_of(&d, "why"), STR("good"));
    assert_true(str_starts(d.event_id, STR("d:")) && d.event_id.n == 2 + 32);

    struct dialog_call now, cancelled;
    AUTO(json_freep) struct json *sent = file("11.6-dialog");
    AUTO(json_freep) struct json *cancel = file("11.6-dialog-cancelled");
    assert_true(wire_dialog(&w, sent, &now) && wire_dialog(&w, cancel, &cancelled));
    CHECK_STR("text", value_of(&now, "name"), STR("x"));
    assert_true(cancelled.is_cancelled && cancelled.n_values == 0);
    assert_false(str_eq(now.event_id, cancelled.event_id));
    assert_true(wire_dialog(&w, sent, &d));
    CHECK_STR("a replay has the same id", d.event_id, now.event_id);
}

#define DIALOG(rest)                                                                     \
    "{\"type\":\"dialog_submission\",\"user_id\":\"" ANN "\",\"state\":\"s\"," rest "}"

TEST(values_are_read_as_they_were_asked_for)
{
    static const struct {
        const char *submission, *name;
        struct str value;
    } cases[] = {
        { "{\"a\":\"x\"}", "a", STR_INIT("x") },
        { "{\"a\":true}", "a", STR_INIT("true") },
        { "{\"a\":false}", "a", STR_INIT("false") },
        { "{\"a\":42}", "a", STR_INIT("42") },
        { "{\"a\":null}", "a", STR_INIT("") },
        { "{\"a\":{\"b\":1}}", "a", STR_INIT("") },
        { "{\"a\":[\"x\",\"y\"]}", "a", STR_INIT("x,y") },
        { "{\"a\":[]}", "a", STR_INIT("") },
        { "{\"a\":[\"x\",1,[\"z\"]]}", "a", STR_INIT("x") },
        { "{\"when.moment\":\"24.11.2026 8:30\"}", "when", STR_INIT("2026-11-24T08:30") },
        { "{\"when.moment\":\"2026-11-24 08:30\"}", "when",
          STR_INIT("2026-11-24T08:30") },
        { "{\"when.moment\":\"soon\"}", "when", STR_INIT("soon") },
        { "{\"when.moment\":\"\"}", "when", STR_INIT("") },
        { "{\"when\":\"24.11.2026 8:30\"}", "when", STR_INIT("24.11.2026 8:30") },
        { "{\"t.has.jobs\":true,\"t.has.tech\":false,\"t.has.x.y\":true}", "t",
          STR_INIT("jobs,x.y") },
        { "{\"t.has.jobs\":false}", "t", STR_INIT("") },
        { "{\"t.has.jobs\":\"true\",\"t.has.x\":1}", "t", STR_INIT("jobs") },
        { "{\"a.other\":\"x\"}", "a", STR_INIT("") },
        { "{\"A\":\"x\"}", "A", STR_INIT("(none)") },
        { "{\"\":\"x\"}", "", STR_INIT("(none)") },
        { "{\"a/b\":\"x\"}", "a/b", STR_INIT("(none)") },
        { "null", "a", STR_INIT("(none)") },
        { "[\"a\"]", "a", STR_INIT("(none)") },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct dialog_call d;
        struct str text =
            arena_fmt(mem, DIALOG("\"submission\":%s"), cases[i].submission);
        assert_true(json_parse(&j, text, NULL));
        CHECK(cases[i].submission, wire_dialog(&w, j, &d));
        CHECK_STR(cases[i].submission, value_of(&d, cases[i].name), cases[i].value);
    }
}

TEST(values_have_a_ceiling)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf text = BUF_INIT(json_max_bytes);
    AUTO(json_freep) struct json *j = NULL;
    struct wire w = wire_of(mem);
    struct dialog_call d;
    buf_add(&text, STR("{\"type\":\"dialog_submission\",\"user_id\":\"" ANN
                       "\",\"state\":\"s\",\"submission\":{\"a\":\"1\""));
    for (int i = 0; i < 500; i++)
        buf_addf(&text, ",\"%c%c\":\"v\",\"g.has.%050d\":true", 'a' + i % 26,
                 'a' + i / 26 % 26, i);
    buf_add(&text, STR("}}"));
    assert_true(json_parse(&j, buf_str(&text), NULL));
    assert_true(wire_dialog(&w, j, &d));
    assert_int_equal(d.n_values, wire_values_max);
    CHECK_STR("the first are kept", d.values[0].value, STR("1"));
    for (size_t i = 0; i < d.n_values; i++)
        assert_true(d.values[i].value.n <= 4096);
}

TEST(what_is_no_dialog_is_refused)
{
    static const char *const bad[] = {
        "null",
        "[]",
        "{}",
        "{\"type\":\"refresh\",\"user_id\":\"" ANN "\",\"state\":\"s\"}",
        "{\"user_id\":\"" ANN "\",\"state\":\"s\"}",
        "{\"type\":\"dialog_submission\",\"state\":\"s\"}",
        "{\"type\":\"dialog_submission\",\"user_id\":\"" ANN "\"}",
        "{\"type\":\"dialog_submission\",\"user_id\":\"" ANN "\",\"state\":7}",
        "{\"type\":\"dialog_submission\",\"user_id\":\"x\",\"state\":\"s\"}",
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct wire w = wire_of(mem);
    for (size_t i = 0; i < COUNT(bad); i++) {
        AUTO(json_freep) struct json *j = NULL;
        struct dialog_call d;
        assert_true(json_parse(&j, str_from_c(bad[i]), NULL));
        CHECK(bad[i], !wire_dialog(&w, j, &d));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_of_both_versions_are_read),
        cmocka_unit_test(the_token_comes_from_the_header_where_it_has_one),
        cmocka_unit_test(only_the_servers_own_hook_is_one),
        cmocka_unit_test(direct_messages_are_known_by_their_name),
        cmocka_unit_test(what_is_no_command_is_refused),
        cmocka_unit_test(buttons_of_both_versions_are_read),
        cmocka_unit_test(what_is_no_button_of_ours_is_refused),
        cmocka_unit_test(dialogs_of_both_versions_are_read),
        cmocka_unit_test(values_are_read_as_they_were_asked_for),
        cmocka_unit_test(values_have_a_ceiling),
        cmocka_unit_test(what_is_no_dialog_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
