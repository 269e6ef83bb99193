/* What is said of the load generator, for seconds made by hand. */
#include "runtime/base/count_of.h"
#include "runtime/health/health.h"

#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/health/container.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <sys/stat.h>

#define MS NANOS_PER_MS
#define S NANOS_PER_S

/* What is logged, each finding when it first shows. */
static unsigned warnings;

static void warning_count(enum log_level level, const char *line, void *context)
{
    (void)line, (void)context;
    warnings += level == LOG_WARNING;
}

struct watch {
    struct container *container;
    struct health *health;
    struct stats *stats;
    int64_t second;
    uint64_t arrivals, dropped;
};

static struct watch watch_new(void)
{
    struct watch watch = {.container = container_new("/nowhere"), .stats = stats_new(NULL, 0)};
    watch.health = health_new(2, watch.container);
    health_begin(watch.health, (instant){0});
    return watch;
}

static void watch_free(struct watch *watch)
{
    health_free(watch->health);
    container_free(watch->container);
    stats_free(watch->stats);
}

/* A second in which the first reactor did this, and the second one next to nothing. */
static void pass(struct watch *watch, struct reactor_load load)
{
    struct reactor_load idle = {.cpu = 10 * MS, .busy = 10 * MS, .span = S, .lag = MS};
    struct stats_set *set = watch->stats->set;
    load.span = S;
    health_add(watch->health, 0, &load, set);
    stats_set_clear(set);
    health_add(watch->health, 1, &idle, set);
    health_evaluate(watch->health, (instant){++watch->second * S}, watch->arrivals, watch->dropped);
}

static void pass_many(struct watch *watch, int seconds, struct reactor_load load)
{
    for (int i = 0; i < seconds; i++)
        pass(watch, load);
}

static const struct reactor_load quiet = {.cpu = 300 * MS, .busy = 320 * MS, .lag = 3 * MS};
static const struct reactor_load busy = {.cpu = 950 * MS, .busy = 960 * MS, .lag = 12 * MS};
static const struct reactor_load lagging = {.cpu = 300 * MS, .busy = 320 * MS, .lag = 80 * MS};

/* Checks state and findings and returns the report. */
static struct health_report said(struct watch *watch, enum health_state state, size_t findings)
{
    struct health_report report;
    struct stats_set none = {0};
    health_report(watch->health, &none, &report);
    CHECK_INT(report.state, state);
    CHECK_INT(report.finding_count, findings);
    return report;
}

TEST(a_quiet_run_is_ok)
{
    struct watch watch = watch_new();
    pass_many(&watch, 20, quiet);
    struct health_report report = said(&watch, HEALTH_OK, 0);
    CHECK_INT(report.reactor_count, 2);
    CHECK_FLOAT(report.reactors[0].cpu, 0.30, 1e-9);
    CHECK_FLOAT(report.reactors[0].busy, 0.32, 1e-9);
    CHECK_FLOAT(report.reactors[0].busy_most, 0.32, 1e-9);
    CHECK_INT(report.reactors[0].lag, 3 * MS);
    CHECK_FLOAT(report.reactors[1].cpu, 0.01, 1e-9);
    CHECK(report.cores >= 1);
    watch_free(&watch);
}

TEST(two_busy_seconds_of_twenty_degrade_it)
{
    struct watch watch = watch_new();
    warnings = 0;
    pass_many(&watch, 5, quiet);
    pass_many(&watch, 2, busy);
    pass_many(&watch, 13, quiet);
    CHECK_INT(warnings, 1);
    struct health_report report = said(&watch, HEALTH_DEGRADED, 1);
    CHECK_INT(report.findings[0].began, 5 * S);
    CHECK_INT(report.findings[0].lasted, 2 * S);
    CHECK_TEXT(report.findings[0].text,
               "a reactor was busy up to 96 % of its time; use more cores (--processes) or "
               "machines");
    watch_free(&watch);
}

