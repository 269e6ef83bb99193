/* What each row had in the last seconds: rings that turn once a second.
 *
 * Rates are always there; response times are kept on demand only, packed, so that their memory grows with the
 * requests of those seconds and not with the number of rows. Owned by the control thread. All-zero bytes are
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

enum { RECENT_RING = SERIES_RECENT + 1 }; /* the whole seconds, and the running one */

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
    nanos lengths[RECENT_RING]; /* of the seconds; 0: not there yet */
    uint32_t second;            /* the running one's place in the rings */
    bool keeps_times;
    VEC(struct recent_counts) counts; /* by row */
    VEC(struct recent_times) times;   /* by row; none unless they are kept */
};

/* Adds a row's new samples to the running second of the ring with that number. */
void recent_add(struct recent *recent, uint32_t row, const struct stats_row *samples);

/* Turns the rings: the running second is over and took `length`, the oldest place is for the next one. */
void recent_turn(struct recent *recent, nanos length);

/* Forgets all seconds; times are kept on if they were. */
void recent_clear(struct recent *recent);
void recent_free(struct recent *recent);

/* Of the whole seconds; 0 before the first is over. */
struct rates recent_rates(const struct recent *recent, uint32_t row);

/* Adds the response times of the whole seconds to `into`. */
void recent_times_add(const struct recent *recent, uint32_t row, struct histogram *into);

#endif
