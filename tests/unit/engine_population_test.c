/* Populations that a front sets while a run goes on, in whole runs on real threads. */
#include "tests/support/program_text.h"
#include "tests/support/run_once.h"

/* Each user leaves a row of its kind when it starts, and one when it stops. */
#define KINDS                                                                                                \
    "user A weight 3 { on start { transaction \"A+\" {} } on stop { transaction \"A-\" {} }\n"               \
    "    wait 20ms task t { wait 1ms } }\n"                                                                  \
    "user B { on start { transaction \"B+\" {} } on stop { transaction \"B-\" {} }\n"                        \
    "    wait 20ms task t { wait 1ms } }\n"

enum { STEPS_MOST = 4 };

/* A population of A and B, and what it comes to. */
struct step {
    uint64_t wanted[2];
    uint64_t started[2]; /* since the run began */
    uint64_t running;    /* of both kinds */
};

struct front {
    struct control *control;
    struct step steps[STEPS_MOST];
    int count, done;
    double rate;
    uint64_t users_at[STEPS_MOST]; /* as observers heard */
    int ticks_after;               /* the last step */
};

static void population_ask(struct front *front)
{
    struct population population = population_new(2);

    population.counts[0] = front->steps[front->done].wanted[0];
    population.counts[1] = front->steps[front->done].wanted[1];
    CHECK(control_set_population(front->control, &population, front->rate));
    population_free(&population);
}

static void front_began(void *context, const struct run_settings *settings)
{
    (void)settings;
    population_ask(context);
}

static void front_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    struct front *front = context;

    (void)settings;
    front->users_at[front->done] = users;
}

/* Samples of a row; 0: there is no such row. */
static uint64_t samples(const struct snapshot *snapshot, const char *name)
{
    for (size_t i = 0; i < snapshot->row_count; i++) {
        if (strcmp(snapshot->rows[i].name, name) == 0)
            return snapshot->rows[i].requests;
    }
    return 0;
}

static bool is_reached(const struct snapshot *snapshot, const struct step *step)
{
    return snapshot->users == step->running && samples(snapshot, "A+") == step->started[0] &&
           samples(snapshot, "B+") == step->started[1];
}

/* One step after the other. Two seconds after the last one nothing has changed by itself. */
static void front_tick(void *context, const struct snapshot *snapshot)
{
    struct front *front = context;

    if (front->done < front->count) {
        if (is_reached(snapshot, &front->steps[front->done]) && ++front->done < front->count)
            population_ask(front);
    } else if (++front->ticks_after == 2) {
        CHECK(is_reached(snapshot, &front->steps[front->count - 1]));
        control_stop(front->control, "seen enough");
    }
}

static struct snapshot *run(struct front *front, const char *text, struct run_settings settings)
{
    struct program *program = program_of(text);
    struct control_observer observer = {
        .context = front, .began = front_began, .tick = front_tick, .users_reached = front_reached};
    struct snapshot *snapshot;

    settings.external_users = true;
    settings.run_time = 30 * NANOS_PER_S;
    snapshot = run_once(program, &settings, &observer, &front->control);
    CHECK_INT(front->done, front->count);
    CHECK_TEXT(snapshot->end, "seen enough");
    program_free(program);
    return snapshot;
}

TEST(populations_are_reached_and_kept)
{
    struct front front = {
        .steps = {{{5, 1}, {5, 1}, 6}, {{2, 6}, {5, 6}, 8}, {{0, 0}, {5, 6}, 0}, {{7, 3}, {12, 9}, 10}},
        .count = 4};
    struct snapshot *snapshot = run(&front, KINDS, (struct run_settings){.reactors = 3});

    for (int i = 0; i < front.count; i++)
        CHECK_INT(front.users_at[i], front.steps[i].running);
    CHECK_INT(samples(snapshot, "A-"), 12);
    CHECK_INT(samples(snapshot, "B-"), 9);
    snapshot_free(snapshot);
}

TEST(users_start_at_the_rate)
{
    struct front front = {.steps = {{{200, 100}, {200, 100}, 300}}, .count = 1, .rate = 1000};

    snapshot_free(run(&front, KINDS, (struct run_settings){.reactors = 2}));
    CHECK_INT(front.users_at[0], 300);
}

