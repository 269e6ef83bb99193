/* `swarm try`: one user, a few tasks, everything it does told to a watcher.
 *
 * The user is the same one as in a run, on a reactor of its own and the caller's thread; `setup` and
 * `teardown` run too. There are no statistics. In the mode "each task once" every set is gone through in the
 * order written, waits are left out and `interrupt` ends just its task. */
#ifndef SWARM_ENGINE_TRY_H
#define SWARM_ENGINE_TRY_H

#include "runtime/base/buffer.h"
#include "runtime/model/run_settings.h"
#include "runtime/net/transport.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct try_settings {
    struct run_settings run; /* host, seed, tags, client overrides; the rest is unused */
    const char *kind;        /* NULL: the first */
    const char *task;        /* only the tasks of that name; NULL: all */
    uint64_t tasks;          /* how many; 0: each once */
};

struct try_observer {
    void *context;
    /* A hook or task begins: "setup", "on start of Listener", "task songs". */
    void (*begins)(void *context, const char *what);
    void (*event)(void *context, const struct vm_event *event);
    void (*error)(void *context, const struct vm_error *error);
    void (*log)(void *context, const char *text, size_t length);
    http_watcher *wire; /* between VM_EVENT_REQUEST and VM_EVENT_RESPONSE; NULL: it isn't told */
};

struct try_result {
    uint64_t tasks;    /* that ran */
    uint64_t requests; /* that were reported, transactions aside */
    uint64_t failed;   /* of them */
    uint64_t errors;   /* runtime errors */
    bool setup_failed;
    bool interrupted; /* by SIGINT or SIGTERM */
};

/* Runs to the end. False with the reason in `why` when it can't begin (see engine_new). */
bool try_run(const struct program *program, const struct try_settings *settings,
             const struct try_observer *observer, struct try_result *result, struct buffer *why);

#endif
