/* The unit-test harness. A test is a function; a failed check prints the actual and the expected value.
 *
 *     TEST(arena_is_aligned) { CHECK_INT((uintptr_t)arena_alloc(&a, 1) % 16, 0); }
 *     TEST_MAIN(RUN(arena_is_aligned))
 *
 * For each test it prints a `#` line per failed check, then `ok - file: name` or `not ok - file: name`, and
 * at the end the plan `1..N`. Output without a plan means that the program ended early. */
#ifndef SWARM_TESTS_SUPPORT_TEST_H
#define SWARM_TESTS_SUPPORT_TEST_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int test_failures; /* of the running test */
static int tests_run;     /* of the program */
static int tests_not_ok;

#define TEST(name) static void test_##name(void)

#define RUN(name)                                                                                            \
    do {                                                                                                     \
        test_failures = 0;                                                                                   \
        test_##name();                                                                                       \
        printf("%s - %s: %s\n", test_failures ? "not ok" : "ok", test_file(), #name);                        \
        tests_run++;                                                                                         \
        tests_not_ok += test_failures != 0;                                                                  \
        fflush(stdout);                                                                                      \
    } while (0)

#define TEST_MAIN(...)                                                                                       \
    static const char *test_file(void)                                                                       \
    {                                                                                                        \
        const char *slash = strrchr(__FILE__, '/');                                                          \
        return slash ? slash + 1 : __FILE__;                                                                 \
    }                                                                                                        \
    int main(void)                                                                                           \
    {                                                                                                        \
        __VA_ARGS__;                                                                                         \
        printf("1..%d\n", tests_run);                                                                        \
        return tests_not_ok ? 1 : 0;                                                                         \
    }

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            test_failures++;                                                                                 \
            printf("# %s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                           \
        }                                                                                                    \
    } while (0)

#define CHECK_INT(got, want)                                                                                 \
    do {                                                                                                     \
        intmax_t check_got = (intmax_t)(got), check_want = (intmax_t)(want);                                 \
        if (check_got != check_want) {                                                                       \
            test_failures++;                                                                                 \
            printf("# %s:%d: %s is %" PRIdMAX ", not %" PRIdMAX "\n", __FILE__, __LINE__, #got, check_got,   \
                   check_want);                                                                              \
        }                                                                                                    \
    } while (0)

#define CHECK_TEXT(got, want)                                                                                \
    do {                                                                                                     \
        const char *check_got = (got), *check_want = (want);                                                 \
        if (!check_got || strcmp(check_got, check_want) != 0) {                                              \
            test_failures++;                                                                                 \
            printf("# %s:%d: %s is\n#   %s\n# not\n#   %s\n", __FILE__, __LINE__, #got,                      \
                   check_got ? check_got : "(null)", check_want);                                            \
        }                                                                                                    \
    } while (0)

#define CHECK_FLOAT(got, want, tolerance)                                                                    \
    do {                                                                                                     \
        double check_got = (got), check_want = (want), check_off = check_got - check_want;                   \
        if (!(check_off <= (tolerance) && -check_off <= (tolerance))) {                                      \
            test_failures++;                                                                                 \
            printf("# %s:%d: %s is %g, not %g\n", __FILE__, __LINE__, #got, check_got, check_want);          \
        }                                                                                                    \
    } while (0)

#endif
