/* Slack's frames and answers as neutral structs. */
#include "fixture.h"

#include "platform/slack/handle.h"
#include "platform/slack/wire.h"

/* What a frame was heard as; everything lives until it is closed. */
struct heard_frame {
    struct json *json;
    struct arena *mem;
    struct envelope envelope;
    struct event event;
    enum heard heard;
    struct handle reply;
};

static struct wire wire_of(struct arena *mem)
{
    return (struct wire){ .mem = mem,
                          .workspace = STR("lindental"),
                          .bot_user = STR("U0BOT"),
                          .bot_id = STR("B0BOT"),
                          .socket = 7 };
}

static struct heard_frame hear(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "slack/%s.json", name);
    struct heard_frame h = { .json = fixture_json(path), .mem = arena_new() };
    struct wire w = wire_of(h.mem);
    assert_true(wire_envelope(h.json, &h.envelope));
    h.heard = wire_hear(&w, &h.envelope, &h.event);
    if (h.heard == HEARD_EVENT)
        CHECK(name, slack_handle_read(h.mem, h.event.reply, &h.reply));
    return h;
}

static void heard_clear(struct heard_frame *h)
{
    json_free(h->json);
    arena_free(h->mem);
}

TEST(frames_are_told_apart)
{
    static const struct {
        const char *name;
        enum envelope_kind kind;
        enum heard heard;
    } cases[] = {
        { "hello", ENVELOPE_HELLO, HEARD_NOTHING },
        { "disconnect-refresh", ENVELOPE_DISCONNECT, HEARD_NOTHING },
        { "command", ENVELOPE_COMMAND, HEARD_EVENT },
        { "message-own", ENVELOPE_EVENT, HEARD_NOTHING },
        { "message-changed", ENVELOPE_EVENT, HEARD_NOTHING },
        { "home-messages", ENVELOPE_EVENT, HEARD_NOTHING },
        { "bot-joined", ENVELOPE_EVENT, HEARD_BOT_JOINED },
        { "other-joined", ENVELOPE_EVENT, HEARD_NOTHING },
        { "revoked", ENVELOPE_EVENT, HEARD_REVOKED },
        { "revoked-person", ENVELOPE_EVENT, HEARD_NOTHING },
        { "uninstalled", ENVELOPE_EVENT, HEARD_REVOKED },
        { "rate-limited", ENVELOPE_EVENT, HEARD_TOO_MUCH },
        { "unknown-event", ENVELOPE_EVENT, HEARD_NOTHING },
        { "unknown-type", ENVELOPE_UNKNOWN, HEARD_NOTHING },
        { "button-url", ENVELOPE_INTERACTIVE, HEARD_NOTHING },
        { "form-closed", ENVELOPE_INTERACTIVE, HEARD_NOTHING },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(heard_clear) struct heard_frame h = hear(cases[i].name);
        CHECK(cases[i].name, h.envelope.kind == cases[i].kind);
        CHECK(cases[i].name, h.heard == cases[i].heard);
    }
}

TEST(hello_and_disconnect_say_what_matters)
{
    AUTO(heard_clear) struct heard_frame hello = hear("hello");
    assert_int_equal(hello.envelope.connections, 1);
    assert_int_equal(hello.envelope.lifetime_ms, 18060000);
    AUTO(heard_clear) struct heard_frame refresh = hear("disconnect-refresh");
    assert_int_equal(refresh.envelope.hangup, HANGUP_REFRESH);
    AUTO(heard_clear) struct heard_frame many = hear("disconnect-too-many");
    assert_int_equal(many.envelope.hangup, HANGUP_TOO_MANY);
}

TEST(a_command_is_heard)
{
    AUTO(heard_clear) struct heard_frame h = hear("command");
    assert_int_equal(h.event.kind, EVENT_COMMAND);
    CHECK_STR("id", h.event.id, STR("cmd:e-command"));
    CHECK_STR("user", h.event.user, STR("U0ANNA"));
    CHECK_STR("channel", h.event.channel, STR("C0GENERAL"));
    CHECK_STR("command", h.event.command, STR("share"));
    CHECK_STR("text", h.event.text,
              STR("linkedin  R&D <@U0BEN> #news https://example.com/a?b=1&c=2"));
    assert_true(h.reply.takes_payload);
    assert_int_equal(h.reply.socket, 7);
    CHECK_STR("url", h.reply.response_url, STR("https://hooks.example.com/commands/1"));
    CHECK_STR("trigger", h.reply.trigger, STR("1.2.abc"));
}

