/* The numbers of whole runs on virtual time, from the text of a scenario to its snapshot: what a stalling
 * server does to them, and that memory doesn't grow with the length of a run. */
#include "runtime/base/count_of.h"
#include "runtime/stats/snapshot.h"
#include "tests/support/allocated.h"
#include "tests/support/program_text.h"
#include "tests/support/test.h"
#include "tests/support/virtual_scheduler.h"

/* ---- a run, and all that it counts ---- */

struct run {
    struct program *program;
    struct row_name *names;
    struct totals *totals;
    struct stats *stats;     /* of its one reactor */
    struct stats_set *spare; /* for its next hand-over */
    struct virtual_settings settings;
};

static void run_init(struct run *run, const char *text, struct run_settings settings)
{
    *run = (struct run){.program = program_of(text)};
    run->names = mem_zalloc(run->program->rows_count + 1, sizeof *run->names);
    for (size_t i = 0; i < run->program->rows_count; i++)
        run->names[i] = (struct row_name){run->program->rows[i].type, run->program->rows[i].name};
    run->stats = stats_new(run->names, (uint32_t)run->program->rows_count);
    run->totals = totals_new(run->names, (uint32_t)run->program->rows_count, (instant){0}, 0);
    settings.client.host = "http://h";
    run->settings = (struct virtual_settings){
        .program = run->program, .run = settings, .is_quiet = true, .stats = run->stats, .context = run};
}

/* The reactor hands over, and the second is closed. */
static void run_tick(struct run *run)
{
    struct stats_set *full = stats_take(run->stats, run->spare);

    totals_merge(run->totals, full);
    stats_set_clear(full);
    run->spare = full;
    totals_tick(run->totals, clock_now(), 1);
}

static struct snapshot *run_snapshot(struct run *run)
{
    run_tick(run);
    return snapshot_new(&(struct snapshot_input){.totals = run->totals, .is_final = true});
}

static void run_go(struct run *run)
{
    mem_free(virtual_run(&run->settings));
}

static void run_free(struct run *run)
{
    totals_free(run->totals);
    stats_free(run->stats);
    stats_set_free(run->spare);
    mem_free(run->names);
    program_free(run->program);
}

/* ---- a server that stalls ---- */

/* What a percentile is, in milliseconds, to 0.1 %. */
static void percentile_check(const struct times *times, double percent, double wanted)
{
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        if (snapshot_percents[i] == percent)
            CHECK_FLOAT((double)times->percentiles[i] / 1e6, wanted, wanted * 0.001);
}

/* Of 150 tasks of each user, one every 100 ms, the 50th meets a server that says nothing for 2 s; all others
 * get their answer in 10 ms. The 51st should have started 1.9 s before it did, and the rest is on time. */
static void stall_check(const char *text)
{
    static const struct virtual_answer answers[] = {{"* http://h/50", 200, 2 * NANOS_PER_S, ""}};
    struct run run;
    struct snapshot *snapshot;
    const struct snapshot_row *row;

    run_init(&run, text, (struct run_settings){.users = 10, .iterations = 1500, .seed = 1});
    run.settings.answers = answers;
    run.settings.answer_count = 1;
    run_go(&run);
    snapshot = run_snapshot(&run);
    CHECK_INT(snapshot->row_count, 1);
    CHECK(snapshot->has_scheduled);
    row = &snapshot->rows[0];
    CHECK_INT(row->requests, 1500);
    percentile_check(&row->all, 50, 10);
    percentile_check(&row->all, 99, 10);
    percentile_check(&row->all, 99.9, 2000);
    CHECK_FLOAT(row->all.mean / 1e6, (149 * 10 + 2000) / 150.0, 1e-6);
    CHECK_INT(row->details->scheduled.count, 1500);
    CHECK_INT(row->details->scheduled.min, 10 * NANOS_PER_MS);
    CHECK_INT(row->details->scheduled.max, 2 * NANOS_PER_S);
    percentile_check(&row->details->scheduled, 98, 10);
    percentile_check(&row->details->scheduled, 99, 1910);
    percentile_check(&row->details->scheduled, 99.9, 2000);
    CHECK_FLOAT(row->details->scheduled.mean / 1e6, (148 * 10 + 1910 + 2000) / 150.0, 1e-6);
    percentile_check(&snapshot->aggregated.details->scheduled, 99, 1910);
    snapshot_free(snapshot);
    run_free(&run);
}

TEST(a_stall_under_a_pace)
{
    stall_check("user U { wait pacing 100ms  task t { get \"/${iteration}\" as \"/\" } }");
}

TEST(a_stall_under_a_throughput)
{
    stall_check("user U { wait throughput 10/s  task t { get \"/${iteration}\" as \"/\" } }");
}

