#include "runtime/base/count_of.h"
#include "runtime/text/number.h"

#include "tests/support/test.h"

#include <math.h>

static enum number_outcome outcome(const char *text)
{
    int64_t number;

    return int_parse(text, strlen(text), &number);
}

static int64_t whole(const char *text)
{
    int64_t number = -77;

    int_parse(text, strlen(text), &number);
    return number;
}

static double real(const char *text)
{
    double number;

    return float_parse(text, strlen(text), &number) ? number : NAN;
}

TEST(whole_numbers)
{
    CHECK_INT(whole("0"), 0);
    CHECK_INT(whole("-0012"), -12);
    CHECK_INT(whole("+5"), 5);
    CHECK_INT(whole("9223372036854775807"), INT64_MAX);
    CHECK_INT(whole("-9223372036854775808"), INT64_MIN);
}

TEST(what_is_no_whole_number)
{
    CHECK_INT(outcome("9223372036854775808"), NUMBER_TOO_LARGE);
    CHECK_INT(outcome("-99999999999999999999999"), NUMBER_TOO_LARGE);
    CHECK_INT(outcome("99999999999999999999999x"), NUMBER_MALFORMED);
    CHECK_INT(outcome(""), NUMBER_MALFORMED);
    CHECK_INT(outcome("-"), NUMBER_MALFORMED);
    CHECK_INT(outcome("1 "), NUMBER_MALFORMED);
    CHECK_INT(outcome("0x1"), NUMBER_MALFORMED);
    CHECK_INT(outcome("1.0"), NUMBER_MALFORMED);
}

TEST(decimal_numbers)
{
    CHECK(real("1.5") == 1.5);
    CHECK(real("-.5e1") == -5);
    CHECK(real("5.") == 5);
    CHECK(real("+1E-2") == 0.01);
    CHECK(signbit(real("-0.0")));
    CHECK(real("9007199254740993") == 9007199254740992.0);
    CHECK(real("0.1e-6") == 1e-7);
    CHECK(real("123456789e-30") == 123456789e-30);
    CHECK(real("1e999999999999999999999") == INFINITY);
    CHECK(real("1e-999999999999999999999") == 0);
    CHECK(real("2.2250738585072011e-308") == 2.2250738585072011e-308);
    CHECK(real("1448997445238699") == 1448997445238699.0);
}

TEST(what_is_no_decimal_number)
{
    static const char *const texts[] = {"",   ".",  "-",     "e5",  "1e",  "1e+", "1.2.3",
                                        " 1", "1 ", "0x1p3", "inf", "nan", "1,5"};

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        CHECK(isnan(real(texts[i])));
}

TEST_MAIN(RUN(whole_numbers); RUN(what_is_no_whole_number); RUN(decimal_numbers);
          RUN(what_is_no_decimal_number))