TEST(messages_are_heard_once_however_they_come)
{
    AUTO(heard_clear) struct heard_frame direct = hear("message-direct");
    assert_true(direct.event.is_direct);
    assert_false(direct.event.is_mention);
    CHECK_STR("text", direct.event.text, STR("share <b> linkedin"));
    CHECK_STR("id", direct.event.id, STR("msg:D0ANNA:1790000000.000200"));
    assert_int_equal(direct.event.at_ms, 1790000000000);

    AUTO(heard_clear) struct heard_frame message = hear("message-mention");
    AUTO(heard_clear) struct heard_frame mention = hear("app-mention");
    CHECK_STR("same id", mention.event.id, message.event.id);
    assert_true(message.event.is_mention && mention.event.is_mention);
    CHECK_STR("text", message.event.text, STR("share"));
    CHECK_STR("thread", message.event.thread, STR("1790000000.000100"));
    CHECK_STR("envelope", mention.reply.envelope, STR("e-app"));
}

TEST(members_are_described)
{
    AUTO(heard_clear) struct heard_frame join = hear("team-join");
    assert_int_equal(join.event.kind, EVENT_JOIN);
    assert_int_equal(join.event.n_members, 1);
    const struct member *m = join.event.members;
    CHECK_STR("name", m->name, STR("Cem & Beispiel"));
    CHECK_STR("zone", m->zone, STR("Europe/Berlin"));
    CHECK_STR("locale", m->locale, STR("de-DE"));
    CHECK_STR("email", m->email, STR("cem@lindental.example"));
    assert_true(m->email_verified && m->is_guest && !m->is_gone);
    AUTO(heard_clear) struct heard_frame change = hear("user-change");
    assert_int_equal(change.event.kind, EVENT_MEMBERS);
    assert_true(change.event.members->is_gone && !change.event.is_page);
}

TEST(home_and_reactions_are_heard)
{
    AUTO(heard_clear) struct heard_frame home = hear("home");
    assert_int_equal(home.event.kind, EVENT_HOME);
    assert_int_equal(home.reply.shown, SHOWN_HOME);
    CHECK_STR("no channel", home.event.channel, STR(""));
    AUTO(heard_clear) struct heard_frame reaction = hear("reaction");
    assert_int_equal(reaction.event.kind, EVENT_REACTION);
    CHECK_STR("emoji", reaction.event.text, STR("tada"));
    CHECK_STR("message", reaction.event.message, STR("1790000000.000100"));
    assert_int_equal(reaction.event.at_ms, 1790000005500);
}

TEST(buttons_and_choices_bring_their_reference)
{
    static const struct {
        const char *name;
        struct str ref, choice, channel;
        enum shown shown;
    } cases[] = {
        { "button", STR_INIT("1.share.next.p1.0.c.x.mac"), STR_INIT(""),
          STR_INIT("C0GENERAL"), SHOWN_EPHEMERAL },
        { "menu", STR_INIT("1.share.more.p1.0.c.x.mac"), STR_INIT("wording"),
          STR_INIT("D0ANNA"), SHOWN_MESSAGE },
        { "select-home", STR_INIT("1.share.net.p1.0.c.x.mac"), STR_INIT("x"),
          STR_INIT(""), SHOWN_HOME },
        { "button-window", STR_INIT("1.share.used.p1.0.c.x.mac"), STR_INIT(""),
          STR_INIT("C0GENERAL"), SHOWN_MODAL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(heard_clear) struct heard_frame h = hear(cases[i].name);
        CHECK(cases[i].name, h.event.kind == EVENT_ACTION);
        CHECK_STR(cases[i].name, h.event.ref, cases[i].ref);
        CHECK_STR(cases[i].name, h.event.choice, cases[i].choice);
        CHECK_STR(cases[i].name, h.event.channel, cases[i].channel);
        CHECK(cases[i].name, h.reply.shown == cases[i].shown);
        CHECK(cases[i].name, str_starts(h.event.id, STR("act:e-")));
    }
}

TEST(a_form_brings_its_values_and_where_it_came_from)
{
    static const struct form_value want[] = {
        { STR_INIT("text"), STR_INIT("Grüße <alle> & mehr") },
        { STR_INIT("network"), STR_INIT("x") },
        { STR_INIT("topics"), STR_INIT("jobs,tech") },
        { STR_INIT("when"), STR_INIT("2026-11-25T08:30") },
        { STR_INIT("later"), STR_INIT("") },
    };
    AUTO(heard_clear) struct heard_frame h = hear("form");
    assert_int_equal(h.event.kind, EVENT_FORM);
    CHECK_STR("ref", h.event.ref, STR("1.share.words.p1.0.c.x.mac"));
    CHECK_STR("channel", h.event.channel, STR("C0GENERAL"));
    CHECK_STR("url", h.reply.response_url, STR("https://hooks.example.com/actions/1"));
    CHECK_STR("message", h.reply.message, STR("1790000010.000100"));
    CHECK_STR("block", h.reply.block, STR("f:text"));
    assert_int_equal(h.reply.asked, ASKED_FORM);
    assert_int_equal(h.reply.shown, SHOWN_EPHEMERAL);
    assert_int_equal(h.event.n_values, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        CHECK_STR("name", h.event.values[i].name, want[i].name);
        CHECK_STR("value", h.event.values[i].value, want[i].value);
    }
}

TEST(handles_survive_and_strangers_are_refused)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("{}"),
        STR_INIT("[]"),
        STR_INIT("{\"a\":9,\"s\":0}"),
        STR_INIT("{\"a\":1,\"s\":-1}"),
        STR_INIT("{\"a\":1,\"s\":0,\"l\":99}"),
        STR_INIT("{\"a\":1,\"s\":0"),
    };
    struct handle h = { 0 };
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(bad[i].p, !slack_handle_read(mem, bad[i], &h));
    const struct handle full = { .asked = ASKED_ACTION,
                                 .shown = SHOWN_EPHEMERAL,
                                 .socket = 3,
                                 .envelope = STR("e"),
                                 .trigger = STR("t"),
                                 .response_url = STR("https://hooks.example.com/x"),
                                 .channel = STR("C1") };
    assert_true(slack_handle_read(mem, handle_origin(mem, &full, LANG_DE), &h));
    CHECK_STR("no envelope", h.envelope, STR(""));
    CHECK_STR("no trigger", h.trigger, STR(""));
    CHECK_STR("channel", h.channel, STR("C1"));
    CHECK_STR("url", h.response_url, full.response_url);
    assert_int_equal(h.lang, LANG_DE);
    struct handle huge = full;
    huge.response_url = (struct str){ arena_alloc(mem, 4000, 1), 4000 };
    assert_true(slack_handle_read(mem, handle_origin(mem, &huge, LANG_EN), &h));
    CHECK_STR("left out", h.response_url, STR(""));
}

