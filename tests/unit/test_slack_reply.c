/* Which way an answer takes. */
#include "fixture.h"

#include "base/text.h"
#include "platform/slack/reply.h"

static const struct card small = { .title = STR_INIT("A card"),
                                   .text = STR_INIT("with words") };
static const struct field field = { .kind = FIELD_LINE,
                                    .name = STR_INIT("text"),
                                    .label = STR_INIT("Text") };
static const struct form form = { .title = STR_INIT("Form"),
                                  .submit = STR_INIT("Send"),
                                  .ref = STR_INIT("ref"),
                                  .fields = &field,
                                  .n_fields = 1 };
static const struct page page = { .cards = &small, .n_cards = 1 };
static const struct form_error error = { STR_INIT("text"), STR_INIT("no") };

static struct answer answer_of(enum answer_kind kind)
{
    return (struct answer){ .kind = kind,
                            .card = &small,
                            .form = &form,
                            .page = &page,
                            .errors = &error,
                            .n_errors = 1 };
}

/* "ack", "url", or the method's number; "-": nothing. */
static const char *way(const struct step *s)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_POST] = "post",           [METHOD_POST_EPHEMERAL] = "ephemeral",
        [METHOD_UPDATE] = "update",       [METHOD_DELETE] = "delete",
        [METHOD_VIEW_OPEN] = "open",      [METHOD_VIEW_PUSH] = "push",
        [METHOD_VIEW_UPDATE] = "refresh", [METHOD_VIEW_PUBLISH] = "publish",
    };
    if (s->kind == STEP_NONE)
        return "-";
    return s->kind == STEP_URL ? "url" : names[s->method];
}

/* How a plan reads: what the ack carries, the first step, the second. */
static struct str plan_of(struct arena *mem, const struct render *r,
                          const struct handle *h, const struct answer *a)
{
    struct reply_plan p;
    reply_plan(&p, r, h, a);
    assert_true(p.ack.n > 0 && p.ack.n <= ack_max_bytes);
    return arena_fmt(mem, "%s %s %s", p.is_in_ack ? "full" : "empty", way(&p.first),
                     way(&p.second));
}

static struct handle handle_of(enum asked asked, enum shown shown)
{
    bool in_view = shown == SHOWN_HOME || shown == SHOWN_MODAL;
    return (struct handle){
        .asked = asked,
        .shown = shown,
        .takes_payload = asked == ASKED_COMMAND || asked == ASKED_FORM,
        .envelope = STR("e"),
        .trigger = STR("t"),
        .channel = in_view ? STR("") : STR("C1"),
        .user = STR("U1"),
        .message = STR("1.2"),
        .view = STR("V1"),
        .block = STR("f:text"),
        .response_url = in_view ? STR("") : STR("https://hooks.example.com/1"),
    };
}

