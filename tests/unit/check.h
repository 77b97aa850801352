/* What every unit test needs: cmocka and checks of our own types. */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEST(name) static void name(void **state_ __attribute__((unused)))

/* Fails with both texts shown when they differ; `label` names the case. */
#define CHECK_STR(label, got, want)                                                      \
    check_str_at((label), (got), (want), __FILE__, __LINE__)

/* What CHECK_STR calls. */
static inline void check_str_at(const char *label, struct str got, struct str want,
                                const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("%s: got \"" STR_FMT "\", want \"" STR_FMT "\"\n", label, STR_ARG(got),
                STR_ARG(want));
    _fail(file, line);
}

/* Fails with the case's label. */
#define CHECK(label, cond)                                                               \
    do {                                                                                 \
        if (!(cond)) {                                                                   \
            print_error("%s: %s\n", (label), #cond);                                     \
            _fail(__FILE__, __LINE__);                                                   \
        }                                                                                \
    } while (0)

#endif
