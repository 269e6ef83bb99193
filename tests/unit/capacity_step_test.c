/* The results of steps of a capacity search, for measurements made by hand. */
#include "runtime/engine/capacity_step.h"

#include "runtime/engine/capacity_choice.h"

#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

#define MS NANOS_PER_MS
#define S NANOS_PER_S

/* Ten seconds with so many users. */
struct scene {
    struct totals *window;
    struct stats *reactor;
    struct waiting waiting[100];
    size_t waiting_count;
    uint64_t users;
    nanos strained;
};

static struct scene scene_of(uint64_t users)
{
    return (struct scene){.window = totals_new(names, NAMES, at(NANOS_PER_S), 0),
                          .reactor = stats_new(names, NAMES),
                          .users = users};
}

static void ended(struct scene *scene, uint32_t row, int count, nanos time, bool failed)
{
    struct sample sample = plain(row, time);
    sample.failed = failed;
    for (int i = 0; i < count; i++)
        stats_record(scene->reactor, &sample);
    totals_merge(scene->window, scene->reactor->set);
    stats_set_clear(scene->reactor->set);
}

static void waits(struct scene *scene, uint32_t row, int count, nanos age)
{
    for (int i = 0; i < count; i++)
        scene->waiting[scene->waiting_count++] = (struct waiting){.row = row, .name = names[row], .age = age};
}

static const struct threshold fast = {
    .metric = THRESHOLD_PERCENTILE, .percent = 95, .op = THRESHOLD_LESS, .wanted = 2e9, .text = "p95 < 2s"};
static const struct threshold few_failed = {
    .metric = THRESHOLD_FAILED, .op = THRESHOLD_LESS, .wanted = 0.01, .text = "failed < 1%"};

static struct threshold named(const char *name, struct threshold threshold)
{
    threshold.name = name;
    return threshold;
}

/* The result of the scene, which is freed. */
static struct capacity_step result_of(struct scene *scene, const struct threshold *condition, size_t count)
{
    struct capacity_settings wish = {.condition = condition, .condition_count = count};
    struct step_measurement step = {.settings = &wish,
                                    .window = scene->window,
                                    .waiting = scene->waiting,
                                    .waiting_count = scene->waiting_count,
                                    .users = scene->users,
                                    .length = 10 * S,
                                    .overloaded = scene->strained};
    struct capacity_step result = step_evaluate(&step);
    totals_free(scene->window);
    stats_free(scene->reactor);
    return result;
}

static enum capacity_outcome outcome(struct scene *scene, struct threshold threshold)
{
    return result_of(scene, &threshold, 1).outcome;
}

TEST(numbers_of_a_step_that_holds)
{
    struct scene scene = scene_of(20);
    ended(&scene, 0, 198, 100 * MS, false);
    ended(&scene, 1, 2, 300 * MS, true);
    ended(&scene, 2, 50, 9 * S, false); /* transactions are no requests */
    struct capacity_step step = result_of(&scene, (struct threshold[]){fast}, 1);
    CHECK_INT(step.outcome, CAPACITY_MET);
    CHECK_TEXT(step.missed, "");
    CHECK_INT(step.users, 20);
    CHECK_INT(step.requests, 200);
    CHECK_INT(step.unanswered, 0);
    CHECK_FLOAT(step.rate, 20, 1e-9);
    CHECK_FLOAT(step.failed, 0.01, 1e-9);
    CHECK_FLOAT((double)step.p95, 100e6, 1e5);
}

TEST(the_first_part_that_breaks_is_named)
{
    struct scene scene = scene_of(20);
    ended(&scene, 0, 100, 3 * S, true);
    struct capacity_step step = result_of(&scene, (struct threshold[]){few_failed, fast}, 2);
    CHECK_INT(step.outcome, CAPACITY_NOT_MET);
    CHECK_TEXT(step.missed, "failed < 1%");
}

TEST(a_strained_generator_is_no_slow_server)
{
    struct scene scene = scene_of(20);
    ended(&scene, 0, 100, 3 * S, false);
    scene.strained = 6 * S;
    CHECK_INT(outcome(&scene, fast), CAPACITY_GENERATOR_LIMITED);
    scene = scene_of(20);
    ended(&scene, 0, 100, 3 * S, false);
    scene.strained = 5 * S;
    CHECK_INT(outcome(&scene, fast), CAPACITY_NOT_MET);
    scene = scene_of(20);
    ended(&scene, 0, 100, 1 * S, false);
    scene.strained = 6 * S;
    CHECK_INT(outcome(&scene, fast), CAPACITY_MET);
}

