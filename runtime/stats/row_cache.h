/* The numbers of rows as the last snapshot had them, so that the next one computes only those of rows that
 * have had requests since. Belongs to the control thread. */
#ifndef SWARM_STATS_ROW_CACHE_H
#define SWARM_STATS_ROW_CACHE_H

#include "runtime/stats/snapshot.h"
#include "runtime/stats/stats.h"

#include <stddef.h>
#include <stdint.h>

struct row_cache;

struct row_cache *row_cache_new(void);
void row_cache_free(struct row_cache *cache);

/* Forgets all rows: their counts begin again. */
void row_cache_clear(struct row_cache *cache);

/* The numbers of the row with that id, or of the sum of rows for SNAPSHOT_NO_ROW: counts, response times
 * (without `within` and buckets), statuses, traffic. All else is zero. Borrowed until the next call. */
const struct snapshot_row *row_cache_get(struct row_cache *cache, uint32_t id, const struct stats_row *row);

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
