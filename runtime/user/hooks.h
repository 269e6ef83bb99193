/* The hooks of the run: first values of `shared`, `setup` and `teardown` of the run, of users and of sets,
 * and `on message`. They run one after another on one reactor, for nobody: without user, rows or statistics.
 * Their requests go to the run's host; those that fail are logged. */
#ifndef SWARM_USER_HOOKS_H
#define SWARM_USER_HOOKS_H

#include "runtime/base/rng.h"
#include "runtime/base/vec.h"
#include "runtime/user/fiber.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARED_NONE UINT32_MAX

struct hook {
    const char *what; /* "setup", "teardown of Shopping", for the log; borrowed */
    uint32_t function;
    uint32_t shared; /* index of the shared value that the result is, or SHARED_NONE */
    bool has_argument;
    value argument; /* owned */
};

struct hooks {
    struct fiber fiber; /* first */
    struct rng code_rng, wait_rng;
    VEC(struct hook) queue;
    size_t first; /* that runs, or will next */
    /* One has ended. `has_failed`: by require, capture or a runtime error, which has been logged. Called
     * before the next one begins. */
    void (*ended)(void *context, const struct hook *hook, bool has_failed);
    void *context; /* of `ended` */
};

void hooks_init(struct hooks *hooks, struct scheduler *scheduler,
                void (*ended)(void *context, const struct hook *hook, bool has_failed), void *context);
void hooks_free(struct hooks *hooks);

/* Runs it after those that are there already; takes the argument. */
void hooks_add(struct hooks *hooks, struct hook hook);

/* Whether none runs or waits. */
bool hooks_are_done(const struct hooks *hooks);

/* Drops those that run or wait; `ended` isn't called for them. */
void hooks_cut(struct hooks *hooks);

#endif
