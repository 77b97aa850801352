/* What is known of a server by its version. */
#include "check.h"

#include "platform/mattermost/version.h"

TEST(a_version_says_what_a_server_can_do)
{
    static const struct {
        struct str version;
        size_t max_props;
        bool shows_files;
    } cases[] = {
        { STR_INIT("5.37.0.local.68875184c01f.false"), 8000, false },
        { STR_INIT("5.9"), 8000, false },
        { STR_INIT("6.0.0"), 0, false },
        { STR_INIT("9.10.2.x"), 0, false },
        { STR_INIT("9.11.0"), 0, true },
        { STR_INIT("10.0.0"), 0, true },
        { STR_INIT("11.6.0.dev.abc.true"), 0, true },
        { STR_INIT(""), 8000, false },
        { STR_INIT("11"), 8000, false },
        { STR_INIT("dev.6"), 8000, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK(cases[i].version.p,
              version_max_props(cases[i].version) == cases[i].max_props);
        CHECK(cases[i].version.p,
              version_shows_files(cases[i].version) == cases[i].shows_files);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_says_what_a_server_can_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
