/* Percent-encoding and forms. */
#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "codec/urlencoded.h"

TEST(everything_but_unreserved_is_escaped)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "AZaz09-._~", "AZaz09-._~" },
        { "a b+c&d=e", "a%20b%2Bc%26d%3De" },
        { "100 % #1?", "100%20%25%20%231%3F" },
        { "Grüße\n😀", "Gr%C3%BC%C3%9Fe%0A%F0%9F%98%80" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf b = BUF_INIT(200);
        struct str back = { 0 };
        urlencoded_add(&b, str_from_c(cases[i].text));
        CHECK_STR(cases[i].text, buf_str(&b), str_from_c(cases[i].want));
        CHECK(cases[i].text, urlencoded_decode(&back, buf_str(&b), false, mem, NULL));
        CHECK_STR("back", back, str_from_c(cases[i].text));
    }
}

TEST(decoding_refuses_what_is_cut)
{
    static const struct {
        const char *text;
        bool form;
        const char *want; /* NULL: refused */
    } cases[] = {
        { "a+b", false, "a+b" },  { "a+b", true, "a b" }, { "%41%62", false, "Ab" },
        { "%c3%a4", false, "ä" }, { "%", false, NULL },   { "a%4", false, NULL },
        { "%4", false, NULL },    { "%zz", false, NULL }, { "%+1", true, NULL },
        { "%20", true, " " },     { "%25", true, "%" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = STR("untouched");
        struct err err = { 0 };
        bool ok =
            urlencoded_decode(&got, str_from_c(cases[i].text), cases[i].form, mem, &err);
        CHECK(cases[i].text, ok == (cases[i].want != NULL));
        CHECK(cases[i].text, ok || err.code == ERR_PARSE);
        CHECK_STR(cases[i].text, got, ok ? str_from_c(cases[i].want) : STR("untouched"));
    }
}

TEST(pairs_come_back_in_order)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(buf_clear) struct buf b = BUF_INIT(200);
    urlencoded_add_pair(&b, STR("text"), STR("a=b&c"));
    urlencoded_add_pair(&b, STR("ü"), STR(""));
    CHECK_STR("written", buf_str(&b), STR("text=a%3Db%26c&%C3%BC="));

    struct str form = STR("&text=a%3Db%26c&&flag&%C3%BC=x+y"), key, value;
    struct err err = { 0 };
    assert_true(urlencoded_next(&form, &key, &value, mem, &err));
    CHECK_STR("key", key, STR("text"));
    CHECK_STR("value", value, STR("a=b&c"));
    assert_true(urlencoded_next(&form, &key, &value, mem, &err));
    CHECK_STR("key", key, STR("flag"));
    CHECK_STR("value", value, STR(""));
    assert_true(urlencoded_next(&form, &key, &value, mem, &err));
    CHECK_STR("key", key, STR("ü"));
    CHECK_STR("value", value, STR("x y"));
    assert_false(urlencoded_next(&form, &key, &value, mem, &err));
    assert_int_equal(err.code, ERR_NONE);

    form = STR("a=%");
    assert_false(urlencoded_next(&form, &key, &value, mem, &err));
    assert_int_equal(err.code, ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_but_unreserved_is_escaped),
        cmocka_unit_test(decoding_refuses_what_is_cut),
        cmocka_unit_test(pairs_come_back_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