TEST(three_of_twenty_overload_it)
{
    struct watch watch = watch_new();
    pass_many(&watch, 17, quiet);
    pass_many(&watch, 3, busy);
    said(&watch, HEALTH_OVERLOADED, 1);
    /* In a longer run they are too few. */
    pass_many(&watch, 20, quiet);
    said(&watch, HEALTH_DEGRADED, 1);
    watch_free(&watch);
}

TEST(a_short_run_is_overloaded_when_it_was_so_all_the_time)
{
    struct watch watch = watch_new();
    pass(&watch, busy);
    said(&watch, HEALTH_DEGRADED, 1);
    pass(&watch, busy);
    said(&watch, HEALTH_OVERLOADED, 1);
    pass(&watch, quiet);
    said(&watch, HEALTH_DEGRADED, 1);
    watch_free(&watch);
}

TEST(a_core_may_be_busy_with_the_poll_itself)
{
    struct watch watch = watch_new();
    pass(&watch, (struct reactor_load){.cpu = 970 * MS, .busy = 700 * MS});
    struct health_report report = said(&watch, HEALTH_DEGRADED, 1);
    CHECK_FLOAT(report.reactors[0].busy_most, 0.97, 1e-9);
    watch_free(&watch);
}

TEST(others_on_the_machine_are_told_from_too_much_work)
{
    struct watch watch = watch_new();
    pass(&watch, (struct reactor_load){.cpu = 550 * MS, .busy = 950 * MS});
    struct health_report report = said(&watch, HEALTH_DEGRADED, 2);
    CHECK_TEXT(
        report.findings[1].text,
        "a busy reactor waited for a core for up to 40 % of its time; other processes use this machine");
    watch_free(&watch);
}

TEST(lag_speaks_against_it)
{
    struct watch watch = watch_new();
    pass(&watch, lagging);
    struct health_report report = said(&watch, HEALTH_DEGRADED, 1);
    CHECK_TEXT(report.findings[0].text, "connections waited up to 80 ms for a reactor");
    watch_free(&watch);
}

static void late(struct watch *watch, int count, nanos lateness)
{
    for (int i = 0; i < count; i++) {
        stats_late_wait(watch->stats, lateness);
        stats_late_arrival(watch->stats, lateness);
    }
}

/* One in a hundred may be late. */
TEST(late_waits_and_arrivals_speak_against_it)
{
    struct watch watch = watch_new();
    late(&watch, 99, MS);
    late(&watch, 1, 500 * MS);
    pass(&watch, quiet);
    said(&watch, HEALTH_OK, 0);
    late(&watch, 98, MS);
    late(&watch, 2, 500 * MS);
    pass(&watch, quiet);
    struct health_report report = said(&watch, HEALTH_DEGRADED, 2);
    CHECK_TEXT(report.findings[0].text,
               "users resumed up to 500 ms (p99 of a second) after the end of their wait");
    CHECK_TEXT(report.findings[1].text,
               "arrivals started up to 500 ms (p99 of a second) after their scheduled start");
    CHECK_INT(report.findings[1].began, 1 * S);
    watch_free(&watch);
}

TEST(a_shortage_is_an_overload_at_once)
{
    struct watch watch = watch_new();
    pass_many(&watch, 100, quiet);
    stats_shortage(watch.stats, STATS_NO_PORT);
    pass(&watch, quiet);
    struct health_report report = said(&watch, HEALTH_OVERLOADED, 1);
    CHECK_TEXT(report.findings[0].text,
               "connections failed because no local port was left (up to 1 in a second)");
    watch_free(&watch);
}

TEST(dropped_arrivals_alone_are_the_servers)
{
    struct watch watch = watch_new();
    watch.arrivals = 1000;
    watch.dropped = 500;
    pass(&watch, quiet);
    CHECK_INT(said(&watch, HEALTH_OK, 0).arrivals_dropped, 500);
    watch_free(&watch);
}

