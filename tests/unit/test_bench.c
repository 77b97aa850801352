/* The load generator: a wrong frame or a lenient judge would spoil every figure. */
#include "check.h"

#include "../bench/peer.h"
#include "frame.h"
#include "load.h"

#include <stdio.h>

TEST(the_accept_key_is_that_of_the_rfc)
{
    char accept[32];
    frame_accept(STR("dGhlIHNhbXBsZSBub25jZQ=="), accept);
    CHECK_STR("accept", str_from_c(accept), STR("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
}

TEST(frames_come_back_as_they_were_written)
{
    static const size_t sizes[] = { 0, 1, 7, 8, 125, 126, 127, 65535, 65536, 200000 };
    AUTO(buf_clear) struct buf data = BUF_INIT(200000);
    for (size_t i = 0; i < 200000; i++)
        buf_add_char(&data, (char)(i * 7));
    for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
        AUTO(buf_clear) struct buf wire = BUF_INIT(1024 * 1024);
        struct str want = str_take(buf_str(&data), sizes[i / 2]);
        frame_write(&wire, FRAME_TEXT, want, i % 2);
        struct frame f;
        assert_int_equal(frame_read(wire.p, wire.n - 1, &f), FRAME_PARTIAL);
        assert_int_equal(frame_read(wire.p, wire.n, &f), FRAME_WHOLE);
        CHECK("frame", f.op == FRAME_TEXT && f.final && f.size == wire.n);
        CHECK("data", str_eq(f.data, want));
    }
}

TEST(a_huge_frame_is_refused)
{
    char head[] = { (char)0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0 };
    struct frame f;
    assert_int_equal(frame_read(head, sizeof(head), &f), FRAME_BROKEN);
}

/* Acks the n-th command of the round with `payload`, as a bot writes it. */
static void ack(struct load *load, unsigned n, const char *payload)
{
    char id[40], text[512];
    load_envelope_id(load, n, id);
    int size = snprintf(text, sizeof(text), "{\"envelope_id\":\"%s\",\"payload\":%s}", id,
                        payload);
    load_take(load, (struct str){ text, (size_t)size }, 3000000);
}

TEST(only_a_whole_card_counts_as_one)
{
    const struct load_plan plan = { .count = 5, .window = 4, .users = 10, .port = 1 };
    AUTO(load_clear) struct load load;
    AUTO(buf_clear) struct buf out = BUF_INIT(65536);
    load_init(&load, &plan, 0xabcdef, 1000000);
    load_fill(&load, &out, 1000000);
    assert_int_equal(load.sent, 4);
    ack(&load, 0, "{\"blocks\":[{\"type\":\"actions\"}]}");
    ack(&load, 0, "{\"blocks\":[{\"type\":\"actions\"}]}");
    ack(&load, 1, "{\"text\":\"sorry\"}");
    ack(&load, 2, "{}");
    ack(&load, 3, "{\"blocks\":[{\"type\":\"actions\"]}");
    ack(&load, 4, "{\"text\":\"never sent\"}");
    const struct load_tally *t = &load.tally;
    CHECK("tally", t->cards == 1 && t->plain == 1 && t->empty == 1);
    CHECK("faults", t->doubled == 1 && t->unknown == 2);
    CHECK("time", load.took_us[0] == 2000 && load.took_us[3] == UINT32_MAX);
    load_fill(&load, &out, 3000000);
    CHECK("window", load.sent == 5 && !load_over(&load, 3000000));
    CHECK("silence", load_over(&load, 3000000 + 11000000000));
}

TEST(an_open_loop_counts_from_when_it_meant_to_send)
{
    const struct load_plan plan = { .count = 10, .rate = 1000, .users = 1, .port = 1 };
    AUTO(load_clear) struct load load;
    AUTO(buf_clear) struct buf out = BUF_INIT(65536);
    load_init(&load, &plan, 1, 0);
    load_fill(&load, &out, 2500000);
    assert_int_equal(load.sent, 3);
    assert_int_equal(load_next_ns(&load), 3000000);
    ack(&load, 1, "{}");
    assert_int_equal(load.took_us[1], 2000);
}

static void count_message(void *ctx, struct str message)
{
    size_t *bytes = ctx;
    *bytes += message.n;
}

static void ignore_connected(void *ctx __attribute__((unused)),
                             struct peer *peer __attribute__((unused)))
{
}

TEST(members_are_paged_to_the_last)
{
    struct api api = { .port = 1, .people = 450 };
    AUTO(buf_clear) struct buf out = BUF_INIT(1024 * 1024);
    api_answer(&api, STR("users.list"), STR("limit=200&cursor=400"), &out);
    CHECK("last", str_find(buf_str(&out), STR("\"U000000449\"")) > 0);
    CHECK("end", str_ends(buf_str(&out), STR("\"next_cursor\":\"\"}}")));
    assert_int_equal(api.listed, 450);
}

TEST(a_message_in_pieces_is_put_together)
{
    struct api api = { .port = 1 };
    size_t bytes = 0;
    const struct peer_events events = { ignore_connected, count_message, &bytes };
    AUTO(peer_clear) struct peer peer;
    peer_init(&peer, -1);
    static const char wire[] = "GET /link/ HTTP/1.1\r\nSec-WebSocket-Key: a\r\n\r\n"
                               "\x01\x02"
                               "ab"
                               "\x00\x02"
                               "cd"
                               "\x80\x01"
                               "e";
    for (size_t i = 0; i + 1 < sizeof(wire); i++) {
        buf_add(&peer.in, (struct str){ wire + i, 1 });
        CHECK("read", peer_read(&peer, &api, &events));
    }
    assert_int_equal(bytes, 5);
    CHECK("hello", str_find(buf_str(&peer.out), STR("\"type\":\"hello\"")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_accept_key_is_that_of_the_rfc),
        cmocka_unit_test(frames_come_back_as_they_were_written),
        cmocka_unit_test(a_huge_frame_is_refused),
        cmocka_unit_test(only_a_whole_card_counts_as_one),
        cmocka_unit_test(an_open_loop_counts_from_when_it_meant_to_send),
        cmocka_unit_test(members_are_paged_to_the_last),
        cmocka_unit_test(a_message_in_pieces_is_put_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
