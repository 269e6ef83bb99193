/* The hooks of the run: first values of `shared`, `setup` and `teardown` of the run, of kinds of users and of
 * sets, and `on message`. They run one after another on the first reactor, without a user and without
 * rows of statistics. Their requests go to the host of the run. Failures are logged. */
#ifndef SWARM_USER_HOOKS_H
#define SWARM_USER_HOOKS_H

#include "runtime/base/buffer.h"
#include "runtime/base/rng.h"
#include "runtime/base/vec.h"
#include "runtime/user/fiber.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARED_NONE UINT32_MAX

struct hook {
    const char *what; /* for the log, borrowed: "setup", "teardown of Shopping" */
    uint32_t function;
    uint32_t shared; /* index of the shared value that becomes its result, or SHARED_NONE */
    bool has_argument;
    value argument; /* owned */
};

/* A hook has ended; the next one hasn't started. `error` (borrowed) is what ended it, a runtime error or a
 * failed require or capture; the log has it already. NULL: it succeeded. */
typedef void hook_ended_callback(void *context, const struct hook *hook, const struct vm_error *error);

struct hooks {
    struct fiber fiber; /* first */
    struct rng code_rng, wait_rng;
    VEC(struct hook) queue;
    size_t first;          /* the current or next one */
    struct buffer failure; /* of the current one: its last failed request or expectation; empty: none */
    uint32_t failed_line;  /* where that is: a number of the program's lines; 0: unknown */
    hook_ended_callback *ended;
    void *context; /* of `ended` */
};

void hooks_init(struct hooks *hooks, struct scheduler *scheduler, hook_ended_callback *ended, void *context);
void hooks_free(struct hooks *hooks);

/* Appends a hook to the queue; takes its argument. */
void hooks_add(struct hooks *hooks, struct hook hook);

/* Whether no hook runs or is queued. */
bool hooks_are_done(const struct hooks *hooks);

/* Cancels the one that runs and drops the queue. `ended` isn't called. */
void hooks_cancel(struct hooks *hooks);

#endif
