/* What the texts of a catalogue say: in two languages, to "du" and "Sie". */
#include "check.h"

#include "base/arena.h"
#include "sample_texts.h"

struct fixture {
    struct texts *texts;
    struct arena *mem;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){ texts_new(), arena_new() };
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    texts_free(f->texts);
    arena_free(f->mem);
    return 0;
}

static struct speech speak(void **state, enum lang lang, bool formal)
{
    struct fixture *f = *state;
    return (struct speech){ f->texts, lang, formal, f->mem };
}

static void plain_texts_are_said_as_they_stand(void **state)
{
    struct speech en = speak(state, LANG_EN, false), de = speak(state, LANG_DE, true);
    CHECK_STR("en", sample_plain(&en), STR("It's plain, don't worry"));
    CHECK_STR("de", sample_plain(&de), STR("Das ist ' einfach"));
    CHECK_STR("braces", sample_braces(&en, STR("it")), STR("Write {like this} for it"));
    CHECK_STR("braces", sample_braces(&de, STR("es")), STR("Für es {so} schreiben"));
}

static void arguments_are_never_read_as_patterns(void **state)
{
    struct speech en = speak(state, LANG_EN, false), de = speak(state, LANG_DE, false);
    CHECK_STR("spliced", sample_greeting(&en, STR("O'Neil {x} \\ #"), STR("{0}")),
              STR("Hello O'Neil {x} \\ #, meet {0}; bye O'Neil {x} \\ #"));
    CHECK_STR("formatted", sample_posts(&en, 2, STR("{0} '' O'Neil #")),
              STR("2 posts for {0} '' O'Neil #"));
    CHECK_STR("empty", sample_greeting(&de, STR(""), (struct str){ NULL, 0 }),
              STR("Hallo , das ist ; tschüss "));
    CHECK_STR("not UTF-8",
              sample_posts(&en, 1,
                           STR("a\xff"
                               "b")),
              STR("One post for a\xEF\xBF\xBD"
                  "b"));
}

static void plurals_and_numbers_follow_the_language(void **state)
{
    static const struct {
        const char *label;
        int64_t n;
        struct str en, de;
    } cases[] = {
        { "none", 0, STR_INIT("No posts for X"), STR_INIT("Keine Posts für X") },
        { "one", 1, STR_INIT("One post for X"), STR_INIT("Ein Post für X") },
        { "two", 2, STR_INIT("2 posts for X"), STR_INIT("2 Posts für X") },
        { "many", 3000, STR_INIT("3,000 posts for X"), STR_INIT("3.000 Posts für X") },
        { "less", -5, STR_INIT("-5 posts for X"), STR_INIT("-5 Posts für X") },
        { "huge", 9007199254740991, STR_INIT("9,007,199,254,740,991 posts for X"),
          STR_INIT("9.007.199.254.740.991 Posts für X") },
    };
    struct speech en = speak(state, LANG_EN, false), de = speak(state, LANG_DE, false);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_STR(cases[i].label, sample_posts(&en, cases[i].n, STR("X")), cases[i].en);
        CHECK_STR(cases[i].label, sample_posts(&de, cases[i].n, STR("X")), cases[i].de);
    }
    CHECK_STR("ordinal", sample_place(&en, 2, 1500), STR("2nd of 1,500: 1,500"));
    CHECK_STR("ordinal", sample_place(&en, 13, 20), STR("13th of 20: 20"));
    CHECK_STR("ordinal", sample_place(&de, 2, 1500), STR("2. von 1.500: 1.500"));
}

static void arguments_keep_their_places(void **state)
{
    struct speech en = speak(state, LANG_EN, false), de = speak(state, LANG_DE, false);
    CHECK_STR("en", sample_mixed(&en, STR("Ann"), 1, 2, 3, STR("Rome")),
              STR("Ann has 1 and 2 and 3 in Rome"));
    CHECK_STR("de", sample_mixed(&de, STR("Ann"), 1, 2, 3, STR("Rom")),
              STR("In Rom hat Ann 3, 2, 1"));
    CHECK_STR("select", sample_kind(&en, STR("job"), STR("Ann")), STR("a job by Ann"));
    CHECK_STR("select", sample_kind(&de, STR("x"), STR("Ann")), STR("ein Post von Ann"));
}

static void whoever_chose_sie_is_addressed_so(void **state)
{
    struct speech du = speak(state, LANG_DE, false), sie = speak(state, LANG_DE, true);
    struct speech en = speak(state, LANG_EN, true);
    CHECK_STR("du", sample_ready(&du, STR("X")), STR("Dein Post für X ist fertig"));
    CHECK_STR("Sie", sample_ready(&sie, STR("X")), STR("Ihr Post für X ist fertig"));
    CHECK_STR("en", sample_ready(&en, STR("X")), STR("Your post for X is ready"));
    CHECK_STR("du", sample_ready_many(&du, 2), STR("Deine 2 Posts"));
    CHECK_STR("Sie", sample_ready_many(&sie, 2), STR("Ihre 2 Posts"));
    CHECK_STR("Sie", sample_ready_many(&sie, 1), STR("Ihr Post"));
}

static void long_results_are_whole(void **state)
{
    struct fixture *f = *state;
    struct speech en = speak(state, LANG_EN, false);
    char *long_name = arena_alloc(f->mem, 5000, 1);
    memset(long_name, 'n', 5000);
    struct str name = { long_name, 5000 };
    CHECK_STR("formatted", sample_posts(&en, 2, name),
              arena_join(f->mem, (struct str[]){ STR("2 posts for "), name }, 2));
}

#define RUN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(plain_texts_are_said_as_they_stand),
        RUN(arguments_are_never_read_as_patterns),
        RUN(plurals_and_numbers_follow_the_language),
        RUN(arguments_keep_their_places),
        RUN(whoever_chose_sie_is_addressed_so),
        RUN(long_results_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
