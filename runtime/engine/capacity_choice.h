/* The next number of users to try in a capacity search. Pure functions: no clock and no server.
 *
 * The number is doubled until the condition isn't met. Then the search tries the middle between the largest
 * number that met the condition and the smallest that didn't, until they are within 5 % of each other, or one
 * user apart. A longer step confirms the result. If it fails, the search tries to confirm a number that is 10
 * % smaller. */
#ifndef SWARM_ENGINE_CAPACITY_CHOICE_H
#define SWARM_ENGINE_CAPACITY_CHOICE_H

#include "runtime/model/capacity_report.h"

#include <stdbool.h>
#include <stdint.h>

enum capacity_choice_phase {
    CAPACITY_RAISING,    /* all numbers so far met the condition */
    CAPACITY_NARROWING,  /* the next number is between `met` and `missed` */
    CAPACITY_CONFIRMING, /* tries `met` again, with a longer step */
    CAPACITY_OVER,       /* the result is in `end` and `met` */
};

struct capacity_choice {
    enum capacity_choice_phase phase;
    uint64_t users;            /* to try now; 1 or more */
    uint64_t met;              /* the largest number that met the condition; 0: none did */
    uint64_t missed;           /* the smallest number that didn't; 0: all did */
    bool is_generator_limited; /* the load generator was the limit at `missed` */
    uint64_t most;             /* the largest number to try */
    enum capacity_end end;
};

/* A search that starts with 1 user and tries `most` users at most. */
void capacity_choice_init(struct capacity_choice *choice, uint64_t most);

/* Passes the outcome of the step with `users` users. Sets the next phase and number. Not allowed in
 * CAPACITY_OVER. */
void capacity_choice_learn(struct capacity_choice *choice, enum capacity_outcome outcome);

#endif
