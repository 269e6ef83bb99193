/* What the tests of statistics share: rows and samples of them. */
#ifndef SWARM_TESTS_SUPPORT_STATS_SAMPLES_H
#define SWARM_TESTS_SUPPORT_STATS_SAMPLES_H

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/stats/stats.h"

#include <stdio.h>
#include <string.h>

#define SHARED __attribute__((unused)) static

static const struct row_name names[] = {{"GET", "/a"}, {"POST", "/a"}, {"TXN", "buy"}};
enum { NAMES = COUNT_OF(names) };

SHARED instant at(nanos when)
{
    return (instant){when};
}

SHARED struct sample plain(uint32_t row, nanos time)
{
    return (struct sample){.row = row, .start = at(NANOS_PER_S), .end = at(NANOS_PER_S + time)};
}

SHARED const struct stats_row *row_of(const struct stats *stats, uint32_t row)
{
    return &stats->set->rows.items[row];
}

/* The row of an interpolated name. */
SHARED uint32_t dynamic(struct stats *stats, const char *type, const char *name)
{
    return stats_row_dynamic(stats, type, name, strlen(name));
}

/* A sample for each of the names "/item/first" and following. */
SHARED void record_names(struct stats *stats, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char name[32];
        snprintf(name, sizeof name, "/item/%d", i);
        struct sample sample = plain(dynamic(stats, "GET", name), NANOS_PER_MS);
        stats_record(stats, &sample);
    }
}

static int warnings; /* of names that go to `(other)` */

SHARED void count_warnings(enum log_level level, const char *line, void *context)
{
    (void)context;
    warnings += level == LOG_WARNING && strstr(line, STATS_OTHER) != NULL;
}

#endif
