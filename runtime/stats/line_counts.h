/* Counts for each numbered place in the scenario (model/scenario_line.h). A reactor adds to the items
 * directly; the functions are for the control thread and for a cluster. All-zero bytes are empty counts. */
#ifndef SWARM_STATS_LINE_COUNTS_H
#define SWARM_STATS_LINE_COUNTS_H

#include "runtime/base/buffer.h"
#include "runtime/base/varint.h"
#include "runtime/model/scenario_line.h"

#include <stdint.h>

struct line_counts {
    struct line_count *items; /* by number; owned */
    uint32_t count;
};

/* Makes room for numbers below `count`; new items are 0. Returns the items, valid until the next call. */
struct line_count *line_counts_extend(struct line_counts *counts, uint32_t count);

/* The counts of a number; zeros if there is no item. */
struct line_count line_counts_get(const struct line_counts *counts, uint32_t number);

void line_counts_merge(struct line_counts *into, const struct line_counts *from);
void line_counts_clear(struct line_counts *counts);
void line_counts_free(struct line_counts *counts);

/* Appends the items that aren't 0, as part of stats_encode. Item 0 is left out. */
void line_counts_encode(const struct line_counts *counts, struct buffer *out);

/* Adds what line_counts_encode wrote. If a number is `count` or more, the reader fails. */
void line_counts_decode(struct varint_reader *reader, uint32_t count, struct line_counts *into);

#endif
