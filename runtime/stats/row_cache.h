/* The numbers of rows as the last snapshot had them, so that the next one computes only those of rows that
 * have had requests since. Belongs to the control thread. */
#ifndef SWARM_STATS_ROW_CACHE_H
#define SWARM_STATS_ROW_CACHE_H

#include "runtime/stats/snapshot.h"
#include "runtime/stats/stats.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row_cache;

/* The rows whose percentiles a brief snapshot computes. */
enum { ROW_CACHE_DUE = 256 };

struct row_cache *row_cache_new(void);
void row_cache_free(struct row_cache *cache);

/* Forgets all rows: their counts begin again. */
void row_cache_clear(struct row_cache *cache);

/* The numbers of the row with that id, or of the sum of rows for SNAPSHOT_NO_ROW: counts, response times
 * (without `within` and buckets), statuses, traffic. All else is zero. Borrowed until the next call.
 * Percentiles are those of an earlier call unless they are due or the row had none. */
const struct snapshot_row *row_cache_get(struct row_cache *cache, uint32_t id, const struct stats_row *row,
                                         bool is_due);

/* Whether the percentiles of a row are due in a brief snapshot. `place` is its place in the order of `count`
 * rows. */
bool row_cache_is_due(const struct row_cache *cache, size_t place, size_t count);

/* Ends a brief snapshot of `count` rows: the next ROW_CACHE_DUE rows are due in the next one. */
void row_cache_turn(struct row_cache *cache, size_t count);

/* The other times of that row, likewise. They are computed only by this call. */
const struct row_details *row_cache_details(struct row_cache *cache, uint32_t id,
                                            const struct stats_row *row);

/* The order of rows in reports, as of strcmp: by name and then type, as Locust sorts them. */
int row_names_compare(struct row_name one, struct row_name other);

/* The ids of the rows of a set that have requests, in that order. Borrowed until the next call. */
const uint32_t *row_cache_order(struct row_cache *cache, const struct stats_set *set, size_t *count);

/* What snapshots say of the samples of two histograms together, which may be NULL. */
struct times row_cache_times(const struct histogram *one, const struct histogram *two);

#endif
