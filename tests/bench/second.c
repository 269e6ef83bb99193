/* What the control thread does in each second of a run whose page is open: merge the numbers of two reactors,
 * take a snapshot, and write the changes for viewers. All rows have had requests in the second. CPU time of
 * this thread.
 *
 *     second ROWS   prints the microseconds of merging, snapshot and changes, each the lower quartile of the
 * seconds
 */
#include "runtime/base/alloc.h"
#include "runtime/base/rng.h"
#include "runtime/report/page/page_delta.h"
#include "runtime/stats/snapshot.h"
#include "runtime/stats/totals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REACTORS = 2, SAMPLES = 5 /* of a row, per second and reactor */, WARM_UP = 20, SECONDS = 200 };

enum part { MERGING, SNAPSHOT, CHANGES, PARTS };

struct bench {
    uint32_t rows;
    struct row_name *names;
    struct stats *reactors[REACTORS];
    struct totals *totals;
    struct snapshot *before;
    struct rng rng;
    nanos now;
    double costs[PARTS][SECONDS]; /* nanoseconds */
};

static double cpu_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void reactor_record(struct bench *bench, struct stats *stats)
{
    for (uint32_t i = 0; i < bench->rows * SAMPLES; i++) {
        nanos time = (nanos)(exp(rng_normal(&bench->rng)) * 3e6) + NANOS_PER_US;

        stats_record(stats, &(struct sample){.row = i % bench->rows,
                                             .start = {bench->now - time},
                                             .end = {bench->now},
                                             .first_byte = time / 2,
                                             .status = 200,
                                             .connections_reused = 1,
                                             .bytes_received = 1000});
    }
}

static void numbers_merge(struct bench *bench)
{
    for (int i = 0; i < REACTORS; i++) {
        totals_merge(bench->totals, bench->reactors[i]->set);
        stats_set_clear(bench->reactors[i]->set);
    }
    totals_tick(bench->totals, (instant){bench->now}, 10000);
}

static struct snapshot *snapshot_take(const struct bench *bench)
{
    return snapshot_new(&(struct snapshot_input){
        .totals = bench->totals, .now = {bench->now}, .wall = bench->now, .is_brief = true, .users = 10000});
}

/* The old snapshot is freed by the next one, so that is part of its cost. */
static void second_run(struct bench *bench, double *costs[PARTS])
{
    static const struct page_run run = {.state = "running", .number = 1};
    struct buffer changes = {0};
    struct snapshot *now;
    double begin;

    bench->now += NANOS_PER_S;
    for (int i = 0; i < REACTORS; i++)
        reactor_record(bench, bench->reactors[i]);
    begin = cpu_now();
    numbers_merge(bench);
    *costs[MERGING] = cpu_now() - begin;
    begin = cpu_now();
    now = snapshot_take(bench);
    *costs[SNAPSHOT] = cpu_now() - begin;
    begin = cpu_now();
    if (bench->before)
        page_delta(bench->before, now, &run, 1, &changes);
    *costs[CHANGES] = cpu_now() - begin;
    begin = cpu_now();
    snapshot_free(bench->before);
    *costs[SNAPSHOT] += cpu_now() - begin;
    bench->before = now;
    buffer_free(&changes);
}

static void seconds_run(struct bench *bench)
{
    for (int i = 0; i < WARM_UP + SECONDS; i++) {
        int place = i < WARM_UP ? 0 : i - WARM_UP;
        double *costs[PARTS] = {&bench->costs[0][place], &bench->costs[1][place], &bench->costs[2][place]};

        second_run(bench, costs);
    }
}

static int costs_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

/* What others do on the machine only ever makes a second slower. */
static double cost_of(double *costs)
{
    qsort(costs, SECONDS, sizeof *costs, costs_compare);
    return costs[SECONDS / 4];
}

static void names_make(struct bench *bench)
{
    bench->names = mem_alloc(bench->rows * sizeof *bench->names);
    for (uint32_t i = 0; i < bench->rows; i++) {
        char *name = mem_alloc(32);

        snprintf(name, 32, "/items/%u", i);
        bench->names[i] = (struct row_name){"GET", name};
    }
}

static void bench_free(struct bench *bench)
{
    snapshot_free(bench->before);
    totals_free(bench->totals);
    for (int i = 0; i < REACTORS; i++)
        stats_free(bench->reactors[i]);
    for (uint32_t i = 0; i < bench->rows; i++)
        mem_free((char *)bench->names[i].name);
    mem_free(bench->names);
}

int main(int argc, char **argv)
{
    static struct bench bench;

    mem_keep_freed();
    bench.rows = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000;
    names_make(&bench);
    bench.totals = totals_new(bench.names, bench.rows, (instant){0}, 0);
    for (int i = 0; i < REACTORS; i++)
        bench.reactors[i] = stats_new(bench.names, bench.rows);
    rng_seed(&bench.rng, 1, 1, RNG_CODE);
    seconds_run(&bench);
    printf("%.0f %.0f %.0f\n", cost_of(bench.costs[MERGING]) / 1000, cost_of(bench.costs[SNAPSHOT]) / 1000,
           cost_of(bench.costs[CHANGES]) / 1000);
    bench_free(&bench);
}
