/* The members that a set chooses from, after the filter by tags and task names, with cumulative weights.
 * Created once before the run; immutable; read by all reactors. */
#ifndef SWARM_USER_TASK_SELECTOR_H
#define SWARM_USER_TASK_SELECTOR_H

#include "runtime/base/rng.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which tasks take part. Zero bytes: all. */
struct task_filter {
    const char *const *tags; /* only tasks with one of these; none: all */
    size_t tag_count;
    const char *const *exclude_tags; /* no task with one of these */
    size_t exclude_tag_count;
    const char *task; /* only tasks of that name; NULL: all */
    bool in_order;    /* run the members of each set in order, each once (`swarm try`) */
};

struct task_choice {
    const struct member *member;
    double cumulative_weight; /* of this choice and all before it */
};

/* The choices of one set of the program. A set none of whose tasks takes part has no choices, and no set
 * chooses it. */
struct task_selector {
    const struct set *set;
    struct task_choice *choices;
    size_t count;
    double total;    /* of the weights */
    bool is_ordered; /* a sequence, or any set with `in_order` */
    bool is_once;    /* each member runs once, `times` is ignored */
};

/* An array of program->sets_count selectors. Free it with task_selectors_free and the same program. */
struct task_selector *task_selectors_new(const struct program *program, const struct task_filter *filter);
void task_selectors_free(struct task_selector *selectors, const struct program *program);

/* A random choice by weight, independent of earlier ones; NULL: there is no choice. */
const struct member *task_selector_pick(const struct task_selector *selector, struct rng *rng);

#endif