TEST(with_another_cause_a_few_dropped_arrivals_degrade_it_and_many_overload_it)
{
    struct watch watch = watch_new();
    watch.arrivals = 1000;
    pass(&watch, busy);
    said(&watch, HEALTH_DEGRADED, 1);
    watch.arrivals = 2000;
    watch.dropped = 20;
    pass(&watch, quiet);
    struct health_report report = said(&watch, HEALTH_DEGRADED, 2);
    CHECK_TEXT(report.findings[0].text,
               "arrivals were dropped because max_users were in flight (up to 20 in a second)");
    watch.arrivals = 3000;
    watch.dropped = 50;
    pass(&watch, quiet);
    CHECK_INT(said(&watch, HEALTH_OVERLOADED, 2).arrivals_dropped, 50);
    watch_free(&watch);
}

static void put(const char *root, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", root, name);
    CHECK(!file_replace(path, text, strlen(text)));
}

/* A control group of this process, made by hand; its folders. */
static void group_make(const char *root)
{
    static const char *const folders[] = {"proc", "proc/self", "sys", "sys/fs", "sys/fs/cgroup"};
    char path[300];
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        snprintf(path, sizeof path, "%s/%s", root, folders[i]);
        CHECK_INT(mkdir(path, 0700), 0);
    }
    put(root, "proc/self/cgroup", "0::/\n");
    put(root, "sys/fs/cgroup/cpu.stat", "throttled_usec 5000000\n");
}

/* Three cores that are held back for half a second each are no second and a half; and what was before the run
 * isn't its own. */
TEST(a_second_is_held_back_for_a_second_at_the_most)
{
    char root[] = "/tmp/generator_test.XXXXXX", command[100];
    CHECK(mkdtemp(root));
    group_make(root);
    struct watch watch = {.container = container_new(root), .stats = stats_new(NULL, 0)};
    watch.health = health_new(2, watch.container);
    health_begin(watch.health, (instant){0});
    pass(&watch, quiet);
    said(&watch, HEALTH_OK, 0);
    put(root, "sys/fs/cgroup/cpu.stat", "throttled_usec 6500000\n");
    pass(&watch, quiet);
    struct health_report report = said(&watch, HEALTH_DEGRADED, 1);
    CHECK_TEXT(report.findings[0].text,
               "the CPU quota of the container throttled the process for up to 100 % of its time");
    CHECK_FLOAT(report.throttled, 0.5, 1e-9);
    watch_free(&watch);
    snprintf(command, sizeof command, "rm -r %s", root);
    CHECK_INT(system(command), 0);
}

TEST(counting_anew_forgets)
{
    struct watch watch = watch_new();
    pass_many(&watch, 5, busy);
    health_begin(watch.health, (instant){5 * S});
    pass(&watch, quiet);
    CHECK_FLOAT(said(&watch, HEALTH_OK, 0).reactors[0].busy_most, 0.32, 1e-9);
    watch_free(&watch);
}

TEST_MAIN(log_sink_set(warning_count, NULL); RUN(a_quiet_run_is_ok);
          RUN(two_busy_seconds_of_twenty_degrade_it); RUN(three_of_twenty_overload_it);
          RUN(a_short_run_is_overloaded_when_it_was_so_all_the_time);
          RUN(a_core_may_be_busy_with_the_poll_itself);
          RUN(others_on_the_machine_are_told_from_too_much_work); RUN(lag_speaks_against_it);
          RUN(late_waits_and_arrivals_speak_against_it); RUN(a_shortage_is_an_overload_at_once);
          RUN(dropped_arrivals_alone_are_the_servers);
          RUN(with_another_cause_a_few_dropped_arrivals_degrade_it_and_many_overload_it);
          RUN(a_second_is_held_back_for_a_second_at_the_most); RUN(counting_anew_forgets))