/* A server that is always slower than the pace: each task but the first is late by the same 200 ms. */
TEST(a_pace_that_is_never_kept)
{
    static const struct virtual_answer answers[] = {{"*", 200, 300 * NANOS_PER_MS, ""}};
    struct run run;
    struct snapshot *snapshot;

    run_init(&run, "user U { wait pacing 100ms  task t { get \"/\" } }",
             (struct run_settings){.users = 1, .iterations = 100, .seed = 1});
    run.settings.answers = answers;
    run.settings.answer_count = 1;
    run_go(&run);
    snapshot = run_snapshot(&run);
    CHECK_INT(snapshot->rows[0].all.max, 300 * NANOS_PER_MS);
    CHECK_INT(snapshot->rows[0].details->scheduled.min, 300 * NANOS_PER_MS);
    CHECK_INT(snapshot->rows[0].details->scheduled.max, 500 * NANOS_PER_MS);
    CHECK_FLOAT(snapshot->rows[0].details->scheduled.mean / 1e6, (99 * 500 + 300) / 100.0, 1e-6);
    snapshot_free(snapshot);
    run_free(&run);
}

/* Where nothing says when requests should have started, nothing is made up. */
TEST(without_a_pace_there_is_no_such_table)
{
    struct run run;
    struct snapshot *snapshot;

    run_init(&run, "user U { wait 100ms  task t { get \"/\" } }",
             (struct run_settings){.users = 2, .iterations = 100, .seed = 1});
    run_go(&run);
    snapshot = run_snapshot(&run);
    CHECK_INT(snapshot->rows[0].requests, 100);
    CHECK_INT(snapshot->rows[0].details->scheduled.count, 0);
    CHECK(!snapshot->has_scheduled);
    snapshot_free(snapshot);
    run_free(&run);
}

/* Those that have a pace are in the table, the others aren't, though they share a row. */
TEST(paced_users_beside_others)
{
    struct run run;
    struct snapshot *snapshot;

    run_init(&run,
             "user Paced fixed 1 { wait pacing 1s  task t { get \"/\" } }\n"
             "user Other fixed 1 { wait 1s  task t { get \"/\" } }\n",
             (struct run_settings){.users = 2, .run_time = 10 * NANOS_PER_S - 1, .seed = 1});
    run_go(&run);
    snapshot = run_snapshot(&run);
    CHECK_INT(snapshot->row_count, 1);
    CHECK_INT(snapshot->rows[0].requests, 20);
    CHECK_INT(snapshot->rows[0].details->scheduled.count, 10);
    CHECK_INT(snapshot->aggregated.details->scheduled.count, 10);
    snapshot_free(snapshot);
    run_free(&run);
}

/* ---- memory ---- */

/* After SOME reports the histories of rows have all the steps that they ever have. */
enum { SOME = 20000, OF_A_SECOND = 100 };

struct growth {
    struct run run;
    uint64_t reports;
    size_t after_some, after_ten_times;
};

static void growth_reported(void *context)
{
    struct growth *growth = context;

    growth->reports++;
    if (growth->reports % OF_A_SECOND == 0)
        run_tick(&growth->run);
    if (growth->reports == SOME)
        growth->after_some = allocated();
    if (growth->reports == 10 * SOME)
        growth->after_ten_times = allocated();
}

/* A bit of all that a scenario does; after ten times as many requests, less than a byte for each ten. */
TEST(memory_does_not_grow_with_the_length_of_a_run)
{
    static const struct virtual_answer answers[] = {
        {"GET *", 200, 10 * NANOS_PER_MS, "{\"id\": 5, \"names\": [\"a\", \"b\"]}"},
        {"GET *broken", 500, NANOS_PER_MS, "<html>oops"},
    };
    struct growth growth = {0};

    run_init(&growth.run,
             "user U {\n"
             "    wait between 1ms and 1s\n"
             "    var seen = []\n"
             "    task read weight 5 {\n"
             "        get \"/item/${iteration}\" as \"/item/${iteration % 10}\" {\n"
             "            expect elapsed < 10ms\n"
             "            capture id = json(\"$.id\")\n"
             "            seen = [id, json(\"$.names\")]\n"
             "        }\n"
             "    }\n"
             "    task buy {\n"
             "        transaction \"buy\" {\n"
             "            get \"/broken\" { require status == 200 }\n"
             "        }\n"
             "    }\n"
             "    sequence Cart weight 3 times 2 {\n"
             "        wait pacing 100ms\n"
             "        on start { post \"/cart\" { json { id: iteration % 7, seen: user.seen } } }\n"
             "        task see { get \"/cart?n=${random_int(10, 99)}\" }\n"
             "    }\n"
             "}\n",
             (struct run_settings){.users = 50, .seed = 1, .iterations = 10 * SOME});
    growth.run.settings.answers = answers;
    growth.run.settings.answer_count = COUNT_OF(answers);
    growth.run.settings.reported = growth_reported;
    growth.run.settings.context = &growth;
    run_go(&growth.run);
    CHECK(growth.reports > 10 * SOME);
    CHECK(growth.after_ten_times < growth.after_some + 10 * SOME / 10);
    run_free(&growth.run);
}

TEST_MAIN(RUN(a_stall_under_a_pace); RUN(a_stall_under_a_throughput); RUN(a_pace_that_is_never_kept);
          RUN(without_a_pace_there_is_no_such_table); RUN(paced_users_beside_others);
          RUN(memory_does_not_grow_with_the_length_of_a_run))