TEST(text_is_undone)
{
    static const struct {
        struct str in, out;
    } cases[] = {
#define CASE(in, out) { STR_INIT(in), STR_INIT(out) }
        CASE("", ""),
        CASE("a &lt;b&gt; &amp;amp; &quot;", "a <b> &amp; &quot;"),
        CASE("<@U0BOT> hi <@U0BOT|bot>", " hi <@U0BOT>"),
        CASE("<@U0BOT|bot>", ""),
        CASE("<#C1|news> <#C2> <!here> <!subteam^S1|@all>", "#news #C2 here @all"),
        CASE("<mailto:a@b.example|a@b.example>", "a@b.example"),
        CASE("<http://x.example|x.example>", "http://x.example"),
        CASE("2 < 3 &lt; 4 <", "2 < 3 < 4 <"),
        CASE("<", "<"),
        CASE("<>", ""),
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_STR(cases[i].in.p, wire_text(mem, cases[i].in, STR("U0BOT")), cases[i].out);
}

TEST(times_are_read)
{
    static const struct {
        struct str ts;
        int64_t ms;
    } cases[] = {
        { STR_INIT("1790000000.000100"), 1790000000000 },
        { STR_INIT("1790000000.123456"), 1790000000123 },
        { STR_INIT("1790000000.5"), 1790000000500 },
        { STR_INIT("1790000000"), 1790000000000 },
        { STR_INIT(""), 0 },
        { STR_INIT("soon"), 0 },
        { STR_INIT("99999999999999999999"), 0 },
        { STR_INIT("-5.0"), 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK(cases[i].ts.p, wire_ts_ms(cases[i].ts) == cases[i].ms);
}

TEST(answers_are_judged)
{
    static const struct {
        const char *label, *body;
        enum web_sent sent;
        int status;
        struct str retry_after;
        enum web_kind kind;
        int64_t retry_ms;
    } cases[] = {
#define NONE STR_INIT("")
        { "ok", "{\"ok\":true}", WEB_ANSWERED, 200, NONE, WEB_OK, 0 },
        { "not sent", NULL, WEB_NOT_SENT, 0, NONE, WEB_LATER, 0 },
        { "line broke", NULL, WEB_LOST, 0, NONE, WEB_UNKNOWN, 0 },
        { "429", "{\"ok\":false,\"error\":\"ratelimited\"}", WEB_ANSWERED, 429,
          STR_INIT("7"), WEB_LATER, 7000 },
        { "429 bare", NULL, WEB_ANSWERED, 429, STR_INIT("soon"), WEB_LATER, 30000 },
        { "429 for ever", NULL, WEB_ANSWERED, 429, STR_INIT("99999999"), WEB_LATER,
          3600000 },
        { "rate_limited", "{\"ok\":false,\"error\":\"rate_limited\"}", WEB_ANSWERED, 200,
          STR_INIT("2"), WEB_LATER, 2000 },
        { "5xx", NULL, WEB_ANSWERED, 503, NONE, WEB_UNKNOWN, 0 },
        { "5xx json", "{\"ok\":false,\"error\":\"is_archived\"}", WEB_ANSWERED, 500, NONE,
          WEB_UNKNOWN, 0 },
        { "html", NULL, WEB_ANSWERED, 200, NONE, WEB_UNKNOWN, 0 },
        { "no ok", "{\"error\":\"x\"}", WEB_ANSWERED, 200, NONE, WEB_UNKNOWN, 0 },
        { "proxy", NULL, WEB_ANSWERED, 407, NONE, WEB_LATER, 30000 },
        { "timeout", NULL, WEB_ANSWERED, 408, NONE, WEB_UNKNOWN, 0 },
        { "internal", "{\"ok\":false,\"error\":\"internal_error\"}", WEB_ANSWERED, 200,
          NONE, WEB_UNKNOWN, 0 },
        { "fatal", "{\"ok\":false,\"error\":\"fatal_error\"}", WEB_ANSWERED, 200, NONE,
          WEB_UNKNOWN, 0 },
        { "token", "{\"ok\":false,\"error\":\"invalid_auth\"}", WEB_ANSWERED, 200, NONE,
          WEB_AUTH, 600000 },
        { "archived", "{\"ok\":false,\"error\":\"is_archived\"}", WEB_ANSWERED, 200, NONE,
          WEB_NO, 0 },
        { "new code", "{\"ok\":false,\"error\":\"never_seen\"}", WEB_ANSWERED, 200, NONE,
          WEB_NO, 0 },
#undef NONE
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(json_freep) struct json *body = NULL;
        if (cases[i].body)
            assert_true(json_parse(&body, str_from_c(cases[i].body), NULL));
        struct web_answer a =
            wire_web(cases[i].sent, cases[i].status, body, cases[i].retry_after);
        CHECK(cases[i].label, a.kind == cases[i].kind);
        CHECK(cases[i].label, a.retry_ms == cases[i].retry_ms);
        CHECK(cases[i].label, a.kind == WEB_OK || a.error.n > 0);
    }
}

TEST(our_mark_is_found_only_on_our_messages)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *page = fixture_json("slack/history-page.json");
    struct wire w = wire_of(mem);
    CHECK_STR("ours", wire_find_mark(page, STR("u-1"), &w), STR("1790000021.000000"));
    CHECK_STR("another's mark", wire_find_mark(page, STR("u-2"), &w), STR(""));
    CHECK_STR("cursor", wire_next_cursor(page), STR("bmV4dA=="));
}

TEST(pages_of_the_directory_are_read)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *users = fixture_json("slack/users-page.json");
    AUTO(json_freep) struct json *channels = fixture_json("slack/channels-page.json");
    struct wire w = wire_of(mem);
    struct event ev;
    wire_members_page(&w, users, &ev);
    assert_int_equal(ev.n_members, 3);
    assert_true(ev.is_page && ev.members[1].is_bot && ev.members[2].is_gone);
    CHECK_STR("the end", ev.cursor, STR(""));
    wire_channels_page(&w, channels, &ev);
    assert_int_equal(ev.n_channels, 2);
    assert_true(ev.channels[0].has_bot && !ev.channels[0].is_private);
    assert_true(ev.channels[1].is_private && ev.channels[1].is_gone);
    CHECK_STR("more", ev.cursor, STR("abc"));
}

TEST(a_missing_scope_is_named)
{
    static const char *const needed[] = { "commands", "chat:write", NULL };
    assert_null(wire_scope_missing(STR("chat:write, commands,im:read"), needed));
    assert_string_equal(wire_scope_missing(STR("commands"), needed), "chat:write");
    assert_string_equal(wire_scope_missing(STR(""), needed), "commands");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_are_told_apart),
        cmocka_unit_test(hello_and_disconnect_say_what_matters),
        cmocka_unit_test(a_command_is_heard),
        cmocka_unit_test(messages_are_heard_once_however_they_come),
        cmocka_unit_test(members_are_described),
        cmocka_unit_test(home_and_reactions_are_heard),
        cmocka_unit_test(buttons_and_choices_bring_their_reference),
        cmocka_unit_test(a_form_brings_its_values_and_where_it_came_from),
        cmocka_unit_test(handles_survive_and_strangers_are_refused),
        cmocka_unit_test(text_is_undone),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(answers_are_judged),
        cmocka_unit_test(our_mark_is_found_only_on_our_messages),
        cmocka_unit_test(pages_of_the_directory_are_read),
        cmocka_unit_test(a_missing_scope_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