/* What is refused isn't for want of time; but it may be for want of ports. */
TEST(a_strained_generator_has_no_part_in_failures)
{
    struct scene scene = scene_of(20);
    ended(&scene, 0, 100, 1 * S, true);
    scene.strained = 9 * S;
    CHECK_INT(outcome(&scene, few_failed), CAPACITY_NOT_MET);
    scene = scene_of(20);
    ended(&scene, 0, 100, 1 * S, true);
    stats_shortage(scene.window->stats, STATS_NO_PORT);
    scene.strained = 9 * S;
    CHECK_INT(outcome(&scene, few_failed), CAPACITY_GENERATOR_LIMITED);
}

TEST(a_server_that_is_down_bears_nobody)
{
    struct scene scene = scene_of(20);
    ended(&scene, 0, 100, 1 * MS, true);
    struct capacity_step step = result_of(&scene, (struct threshold[]){fast}, 1);
    CHECK_INT(step.outcome, CAPACITY_NOT_MET);
    CHECK_TEXT(step.missed, "every request failed");
    scene = scene_of(20);
    ended(&scene, 0, 100, 1 * MS, true);
    ended(&scene, 0, 1, 1 * MS, false);
    CHECK_INT(outcome(&scene, fast), CAPACITY_MET);
    struct threshold any = {
        .metric = THRESHOLD_FAILED, .op = THRESHOLD_LESS_EQUAL, .wanted = 1, .text = "failed <= 100%"};
    scene = scene_of(20);
    ended(&scene, 0, 100, 1 * MS, true);
    CHECK_INT(outcome(&scene, any), CAPACITY_MET);
}

/* 8 users are served, 500 requests each; the others stand. By the samples alone all is well. */
TEST(users_without_an_answer_count_as_much_as_the_others)
{
    struct scene scene = scene_of(16);
    ended(&scene, 0, 4000, 20 * MS, false);
    waits(&scene, 0, 8, 11 * S);
    struct capacity_step step = result_of(&scene, (struct threshold[]){few_failed, fast}, 2);
    CHECK_INT(step.outcome, CAPACITY_NOT_MET);
    CHECK_TEXT(step.missed, "p95 < 2s");
    CHECK_INT(step.unanswered, 8);
    CHECK_INT(step.requests, 4000);
    CHECK_FLOAT(step.rate, 400, 1e-9);
    CHECK_FLOAT((double)step.p95, 11e9, 2e7);
}

/* Three of a hundred are less than five percent of the requests. */
TEST(a_few_without_an_answer_are_within_a_percentile)
{
    struct scene scene = scene_of(100);
    ended(&scene, 0, 4000, 20 * MS, false);
    waits(&scene, 0, 3, 11 * S);
    CHECK_INT(outcome(&scene, fast), CAPACITY_MET);
    scene = scene_of(100);
    ended(&scene, 0, 4000, 20 * MS, false);
    waits(&scene, 0, 6, 11 * S);
    CHECK_INT(outcome(&scene, fast), CAPACITY_NOT_MET);
}

TEST(a_server_that_answers_nobody)
{
    struct scene scene = scene_of(5);
    waits(&scene, 0, 5, 11 * S);
    CHECK_INT(outcome(&scene, fast), CAPACITY_NOT_MET);
    scene = scene_of(5);
    waits(&scene, 0, 5, 11 * S);
    CHECK_INT(outcome(&scene, few_failed), CAPACITY_NOT_MET);
}

TEST(an_answer_may_take_longer_than_a_step)
{
    struct threshold patient = fast;
    patient.wanted = 20e9;
    struct scene scene = scene_of(1);
    waits(&scene, 0, 1, 12 * S);
    CHECK_INT(outcome(&scene, patient), CAPACITY_MET);
}

TEST(only_what_the_condition_is_about_is_waited_for)
{
    struct scene scene = scene_of(2);
    ended(&scene, 1, 100, 20 * MS, false);
    waits(&scene, 0, 1, 11 * S);
    CHECK_INT(outcome(&scene, named("POST /a", fast)), CAPACITY_MET);
    scene = scene_of(2);
    ended(&scene, 1, 100, 20 * MS, false);
    waits(&scene, 0, 1, 11 * S);
    CHECK_INT(outcome(&scene, named("GET /a", fast)), CAPACITY_NOT_MET);
}

