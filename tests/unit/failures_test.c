/* Failures and errors are grouped by their texts, masked, and bounded. */
#include "runtime/stats/failures.h"

#include "runtime/base/alloc.h"
#include "runtime/base/mask.h"
#include "tests/support/test.h"

#include <stdio.h>

static void fail(struct failures *failures, const char *name, const char *error, const char *actual,
                 int64_t when)
{
    failures_record(failures, &(struct failure_event){
                                  .method = "GET",
                                  .name = name,
                                  .error = error,
                                  .error_length = strlen(error),
                                  .actual = actual,
                                  .actual_length = actual ? strlen(actual) : 0,
                                  .when = when,
                              });
}

static const struct tally_group *group(const struct failures *failures, size_t i)
{
    return &failures->tally.groups.items[i];
}

TEST(grouped_by_method_name_and_error)
{
    struct failures failures = {0};
    fail(&failures, "/a", "expect status == 200", "503", 1000);
    fail(&failures, "/a", "expect status == 200", "404", 3000);
    fail(&failures, "/b", "expect status == 200", NULL, 2000);
    fail(&failures, "/a", "connection refused", NULL, 4000);
    CHECK_INT(failures.tally.groups.count, 3);
    CHECK_TEXT(group(&failures, 0)->texts[0], "GET");
    CHECK_TEXT(group(&failures, 0)->texts[1], "/a");
    CHECK_TEXT(group(&failures, 0)->texts[2], "expect status == 200");
    CHECK_TEXT(group(&failures, 0)->detail, "503");
    CHECK_INT(group(&failures, 0)->occurrences, 2);
    CHECK_INT(group(&failures, 0)->first_seen, 1000);
    CHECK_INT(group(&failures, 0)->last_seen, 3000);
    CHECK_TEXT(group(&failures, 1)->detail, "");
    CHECK_INT(tally_occurrences(&failures.tally), 4);
    failures_clear(&failures);
    CHECK_INT(tally_occurrences(&failures.tally), 0);
}

/* The texts ("a", "b c") and ("a b", "c") are different groups. */
TEST(texts_do_not_run_together)
{
    struct failures failures = {0};
    fail(&failures, "/a", "bc", NULL, 1);
    fail(&failures, "/ab", "c", NULL, 1);
    CHECK_INT(failures.tally.groups.count, 2);
    failures_clear(&failures);
}

TEST(merging_adds_and_keeps_the_earliest_sample)
{
    struct failures one = {0}, other = {0};
    fail(&one, "/a", "e", "later", 500);
    fail(&other, "/a", "e", "earlier", 100);
    fail(&other, "/a", "e", "last", 900);
    fail(&other, "/c", "e", "c", 50);
    failures_merge(&one, &other);
    CHECK_INT(one.tally.groups.count, 2);
    CHECK_INT(group(&one, 0)->occurrences, 3);
    CHECK_TEXT(group(&one, 0)->detail, "earlier");
    CHECK_INT(group(&one, 0)->first_seen, 100);
    CHECK_INT(group(&one, 0)->last_seen, 900);
    CHECK_TEXT(group(&one, 1)->texts[1], "/c");
    failures_clear(&one);
    failures_clear(&other);
}

static void fail_often(struct failures *failures, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char error[32];
        snprintf(error, sizeof error, "error %d", i);
        fail(failures, "/a", error, error, i);
    }
}

TEST(a_thousand_groups_and_the_rest)
{
    struct failures failures = {0}, total = {0};
    fail_often(&failures, 0, TALLY_GROUPS + 500);
    fail_often(&failures, 0, 1);
    CHECK_INT(failures.tally.groups.count, TALLY_GROUPS + 1);
    CHECK_INT(tally_occurrences(&failures.tally), TALLY_GROUPS + 501);
    CHECK_INT(group(&failures, 0)->occurrences, 2);
    CHECK_TEXT(group(&failures, TALLY_GROUPS)->texts[0], "");
    CHECK_TEXT(group(&failures, TALLY_GROUPS)->texts[2], TALLY_OTHER);
    CHECK_INT(group(&failures, TALLY_GROUPS)->occurrences, 500);
    CHECK_INT(group(&failures, TALLY_GROUPS)->first_seen, TALLY_GROUPS);
    CHECK_INT(group(&failures, TALLY_GROUPS)->last_seen, TALLY_GROUPS + 499);

    fail_often(&total, 90000, 10);
    failures_merge(&total, &failures);
    failures_merge(&total, &failures);
    CHECK_INT(total.tally.groups.count, TALLY_GROUPS + 1);
    CHECK_INT(group(&total, TALLY_GROUPS)->occurrences, 2 * (500 + 10));
    CHECK_INT(tally_occurrences(&total.tally), 10 + 2 * (TALLY_GROUPS + 501));
    failures_clear(&failures);
    failures_clear(&total);
}

