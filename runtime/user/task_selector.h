/* What a set chooses from: its members after tags and task names have been applied, with their weights added
 * up. Made once before the run, immutable, read by all reactors. */
#ifndef SWARM_USER_TASK_SELECTOR_H
#define SWARM_USER_TASK_SELECTOR_H

#include "runtime/base/rng.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which tasks take part. All-zero: all. */
struct task_filter {
    const char *const *tags; /* only tasks with any of these; none: all */
    size_t tag_count;
    const char *const *exclude_tags; /* no tasks with any of these */
    size_t exclude_tag_count;
    const char *task; /* only tasks of that name; NULL: all */
    bool in_order;    /* sets are gone through like sequences, each task once (swarm try) */
};

struct task_choice {
    const struct member *member;
    double up_to; /* weights of this choice and of all before it */
};

/* One for each set of the program. A set none of whose tasks takes part has no choices, and is nobody's
 * choice. */
struct task_selector {
    const struct set *set;
    struct task_choice *choices;
    size_t count;
    double total;    /* of the weights */
    bool is_ordered; /* a sequence, or a set in the mode `in_order` */
    bool is_once;    /* each member once, whatever its `times` */
};

/* An array of program->sets_count selectors, freed by task_selectors_free with the same program. */
struct task_selector *task_selectors_new(const struct program *program, const struct task_filter *filter);
void task_selectors_free(struct task_selector *selectors, const struct program *program);

/* A choice by weight, independent of all before; NULL when there is none. */
const struct member *task_selector_pick(const struct task_selector *selector, struct rng *rng);

#endif
