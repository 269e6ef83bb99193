/* Blocks of rows or numbers that a master lends to its workers: rows of `unique` and `sequential` data, and
 * the numbers of counters. What is lent is called an item: the data of the program in their order, then its
 * counters. Workers hand out what they have got in the order in which they got it. */
#ifndef SWARM_MODEL_LEASE_H
#define SWARM_MODEL_LEASE_H

#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest block, and the largest number of a counter. */
enum { LEASE_MOST = 1 << 20 };
#define LEASE_NUMBER_MOST ((uint64_t)1 << 53)

/* The rows or numbers from `first` on. */
struct lease_range {
    uint64_t first;
    uint64_t count; /* 0: none */
};

/* Ranges in the order in which they are used. Zero bytes: none. */
struct lease_ranges {
    VEC(struct lease_range) list;
    size_t begin;  /* of the first range in the list that isn't used up */
    uint64_t held; /* rows or numbers in all of them */
};

/* A worker asks for more, or gives back. */
struct lease_note {
    uint32_t item;
    bool is_return;
    uint64_t serial;  /* of an ask, not 0; one that is repeated has the same. Of a return, that of the recall
                         that it  answers; 0: it gives back at the end of its run */
    uint64_t wanted;  /* of an ask: for two seconds at the recent rate, and for all that wait; at least 1 */
    uint64_t waiting; /* of an ask: users that wait */
    uint64_t kept;    /* of a return: what is left for users that wait; what was leased last goes back */
    uint64_t used;    /* handed to users since the start of the run */
};

/* The master answers, or wants back what isn't used. */
struct lease_answer {
    uint32_t item;
    bool is_recall;
    uint64_t serial;          /* of the ask; of a recall, from 1 */
    struct lease_range range; /* count 0: nothing is left */
};

void lease_ranges_free(struct lease_ranges *ranges);

/* Adds a range to the end. */
void lease_ranges_add(struct lease_ranges *ranges, struct lease_range range);

/* Adds a range to ranges in ascending order, which they keep. */
void lease_ranges_insert(struct lease_ranges *ranges, struct lease_range range);

/* Removes at most `most` from the first range, or from the last one, and returns it. */
struct lease_range lease_ranges_cut(struct lease_ranges *ranges, uint64_t most);
struct lease_range lease_ranges_cut_last(struct lease_ranges *ranges, uint64_t most);

#endif
