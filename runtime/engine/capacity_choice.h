/* Which number of users to try next, to find how many a server bears: doubled until the condition breaks,
 * then halfway between what held and what broke, until they are within 5 % (or one user); what is found is
 * confirmed by a longer step, and a tenth less is tried where that fails. Pure: knows no clock and no server.
 */
#ifndef SWARM_ENGINE_CAPACITY_CHOICE_H
#define SWARM_ENGINE_CAPACITY_CHOICE_H

#include "runtime/model/capacity_report.h"

#include <stdbool.h>
#include <stdint.h>

enum capacity_choice_phase {
    CAPACITY_RAISING,    /* nothing has broken it yet */
    CAPACITY_NARROWING,  /* between `held` and `broken` */
    CAPACITY_CONFIRMING, /* `held`, for longer */
    CAPACITY_OVER,       /* see `end` */
};

struct capacity_choice {
    enum capacity_choice_phase phase;
    uint64_t users;  /* to try now */
    uint64_t held;   /* the most for which it held; 0: none */
    uint64_t broken; /* the fewest for which it didn't; 0: none */
    bool is_limit;   /* it was this machine that broke it there */
    uint64_t most;   /* that are allowed */
    enum capacity_end end;
};

/* The first number to try is 1. */
void capacity_choice_init(struct capacity_choice *capacity, uint64_t most);

/* `users` have been tried, with that outcome. */
void capacity_choice_learn(struct capacity_choice *capacity, enum capacity_outcome outcome);

#endif
