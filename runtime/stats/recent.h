/* The numbers of each row in the last ten seconds, in ring buffers that advance once a second.
 *
 * Rates are always kept. Response times are kept only on demand, and packed, so their memory grows with the
 * requests of those seconds and not with the number of rows. Belongs to the control thread. Zero bytes are
 * empty rings. */
#ifndef SWARM_STATS_RECENT_H
#define SWARM_STATS_RECENT_H

#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/stats/histogram.h"
#include "runtime/stats/series.h"
#include "runtime/stats/stats.h"

#include <stdbool.h>
#include <stdint.h>

enum { RECENT_RING = SERIES_RECENT + 1 }; /* the complete seconds, and the current one */

/* Requests and failures per second. */
struct rates {
    double requests;
    double failures;
};

struct recent_counts {
    uint64_t requests[RECENT_RING];
    uint64_t failures[RECENT_RING];
};

struct recent_times {
    struct histogram_packed seconds[RECENT_RING];
};

struct recent {
    nanos lengths[RECENT_RING]; /* of the seconds; 0: none yet */
    uint32_t second;            /* position of the current one in the rings */
    bool keeps_times;
    VEC(struct recent_counts) counts; /* by row */
    VEC(struct recent_times) times;   /* by row; empty unless they are kept */
};

/* Adds new samples of a row to the current second. */
void recent_add(struct recent *recent, uint32_t row, const struct stats_row *samples);

/* Ends the current second, which took `length`, and advances the rings; the next second replaces the oldest
 * one. */
void recent_turn(struct recent *recent, nanos length);

/* Removes all seconds. Whether times are kept doesn't change. */
void recent_clear(struct recent *recent);
void recent_free(struct recent *recent);

/* The rates of the complete seconds; 0 before the first one is over. */
struct rates recent_rates(const struct recent *recent, uint32_t row);

/* Adds the response times of the complete seconds to `into`. */
void recent_times_add(const struct recent *recent, uint32_t row, struct histogram *into);

#endif
