/* Whatever a frame holds: an event has an id, someone who did it and a handle that can
 * be read, and each answer to it is an acknowledgement that Slack takes. */
#include "fuzz.h"

#include "base/arena.h"
#include "base/text.h"
#include "platform/slack/reply.h"
#include "platform/slack/wire.h"

static void answer_it(struct arena *mem, const struct event *ev)
{
    static const struct card card = { .title = STR_INIT("t"), .text = STR_INIT("x") };
    static const enum answer_kind kinds[] = { ANSWER_NOTHING, ANSWER_CARD, ANSWER_REPLACE,
                                              ANSWER_REMOVE };
    AUTO(texts_freep) struct texts *texts = texts_new();
    const struct render r = { texts, mem };
    struct handle h;
    FUZZ_CHECK(slack_handle_read(mem, ev->reply, &h));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct answer a = { .kind = kinds[i], .card = &card };
        AUTO(json_freep) struct json *ack = NULL;
        struct reply_plan plan;
        reply_plan(&plan, &r, &h, &a);
        FUZZ_CHECK((plan.ack.n > 0) == (h.envelope.n > 0));
        if (plan.ack.n > 0)
            FUZZ_CHECK(json_parse(&ack, plan.ack, NULL));
        if (plan.is_in_ack)
            FUZZ_CHECK(plan.ack.n <= ack_max_bytes);
    }
}

static void hear(struct arena *mem, const struct json *frame)
{
    struct wire w = { .mem = mem,
                      .workspace = STR("w"),
                      .bot_user = STR("U0BOT"),
                      .bot_id = STR("B0BOT"),
                      .socket = 1 };
    struct envelope e;
    struct event ev = { 0 };
    if (!wire_envelope(frame, &e) || wire_hear(&w, &e, &ev) != HEARD_EVENT)
        return;
    FUZZ_CHECK(ev.user.n > 0);
    FUZZ_CHECK(ev.kind != EVENT_ACTION || ev.ref.n > 0);
    FUZZ_CHECK(ev.kind != EVENT_FORM || ev.ref.n > 0);
    answer_it(mem, &ev);
}

static void read_answers(struct arena *mem, const struct json *page)
{
    struct wire w = { .mem = mem, .workspace = STR("w"), .bot_id = STR("B0BOT") };
    struct event ev;
    struct web_answer a = wire_web(WEB_ANSWERED, 200, page, STR(""));
    FUZZ_CHECK(a.kind == WEB_OK || a.error.n > 0 || a.kind == WEB_UNKNOWN);
    (void)wire_find_mark(page, STR("u-1"), &w);
    wire_members_page(&w, page, &ev);
    for (size_t i = 0; i < ev.n_members; i++)
        FUZZ_CHECK(ev.members[i].user.n > 0);
    wire_channels_page(&w, page, &ev);
    for (size_t i = 0; i < ev.n_channels; i++)
        FUZZ_CHECK(ev.channels[i].id.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *j = NULL;
    struct str text = fuzz_str(data, size);
    (void)wire_text(mem, text, STR("U0BOT"));
    (void)wire_ts_ms(text);
    if (!json_parse(&j, text, NULL))
        return 0;
    hear(mem, j);
    read_answers(mem, j);
    return 0;
}
