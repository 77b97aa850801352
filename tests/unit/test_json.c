/* JSON as peers send it, good and bad, and as we write it. */
#include "check.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"

TEST(values_are_found_by_path_and_type)
{
    AUTO(json_freep) struct json *j = NULL;
    struct err err = { 0 };
    assert_true(json_parse(
        &j, STR("{\"a\":{\"b\":[{\"id\":\"C1\"},7]},\"t\":true,\"A\":1}"), &err));
    CHECK_STR("path", json_str(j, "a.b.0.id"), STR("C1"));
    CHECK_STR("wrong type", json_str(j, "a.b.1"), STR(""));
    CHECK_STR("missing", json_str(j, "a.c.d"), STR(""));
    assert_int_equal(json_int(j, "a.b.1", -1), 7);
    assert_int_equal(json_int(j, "a.b.2", -1), -1);
    assert_true(json_bool(j, "t"));
    assert_int_equal(json_count(json_at(j, "a.b")), 2);
    assert_true(json_is_object(json_at(j, "a"))); /* keys are case-sensitive */
}

TEST(bad_documents_are_refused_with_a_reason)
{
    static const struct {
        const char *label;
        struct str text;
        enum err_code code;
    } cases[] = {
        { "empty", STR_INIT(""), ERR_PARSE },
        { "cut", STR_INIT("{\"a\":"), ERR_PARSE },
        { "not UTF-8", STR_INIT("\"\xff\""), ERR_PARSE },
        { "a surrogate", STR_INIT("\"\xed\xa0\x80\""), ERR_PARSE },
        { "NUL byte", STR_INIT("\"a\0b\""), ERR_PARSE },
        { "escaped NUL", STR_INIT("\"a\\u0000b\""), ERR_PARSE },
        { "two documents", STR_INIT("{} {}"), ERR_PARSE },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json *j = NULL;
        struct err err = { 0 };
        CHECK(cases[i].label, !json_parse(&j, cases[i].text, &err));
        CHECK(cases[i].label, err.code == cases[i].code && j == NULL);
    }
    AUTO(json_freep) struct json *fine = NULL;
    assert_true(json_parse(&fine, STR("\"a\\\\u0000b\""), NULL)); /* escaped slash */
}

TEST(size_depth_and_number_of_values_are_bounded)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(4 * 1024 * 1024);
    struct json *j = NULL;
    struct err err = { 0 };
    for (int i = 0; i < json_max_depth + 1; i++)
        buf_add_char(&b, '[');
    assert_false(json_parse(&j, buf_str(&b), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    buf_cut(&b, 0);
    buf_add_char(&b, '[');
    for (int i = 0; i < json_max_nodes; i++)
        buf_add(&b, STR("1,"));
    buf_add(&b, STR("1]"));
    assert_false(json_parse(&j, buf_str(&b), &err));
    assert_int_equal(err.code, ERR_LIMIT);
    buf_cut(&b, 0);
    buf_add_char(&b, '"');
    while (b.n < json_max_bytes)
        buf_add(&b, STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
    buf_add_char(&b, '"');
    assert_false(json_parse(&j, buf_str(&b), &err));
    assert_int_equal(err.code, ERR_LIMIT);
}

TEST(what_is_written_can_be_read)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(1024);
    struct json_w w = JSON_W(&b);
    jw_object(&w);
    jw_kv(&w, "text", STR("a\"b\\c\n\x01 Grün \xff"));
    jw_ki(&w, "n", -5);
    jw_key(&w, "list");
    jw_array(&w);
    jw_bool(&w, true);
    jw_null(&w);
    jw_object(&w);
    jw_end_object(&w);
    jw_end_array(&w);
    jw_kv_given(&w, "left out", STR(""));
    jw_end_object(&w);
    CHECK_STR("text", buf_str(&b),
              STR("{\"text\":\"a\\\"b\\\\c\\n\\u0001 Grün \xEF\xBF\xBD\",\"n\":-5,"
                  "\"list\":[true,null,{}]}"));
    AUTO(json_freep) struct json *j = NULL;
    assert_true(json_parse(&j, buf_str(&b), NULL));
}

TEST(logs_are_one_line_and_hide_tokens)
{
    AUTO(buf_clear) struct buf b = BUF_INIT(4096);
    const struct log_field fields[] = {
        KI("wait_ms", 400),        KC("why", "no pong\nlevel=error"),
        KC("url", "xoxb-123-abc"), KC("header", "Authorization: Bearer abc.def"),
        KC("area", "slack"),
    };
    log_render(&b, LOG_LOGFMT, 0, LOG_WARN, "slack", "reconnect", fields, COUNT(fields));
    CHECK_STR("logfmt", buf_str(&b),
              STR("level=warn area=slack event=reconnect wait_ms=400 "
                  "why=\"no pong\\x0alevel=error\" url=\"[secret]\" "
                  "header=\"Authorization: [secret]\" area=slack\n"));
    buf_cut(&b, 0);
    log_render(&b, LOG_JSON, 1795591800250, LOG_INFO, "a", "b", fields, 2);
    AUTO(json_freep) struct json *j = NULL;
    assert_true(json_parse(&j, str_trim(buf_str(&b)), NULL));
    assert_int_equal(json_int(j, "wait_ms", 0), 400);
    CHECK_STR("ts", json_str(j, "ts"), STR("2026-11-25T07:30:00.250Z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_path_and_type),
        cmocka_unit_test(bad_documents_are_refused_with_a_reason),
        cmocka_unit_test(size_depth_and_number_of_values_are_bounded),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(logs_are_one_line_and_hide_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
