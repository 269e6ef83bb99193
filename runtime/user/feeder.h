/* Rows of data, handed out one by one by `take`: the files of `data NAME = csv("f") order`.
 *
 * A file is read once, before the run, into immortal values that all reactors share; what is handed out next
 * is an atomic cursor. Rows of csv are maps by the names of the head, of json the items of a list, of lines
 * strings. */
#ifndef SWARM_USER_FEEDER_H
#define SWARM_USER_FEEDER_H

#include "runtime/base/buffer.h"
#include "runtime/base/rng.h"
#include "runtime/program/program.h"
#include "runtime/value/value.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* A file larger than this is refused. */
#define DATA_FILE_LARGEST ((size_t)1 << 30)

struct feeder {
    value rows; /* an immortal list */
    size_t count;
    enum data_order order;
    atomic_uint_fast64_t cursor; /* takes so far */
};

/* Reads the file. `seed` and `index` (of the declaration) decide the order of `shuffle`. NULL with the reason
 * appended to `why`, naming file and line: missing, not UTF-8 where it must be, ragged, empty, no list. */
struct feeder *feeder_new(const struct data_declaration *declaration, uint64_t seed, uint64_t index,
                          struct buffer *why);

/* No user may hold a row any more. NULL is fine. */
void feeder_free(struct feeder *feeder);

/* The next row, owned (an immortal value), or none when `sequential` or `unique` are exhausted. `rng` is for
 * `random`. Safe from any thread. */
value feeder_take(struct feeder *feeder, struct rng *rng);

#endif