TEST(each_answer_takes_its_way)
{
    static const struct {
        enum asked asked;
        enum shown shown;
        enum answer_kind kind;
        const char *plan;
    } cases[] = {
        { ASKED_COMMAND, SHOWN_NOWHERE, ANSWER_NOTHING, "empty - -" },
        { ASKED_COMMAND, SHOWN_NOWHERE, ANSWER_CARD, "full - -" },
        { ASKED_COMMAND, SHOWN_NOWHERE, ANSWER_REPLACE, "full - -" },
        { ASKED_COMMAND, SHOWN_NOWHERE, ANSWER_FORM, "empty open -" },
        { ASKED_COMMAND, SHOWN_NOWHERE, ANSWER_PAGE, "empty publish -" },
        { ASKED_ACTION, SHOWN_EPHEMERAL, ANSWER_NOTHING, "empty - -" },
        { ASKED_ACTION, SHOWN_EPHEMERAL, ANSWER_CARD, "empty url ephemeral" },
        { ASKED_ACTION, SHOWN_EPHEMERAL, ANSWER_REPLACE, "empty url ephemeral" },
        { ASKED_ACTION, SHOWN_EPHEMERAL, ANSWER_REMOVE, "empty url -" },
        { ASKED_ACTION, SHOWN_EPHEMERAL, ANSWER_FORM, "empty open -" },
        { ASKED_ACTION, SHOWN_MESSAGE, ANSWER_REPLACE, "empty url update" },
        { ASKED_ACTION, SHOWN_MESSAGE, ANSWER_REMOVE, "empty url delete" },
        { ASKED_ACTION, SHOWN_HOME, ANSWER_CARD, "empty open -" },
        { ASKED_ACTION, SHOWN_HOME, ANSWER_REPLACE, "empty open -" },
        { ASKED_ACTION, SHOWN_HOME, ANSWER_REMOVE, "empty - -" },
        { ASKED_ACTION, SHOWN_HOME, ANSWER_PAGE, "empty publish -" },
        { ASKED_ACTION, SHOWN_MODAL, ANSWER_CARD, "empty refresh -" },
        { ASKED_ACTION, SHOWN_MODAL, ANSWER_REMOVE, "empty refresh -" },
        { ASKED_ACTION, SHOWN_MODAL, ANSWER_FORM, "empty push -" },
        { ASKED_FORM, SHOWN_EPHEMERAL, ANSWER_NOTHING, "empty - -" },
        { ASKED_FORM, SHOWN_EPHEMERAL, ANSWER_CARD, "empty url ephemeral" },
        { ASKED_FORM, SHOWN_EPHEMERAL, ANSWER_REPLACE, "empty url ephemeral" },
        { ASKED_FORM, SHOWN_NOWHERE, ANSWER_REPLACE, "empty url ephemeral" },
        { ASKED_FORM, SHOWN_MESSAGE, ANSWER_REPLACE, "empty url update" },
        { ASKED_FORM, SHOWN_MESSAGE, ANSWER_REMOVE, "empty url delete" },
        { ASKED_FORM, SHOWN_EPHEMERAL, ANSWER_FORM_ERRORS, "full - -" },
        { ASKED_FORM, SHOWN_EPHEMERAL, ANSWER_FORM, "full - -" },
        { ASKED_FORM, SHOWN_HOME, ANSWER_CARD, "full - -" },
        { ASKED_FORM, SHOWN_MODAL, ANSWER_REPLACE, "full - -" },
        { ASKED_FORM, SHOWN_HOME, ANSWER_PAGE, "empty publish -" },
        { ASKED_EVENT, SHOWN_NOWHERE, ANSWER_NOTHING, "empty - -" },
        { ASKED_EVENT, SHOWN_NOWHERE, ANSWER_CARD, "empty ephemeral -" },
        { ASKED_EVENT, SHOWN_HOME, ANSWER_PAGE, "empty publish -" },
        { ASKED_EVENT, SHOWN_HOME, ANSWER_CARD, "empty publish -" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    const struct render r = { texts, mem };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct handle h = handle_of(cases[i].asked, cases[i].shown);
        struct answer a = answer_of(cases[i].kind);
        char label[32];
        (void)snprintf(label, sizeof(label), "case %zu", i);
        CHECK_STR(label, plan_of(mem, &r, &h, &a), str_from_c(cases[i].plan));
    }
}

TEST(what_is_missing_is_gone_around)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    const struct render r = { texts, mem };
    struct answer replace = answer_of(ANSWER_REPLACE), card = answer_of(ANSWER_CARD);

    struct handle h = handle_of(ASKED_ACTION, SHOWN_MESSAGE);
    h.response_url = STR("");
    CHECK_STR("no url", plan_of(mem, &r, &h, &replace), STR("empty update -"));
    h = handle_of(ASKED_COMMAND, SHOWN_NOWHERE);
    h.takes_payload = false;
    CHECK_STR("no payload", plan_of(mem, &r, &h, &card), STR("empty url ephemeral"));
    h = handle_of(ASKED_EVENT, SHOWN_NOWHERE);
    h.channel = STR("D1");
    CHECK_STR("direct", plan_of(mem, &r, &h, &card), STR("empty post -"));
    h.channel = STR("");
    CHECK_STR("nowhere", plan_of(mem, &r, &h, &card), STR("empty - -"));
}

TEST(an_answer_that_does_not_fit_into_the_ack_comes_by_url)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    const struct render r = { texts, mem };
    struct handle h = handle_of(ASKED_COMMAND, SHOWN_NOWHERE);
    char *text = arena_alloc(mem, 20000, 1);
    for (size_t i = 0; i < 20000; i++)
        text[i] = 'x';
    for (size_t n = 15000; n < 20000; n += 7) {
        struct card card = { .copy = { text, n } };
        const struct answer a = { .kind = ANSWER_CARD, .card = &card };
        struct reply_plan p;
        reply_plan(&p, &r, &h, &a);
        assert_true(p.ack.n <= ack_max_bytes);
        assert_true(p.is_in_ack == (p.first.kind == STEP_NONE));
    }
}

TEST(bodies_say_what_is_to_happen)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    const struct render r = { texts, mem };
    struct handle h = handle_of(ASKED_ACTION, SHOWN_EPHEMERAL);
    struct answer replace = answer_of(ANSWER_REPLACE), card = answer_of(ANSWER_CARD);
    struct reply_plan p;
    AUTO(json_freep) struct json *j = NULL;
    reply_plan(&p, &r, &h, &replace);
    assert_true(json_parse(&j, p.first.body, NULL));
    assert_true(json_bool(j, "replace_original"));
    json_free(j);
    h.thread = STR("9.9");
    reply_plan(&p, &r, &h, &card);
    assert_true(json_parse(&j, p.first.body, NULL));
    assert_true(json_at(j, "replace_original") && !json_bool(j, "replace_original"));
    CHECK_STR("thread", json_str(j, "thread_ts"), STR("9.9"));
    CHECK_STR("who", json_str(j, "response_type"), STR("ephemeral"));
    CHECK_STR("ack", p.ack, STR("{\"envelope_id\":\"e\"}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_takes_its_way),
        cmocka_unit_test(what_is_missing_is_gone_around),
        cmocka_unit_test(an_answer_that_does_not_fit_into_the_ack_comes_by_url),
        cmocka_unit_test(bodies_say_what_is_to_happen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