/* The user waits for a request in it, and is one user. */
TEST(a_transaction_that_is_not_over)
{
    struct scene scene = scene_of(2);
    ended(&scene, 0, 100, 20 * MS, false);
    ended(&scene, 2, 100, 40 * MS, false);
    waits(&scene, 0, 1, 11 * S);
    waits(&scene, 2, 1, 12 * S);
    struct capacity_step step = result_of(&scene, (struct threshold[]){named("buy", fast)}, 1);
    CHECK_INT(step.outcome, CAPACITY_NOT_MET);
    CHECK_INT(step.unanswered, 1);
}

TEST(what_nobody_got_to_says_nothing)
{
    struct scene scene = scene_of(1);
    CHECK_INT(outcome(&scene, fast), CAPACITY_MET);
    scene = scene_of(2);
    ended(&scene, 0, 100, 20 * MS, false);
    CHECK_INT(outcome(&scene, named("buy", fast)), CAPACITY_MET);
    scene = scene_of(2);
    ended(&scene, 0, 100, 20 * MS, false);
    CHECK_INT(outcome(&scene, named("buy", few_failed)), CAPACITY_MET);
}

TEST(among_many_there_should_be_one)
{
    struct scene scene = scene_of(2);
    ended(&scene, 0, 1000, 20 * MS, false);
    CHECK_INT(outcome(&scene, named("buy", fast)), CAPACITY_NOT_MET);
    scene = scene_of(1000);
    CHECK_INT(outcome(&scene, fast), CAPACITY_NOT_MET);
}

TEST(numbers_of_requests_are_known_without_any)
{
    struct threshold many = {
        .metric = THRESHOLD_RPS, .op = THRESHOLD_GREATER, .wanted = 5, .text = "rps > 5"};
    struct scene scene = scene_of(1);
    CHECK_INT(outcome(&scene, many), CAPACITY_NOT_MET);
    /* Those that are waited for haven't been made. */
    scene = scene_of(2);
    ended(&scene, 0, 40, 8 * S, false);
    waits(&scene, 0, 1, 11 * S);
    many.op = THRESHOLD_LESS;
    many.wanted = 5.1;
    CHECK_INT(outcome(&scene, many), CAPACITY_MET);
}

TEST(a_name_that_nothing_has)
{
    struct scene scene = scene_of(1);
    ended(&scene, 0, 10, 20 * MS, false);
    CHECK_INT(outcome(&scene, named("/typo", fast)), CAPACITY_NOT_MET);
    /* An interpolated one, which came by in an earlier step. */
    scene = scene_of(1);
    record_names(scene.window->stats, 7, 1);
    totals_reset(scene.window, at(0), 0);
    ended(&scene, 0, 10, 20 * MS, false);
    CHECK_INT(outcome(&scene, named("/item/7", fast)), CAPACITY_MET);
}

/* 4 workers that take 50 ms for a request serve 80 a second, so with more than 4 users each answer takes
 * users / 80 s: 23 users are the most with less than 300 ms. */
TEST(the_capacity_of_a_server_that_arithmetic_knows)
{
    struct threshold quick = fast;
    struct capacity_choice choice;

    quick.wanted = 300e6;
    capacity_choice_init(&choice, UINT64_MAX);
    while (choice.phase != CAPACITY_OVER) {
        struct scene scene = scene_of(choice.users);
        nanos time = choice.users > 4 ? (nanos)choice.users * S / 80 : 50 * MS;

        ended(&scene, 0, (int)(choice.users * 10 * S / time), time, false);
        capacity_choice_learn(&choice, outcome(&scene, quick));
    }
    CHECK_INT(choice.end, CAPACITY_FOUND);
    CHECK_INT(choice.met, 23);
}

TEST_MAIN(RUN(numbers_of_a_step_that_holds); RUN(the_first_part_that_breaks_is_named);
          RUN(a_strained_generator_is_no_slow_server); RUN(a_strained_generator_has_no_part_in_failures);
          RUN(a_server_that_is_down_bears_nobody); RUN(users_without_an_answer_count_as_much_as_the_others);
          RUN(a_few_without_an_answer_are_within_a_percentile); RUN(a_server_that_answers_nobody);
          RUN(an_answer_may_take_longer_than_a_step); RUN(only_what_the_condition_is_about_is_waited_for);
          RUN(a_transaction_that_is_not_over); RUN(what_nobody_got_to_says_nothing);
          RUN(among_many_there_should_be_one); RUN(numbers_of_requests_are_known_without_any);
          RUN(a_name_that_nothing_has); RUN(the_capacity_of_a_server_that_arithmetic_knows))
