/* The rows of data that `take` returns: the files of `data NAME = csv("f") order`.
 *
 * A file is read once, before the run, into immortal values that all reactors share. An atomic cursor is the
 * position of the next row. A row of csv is a map by column name, a row of json an item of the list, a row of
 * lines a string. */
#ifndef SWARM_USER_FEEDER_H
#define SWARM_USER_FEEDER_H

#include "runtime/base/buffer.h"
#include "runtime/base/rng.h"
#include "runtime/program/program.h"
#include "runtime/value/value.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct feeder {
    value rows; /* an immortal list */
    size_t count;
    enum data_order order;
    atomic_uint_fast64_t cursor; /* rows returned so far */
};

/* Reads the file. The order of `shuffle` depends on `seed` and on `index`, the number of the declaration.
 * NULL: an error of data_file_rows; the reason, with file and line, is appended to `why`. */
struct feeder *feeder_new(const struct data_declaration *declaration, uint64_t seed, uint64_t index,
                          struct buffer *why);

/* No row may be in use any more. NULL is allowed. */
void feeder_free(struct feeder *feeder);

/* The next row, owned by the caller (an immortal value); none when `sequential` or `unique` rows are
 * exhausted. `rng` is for `random`. May be called from any thread. */
value feeder_take(struct feeder *feeder, struct rng *rng);

/* The row with that number, from 0 on; none beyond the last one. Any thread. */
value feeder_row(const struct feeder *feeder, uint64_t number);

#endif