/* Neither the first that didn't fit nor an earlier one of another reactor lends it a sample. */
TEST(the_rest_has_no_sample)
{
    struct failures failures = {0}, other = {0};
    fail_often(&failures, 5, TALLY_GROUPS + 1);
    fail_often(&other, 50000, TALLY_GROUPS);
    fail(&other, "/a", "early", "early", 1);
    failures_merge(&failures, &other);
    const struct tally_group *rest = group(&failures, TALLY_GROUPS);
    CHECK_TEXT(rest->texts[2], TALLY_OTHER);
    CHECK_TEXT(rest->detail, "");
    CHECK_INT(rest->first_seen, 1);
    fail(&failures, "/a", "earlier", "earlier", 0);
    CHECK_INT(rest->first_seen, 0);
    CHECK_TEXT(rest->detail, "");
    failures_clear(&failures);
    failures_clear(&other);
}

TEST(secrets_are_masked)
{
    struct failures failures = {0};
    mask_add("hunter2-secret", 14);
    fail(&failures, "/login", "no hunter2-secret here", "got hunter2-secret", 1);
    CHECK_TEXT(group(&failures, 0)->texts[2], "no *** here");
    CHECK_TEXT(group(&failures, 0)->detail, "got ***");
    failures_clear(&failures);
}

/* 256 bytes are kept, and no half character: a euro sign (3 bytes) from 253 on just fits. */
TEST(samples_are_cut_at_a_character)
{
    struct failures failures = {0};
    for (int before = 252; before <= 256; before++) {
        char sample[300], name[16];
        snprintf(sample, sizeof sample, "%0*d\xE2\x82\xAC and more", before, 0);
        snprintf(name, sizeof name, "%d", before);
        fail(&failures, name, "e", sample, 1);
    }
    static const size_t want[] = {256, 256, 254, 255, 256};
    for (size_t i = 0; i < 5; i++)
        CHECK_INT(strlen(group(&failures, i)->detail), want[i]);
    failures_clear(&failures);
}

/* A secret that reaches over the cut must not show its first half. */
TEST(a_secret_at_the_cut)
{
    struct failures failures = {0};
    char sample[300];
    mask_add("hunter2-secret", 14);
    memset(sample, 'y', sizeof sample);
    memcpy(sample + 250, "hunter2-secret", 14);
    sample[299] = '\0';
    fail(&failures, "/login", "e", sample, 1);
    CHECK(strstr(group(&failures, 0)->detail, "hunter") == NULL);
    CHECK_TEXT(group(&failures, 0)->detail + 250, "***yyy");
    failures_clear(&failures);
}

TEST(errors_by_place_and_message)
{
    struct errors errors = {0}, total = {0};
    errors_record(&errors, "a.swarm:3", "division by 0", "in task browse\nin user shopper", 10);
    errors_record(&errors, "a.swarm:3", "division by 0", "in task other", 20);
    errors_record(&errors, "a.swarm:4", "division by 0", "", 30);
    errors_merge(&total, &errors);
    CHECK_INT(total.tally.groups.count, 2);
    CHECK_TEXT(total.tally.groups.items[0].texts[1], "a.swarm:3");
    CHECK_TEXT(total.tally.groups.items[0].texts[2], "division by 0");
    CHECK_TEXT(total.tally.groups.items[0].detail, "in task browse\nin user shopper");
    CHECK_INT(total.tally.groups.items[0].occurrences, 2);
    for (int i = 0; i < TALLY_GROUPS + 3; i++) {
        char message[32];
        snprintf(message, sizeof message, "message %d", i);
        errors_record(&total, "b.swarm:1", message, "", 40);
    }
    CHECK_INT(total.tally.groups.count, TALLY_GROUPS + 1);
    CHECK_TEXT(total.tally.groups.items[TALLY_GROUPS].texts[2], TALLY_OTHER);
    CHECK_INT(total.tally.groups.items[TALLY_GROUPS].occurrences, 5);
    errors_clear(&errors);
    errors_clear(&total);
}

TEST_MAIN(RUN(grouped_by_method_name_and_error); RUN(texts_do_not_run_together);
          RUN(merging_adds_and_keeps_the_earliest_sample); RUN(a_thousand_groups_and_the_rest);
          RUN(the_rest_has_no_sample); RUN(secrets_are_masked); RUN(samples_are_cut_at_a_character);
          RUN(a_secret_at_the_cut); RUN(errors_by_place_and_message))
