/* What can be pressed, by number. */
#include "fixture.h"

#include "codec/choices.h"

static const struct option options[] = {
    { STR_INIT("LinkedIn"), STR_INIT("linkedin") },
    { STR_INIT(""), STR_INIT("x") },
};

TEST(what_can_be_pressed_gets_the_next_number)
{
    struct choices c = { 0 };
    const struct choice of = { .ref = STR("r"),
                               .selected = STR("linkedin"),
                               .options = options,
                               .n_options = COUNT(options) };
    struct pick button = { .label = STR("Next"), .ref = STR("next") };
    struct pick link = { .label = STR("Share"), .url = STR("https://example.com") };
    assert_int_equal(choices_add(&c, button), 1);
    assert_int_equal(choices_add(&c, (struct pick){ .label = STR("nothing") }), 0);
    assert_int_equal(choices_add(&c, link), 2);
    assert_int_equal(choices_add_option(&c, &of, &options[0]), 0);
    assert_int_equal(choices_add_option(&c, &of, &options[1]), 3);
    CHECK_STR("label", c.at[2].label, STR("x"));
    CHECK_STR("value", c.at[2].value, STR("x"));
    CHECK_STR("ref", c.at[2].ref, STR("r"));
    while (c.n < choices_max)
        assert_true(choices_add(&c, button) > 0);
    assert_int_equal(choices_add(&c, button), 0);
}

TEST(a_number_is_found_as_people_type_it)
{
    static const struct {
        struct str typed, ref;
    } cases[] = {
        { STR_INIT("1"), STR_INIT("a") },
        { STR_INIT(" 2. "), STR_INIT("b") },
        { STR_INIT("2)"), STR_INIT("b") },
        { STR_INIT("#1"), STR_INIT("a") },
        { STR_INIT("3"), STR_INIT("") },
        { STR_INIT("0"), STR_INIT("") },
        { STR_INIT("-1"), STR_INIT("") },
        { STR_INIT("-0"), STR_INIT("") },
        { STR_INIT(""), STR_INIT("") },
        { STR_INIT("."), STR_INIT("") },
        { STR_INIT("1 2"), STR_INIT("") },
        { STR_INIT("99999999999999999999"), STR_INIT("") },
        { STR_INIT("one"), STR_INIT("") },
    };
    struct choices c = { 0 };
    choices_add(&c, (struct pick){ .ref = STR("a") });
    choices_add(&c, (struct pick){ .ref = STR("b") });
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct pick *p = choices_find(&c, cases[i].typed);
        CHECK_STR(cases[i].typed.p, p ? p->ref : STR(""), cases[i].ref);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_pressed_gets_the_next_number),
        cmocka_unit_test(a_number_is_found_as_people_type_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