/* Users that end by themselves aren't replaced, and the run goes on without them. They are missing when the
 * same population is asked for again. */
TEST(the_same_again_replaces_those_that_ended)
{
    static const char text[] = "user A { on start { transaction \"A+\" {} } task t { stop user } }\n"
                               "user B { on start { transaction \"B+\" {} } task t { stop user } }\n";
    struct front front = {.steps = {{{4, 2}, {4, 2}, 0}, {{4, 2}, {8, 4}, 0}}, .count = 2};

    snapshot_free(run(&front, text, (struct run_settings){.reactors = 2}));
}

TEST(the_load_of_the_scenario_is_ignored)
{
    struct front front = {.steps = {{{2, 1}, {2, 1}, 3}}, .count = 1};

    snapshot_free(run(&front, KINDS "load { ramp to 50 users over 1s hold 1m }\n",
                      (struct run_settings){.has_load = true}));
    CHECK_INT(front.users_at[0], 3);
}

TEST(a_kind_that_takes_no_part_is_left_out)
{
    static const char *const kinds[] = {"A"};
    struct front front = {.steps = {{{4, 3}, {4, 0}, 4}}, .count = 1};

    snapshot_free(
        run(&front, KINDS, (struct run_settings){.selection.kinds = kinds, .selection.kind_count = 1}));
    CHECK_INT(front.users_at[0], 4);
}

/* ---- a run with a number of its own ---- */

struct changer {
    struct control *control;
    int ticks;
    uint64_t users;
};

static void changer_tick(void *context, const struct snapshot *snapshot)
{
    struct changer *changer = context;
    struct population population = population_new(2);

    changer->users = snapshot->users;
    population.counts[1] = 5;
    if (changer->ticks == 0)
        CHECK(control_set_population(changer->control, &population, 0));
    if (changer->ticks == 1)
        CHECK_INT(changer->users, 5);
    if (changer->ticks == 1)
        CHECK(control_change_users(changer->control, 3));
    changer->ticks++;
    population_free(&population);
}

/* Four of A give way to five of B; then a number alone means the shares of the kinds again: 6 and 2. */
TEST(a_number_may_follow_a_population)
{
    struct changer changer = {0};
    struct program *program = program_of(KINDS);
    struct run_settings settings = {.users = 4, .run_time = 3500 * NANOS_PER_MS};
    struct control_observer observer = {.context = &changer, .tick = changer_tick};
    struct snapshot *snapshot = run_once(program, &settings, &observer, &changer.control);

    CHECK_INT(changer.users, 8);
    CHECK_INT(samples(snapshot, "A+"), 3 + 6);
    CHECK_INT(samples(snapshot, "B+"), 1 + 4);
    snapshot_free(snapshot);
    program_free(program);
}

static void refused_tick(void *context, const struct snapshot *snapshot)
{
    struct changer *changer = context;
    struct population population = population_new(2), other = population_new(3);

    (void)snapshot;
    CHECK(!control_set_population(changer->control, &population, 0));
    CHECK(!control_set_population(changer->control, &other, 0));
    changer->ticks++;
    population_free(&population);
    population_free(&other);
}

TEST(a_load_keeps_its_users)
{
    struct changer changer = {0};
    struct program *program = program_of(KINDS "load { ramp to 3 users over 100ms hold 1.5s }\n");
    struct run_settings settings = {.has_load = true};
    struct control_observer observer = {.context = &changer, .tick = refused_tick};
    struct snapshot *snapshot = run_once(program, &settings, &observer, &changer.control);

    CHECK(changer.ticks > 0);
    CHECK_INT(samples(snapshot, "A+"), 2);
    CHECK_INT(samples(snapshot, "B+"), 1);
    snapshot_free(snapshot);
    program_free(program);
}

TEST_MAIN(RUN(populations_are_reached_and_kept); RUN(users_start_at_the_rate);
          RUN(the_same_again_replaces_those_that_ended); RUN(the_load_of_the_scenario_is_ignored);
          RUN(a_kind_that_takes_no_part_is_left_out); RUN(a_number_may_follow_a_population);
          RUN(a_load_keeps_its_users))
