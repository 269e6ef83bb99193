#include "compiler/diag/suggest.h"

#include "tests/support/test.h"

#include <string.h>

TEST(distance_counts_edits)
{
    CHECK_INT(suggest_distance("token", "token", 9), 0);
    CHECK_INT(suggest_distance("tokn", "token", 9), 1);
    CHECK_INT(suggest_distance("tkoen", "token", 9), 1); /* neighbors swapped */
    CHECK_INT(suggest_distance("Token", "token", 9), 0); /* capitals */
    CHECK_INT(suggest_distance("kitten", "sitting", 9), 3);
    CHECK_INT(suggest_distance("", "abc", 9), 3);
}

TEST(distance_stops_at_the_bound)
{
    CHECK_INT(suggest_distance("kitten", "sitting", 2), 2);
    char word[100];
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    CHECK_INT(suggest_distance(word, word, 5), 5); /* too long to be looked at */
}

TEST(nearest_is_within_a_third)
{
    static const char *const words[] = {"weight", "fixed", "times", "tags", NULL};
    CHECK_TEXT(suggest_nearest("wieght", words), "weight");
    CHECK_TEXT(suggest_nearest("tag", words), "tags");
    CHECK(suggest_nearest("priority", words) == NULL);
    CHECK(suggest_nearest("x", words) == NULL);
}

TEST_MAIN(RUN(distance_counts_edits); RUN(distance_stops_at_the_bound); RUN(nearest_is_within_a_third))
