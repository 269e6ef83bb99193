#include "runtime/base/count_of.h"
#include "runtime/value/value.h"

#include "tests/support/test.h"

static const char *shown(nanos duration)
{
    static struct buffer out;

    buffer_clear(&out);
    duration_show(duration, &out);
    return buffer_text(&out);
}

/* What the literal means, or -1 where it is none. */
static nanos parsed(const char *text)
{
    nanos duration;

    return duration_parse(text, strlen(text), &duration) ? duration : -1;
}

TEST(shown_as_the_shortest_literal)
{
    CHECK_TEXT(shown(0), "0s");
    CHECK_TEXT(shown(400), "0s");
    CHECK_TEXT(shown(-400), "0s");
    CHECK_TEXT(shown(500), "1us");
    CHECK_TEXT(shown(40 * NANOS_PER_US), "40us");
    CHECK_TEXT(shown(12300 * NANOS_PER_US), "12.3ms");
    CHECK_TEXT(shown(250 * NANOS_PER_MS), "250ms");
    CHECK_TEXT(shown(999999500), "1s");
    CHECK_TEXT(shown(1500 * NANOS_PER_MS), "1.5s");
    CHECK_TEXT(shown(90 * NANOS_PER_S), "1m30s");
    CHECK_TEXT(shown(120 * NANOS_PER_S), "2m");
    CHECK_TEXT(shown(5400 * NANOS_PER_S), "1h30m");
    CHECK_TEXT(shown(3600 * NANOS_PER_S + 250 * NANOS_PER_MS), "1h0.25s");
    CHECK_TEXT(shown(-90 * NANOS_PER_S), "-1m30s");
    CHECK_TEXT(shown(INT64_MIN), "-2562047h47m16.854776s");
}

TEST(literals_are_read)
{
    CHECK_INT(parsed("250ms"), 250 * NANOS_PER_MS);
    CHECK_INT(parsed("1.5s"), 1500 * NANOS_PER_MS);
    CHECK_INT(parsed("1h30m"), 5400 * NANOS_PER_S);
    CHECK_INT(parsed("40us"), 40 * NANOS_PER_US);
    CHECK_INT(parsed("1h0.25s"), 3600 * NANOS_PER_S + 250 * NANOS_PER_MS);
    CHECK_INT(parsed("1m500ms"), 60 * NANOS_PER_S + 500 * NANOS_PER_MS);
    CHECK_INT(parsed("0.0000000019s"), 1);
    CHECK_INT(parsed("0s"), 0);
}

TEST(other_texts_are_no_literals)
{
    static const char *const texts[] = {
        "",    "5",     "s",    "5sec",   "1.s",  ".5s",       "-1s", "+1s", "1 s",
        "1s ", "30m1h", "1s1s", "1.5h3m", "1e3s", "99999999h", "1S",  "5m5", "99999999999999999999s"};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (parsed(texts[i]) != -1)
            printf("# %s\n", texts[i]);
        CHECK_INT(parsed(texts[i]), -1);
    }
}

TEST(what_is_shown_reads_back)
{
    for (nanos duration = NANOS_PER_US; duration < 400000 * NANOS_PER_S; duration = duration * 3 / 2 + 7000) {
        nanos microseconds = (duration + 500) / 1000;

        CHECK_INT(parsed(shown(duration)), microseconds * 1000);
    }
}

TEST_MAIN(RUN(shown_as_the_shortest_literal); RUN(literals_are_read); RUN(other_texts_are_no_literals);
          RUN(what_is_shown_reads_back))
