/* What a set chooses from: its members after tags and task names have been applied, with their weights added
 * up. Made once before the run, immutable, read by all reactors. */
#ifndef SWARM_USER_PICKER_H
#define SWARM_USER_PICKER_H

#include "runtime/base/rng.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which tasks take part. All-zero: all. */
struct picker_filter {
    const char *const *tags; /* only tasks with any of these; none: all */
    size_t tag_count;
    const char *const *exclude_tags; /* no tasks with any of these */
    size_t exclude_tag_count;
    const char *task; /* only tasks of that name; NULL: all */
    bool in_order;    /* sets are gone through like sequences, each task once (swarm try) */
};

struct picker_choice {
    const struct member *member;
    double up_to; /* weights of this choice and of all before it */
};

/* One for each set of the program. A set none of whose tasks takes part has no choices, and is nobody's
 * choice. */
struct picker {
    const struct set *set;
    struct picker_choice *choices;
    size_t count;
    double total;    /* of the weights */
    bool is_ordered; /* a sequence, or a set in the mode `in_order` */
    bool is_once;    /* each member once, whatever its `times` */
};

/* An array of program->sets_count pickers, freed by pickers_free with the same program. */
struct picker *pickers_new(const struct program *program, const struct picker_filter *filter);
void pickers_free(struct picker *pickers, const struct program *program);

/* A choice by weight, independent of all before; NULL when there is none. */
const struct member *picker_pick(const struct picker *picker, struct rng *rng);

#endif
