/* An invented run for the tests of the terminal output, and the output of its parts. */
#ifndef SWARM_TESTS_SUPPORT_CONSOLE_RUN_H
#define SWARM_TESTS_SUPPORT_CONSOLE_RUN_H

#include "runtime/base/alloc.h"
#include "runtime/report/terminal/console.h"
#include "tests/support/test.h"

#define CONSOLE_RUN __attribute__((unused)) static

#define MS NANOS_PER_MS

CONSOLE_RUN const struct console_options pipe_plain = {0};
CONSOLE_RUN const struct console_options narrow = {.width = 80};
CONSOLE_RUN const struct console_options wide = {.width = 200};

CONSOLE_RUN struct times times(uint64_t count, nanos unit)
{
    struct times times = {.count = count, .min = unit / 2, .max = unit * 40, .mean = (double)unit * 2};
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        times.percentiles[i] = unit * (i + 1);
    times.percentiles[SNAPSHOT_PERCENTILES - 1] = times.max;
    return times;
}

CONSOLE_RUN struct snapshot_row row(const char *type, const char *name, uint64_t requests, uint64_t failures,
                                    nanos unit)
{
    return (struct snapshot_row){
        .type = type,
        .name = name,
        .requests = requests,
        .failures = failures,
        .all = times(requests, unit),
        .rates = {(double)requests / 60, (double)failures / 60},
        .recent = {(double)requests / 50, (double)failures / 50},
    };
}

/* A run of one minute with two rows. The name of one is `name`. */
struct run {
    struct snapshot_row rows[3];
    struct snapshot snapshot;
};

CONSOLE_RUN struct run run_of(const char *name)
{
    struct run run = {
        .rows = {row("GET", "/", 32, 0, 45 * NANOS_PER_US), row("POST", name, 1234567, 45, 3 * MS)},
        .snapshot =
            {
                .row_count = 2,
                .is_final = true,
                .users = 100,
                .elapsed = 60 * NANOS_PER_S,
                .aggregated = row("", "Aggregated", 1234599, 45, 3 * MS),
            },
    };
    return run;
}

typedef void part(const struct snapshot *snapshot, const struct console_options *options, struct buffer *out);

/* The output of a part of the console for a run. The caller frees it. */
CONSOLE_RUN char *printed(part *print, struct run *run, const struct console_options *options)
{
    struct buffer out = {0};
    run->snapshot.rows = run->rows;
    print(&run->snapshot, options, &out);
    return buffer_steal(&out);
}

CONSOLE_RUN void print_check(part *print, struct run run, const struct console_options *options,
                             const char *want)
{
    char *got = printed(print, &run, options);
    CHECK_TEXT(got, want);
    mem_free(got);
}

/* "/item/000/item/001…", 200 characters. */
CONSOLE_RUN const char *long_name(void)
{
    static char name[256];
    size_t length = 0;
    for (int i = 0; i < 20; i++)
        length += (size_t)snprintf(name + length, sizeof name - length, "/items/%03d", i);
    return name;
}

#endif
