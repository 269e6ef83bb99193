#include "runtime/text/cookie_date.h"

#include "tests/support/test.h"

/* Seconds since 1970, or -1 where it is no date. */
static int64_t seconds_of(const char *text)
{
    int64_t seconds;

    return cookie_date_parse(text, strlen(text), &seconds) ? seconds : -1;
}

TEST(the_formats_of_http_are_read)
{
    CHECK_INT(seconds_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    CHECK_INT(seconds_of("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
    CHECK_INT(seconds_of("Sun Nov  6 08:49:37 1994"), 784111777);
}

TEST(order_and_punctuation_dont_matter)
{
    CHECK_INT(seconds_of("1994 nov 6 8:49:37"), 784111777);
    CHECK_INT(seconds_of("08:49:37 6-NOVEMBER-1994"), 784111777);
    CHECK_INT(seconds_of("\"Sun, 06 Nov 1994 08:49:37 UTC+1\""), 784111777);
    CHECK_INT(seconds_of("6th Nov 1994 08:49:37"), 784111777);
    CHECK_INT(seconds_of("06 Nov 1994 08:49:37.000"), 784111777);
}

TEST(years_of_two_digits_are_near)
{
    CHECK_INT(seconds_of("01 Jan 70 00:00:00"), 0);
    CHECK_INT(seconds_of("01 Jan 69 00:00:00"), 3124224000);
    CHECK_INT(seconds_of("01 Jan 00 00:00:00"), 946684800);
    CHECK_INT(seconds_of("31 Dec 99 23:59:59"), 946684799);
}

TEST(far_times_are_read)
{
    CHECK_INT(seconds_of("19 Jan 2038 03:14:08"), 2147483648);
    CHECK_INT(seconds_of("31 Dec 9999 23:59:59"), 253402300799);
    CHECK(seconds_of("01 Jan 1601 00:00:00") < -1);
    CHECK_INT(seconds_of("29 Feb 2000 12:00:00"), 951825600);
}

TEST(what_is_no_date_is_none)
{
    CHECK_INT(seconds_of(""), -1);
    CHECK_INT(seconds_of("soon"), -1);
    CHECK_INT(seconds_of("06 Nov 1994"), -1);
    CHECK_INT(seconds_of("06 Nov 08:49:37"), -1);
    CHECK_INT(seconds_of("Nov 1994 08:49:37"), -1);
    CHECK_INT(seconds_of("00 Nov 1994 08:49:37"), -1);
    CHECK_INT(seconds_of("32 Nov 1994 08:49:37"), -1);
    CHECK_INT(seconds_of("30 Feb 1994 08:49:37"), -1);
    CHECK_INT(seconds_of("06 Nov 1600 08:49:37"), -1);
    CHECK_INT(seconds_of("06 Nov 1994 24:00:00"), -1);
    CHECK_INT(seconds_of("06 Nov 1994 08:60:00"), -1);
    CHECK_INT(seconds_of("06 Nov 1994 08:49:60"), -1);
    CHECK_INT(seconds_of("06 Nov 1994 008:49:37"), -1);
    CHECK_INT(seconds_of("006 Nov 19945 08:49:37"), -1);
}

TEST_MAIN(RUN(the_formats_of_http_are_read); RUN(order_and_punctuation_dont_matter);
          RUN(years_of_two_digits_are_near); RUN(far_times_are_read); RUN(what_is_no_date_is_none))
