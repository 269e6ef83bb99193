/* `swarm try`: one user and a few tasks. An observer gets everything that happens.
 *
 * The user is the same as in a run, on a reactor of its own in the thread of the caller. `setup` and
 * `teardown` run too. There are no statistics. In the mode "each task once" the members of every set run in
 * the order written, without waits, and `interrupt` ends only its task. */
#ifndef SWARM_ENGINE_TRY_H
#define SWARM_ENGINE_TRY_H

#include "runtime/base/buffer.h"
#include "runtime/model/run_settings.h"
#include "runtime/net/transport.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stdint.h>

struct try_settings {
    struct run_settings run; /* host, seed, tags, client overrides; the other members are unused */
    const char *kind;        /* NULL: the first kind */
    const char *task;        /* only tasks of that name; NULL: all */
    uint64_t tasks;          /* number of tasks; 0: each once */
};

struct try_observer {
    void *context;
    /* A hook or task starts: "setup", "on start of Listener", "task songs". */
    void (*begins)(void *context, const char *what);
    void (*event)(void *context, const struct vm_event *event);
    void (*error)(void *context, const struct vm_error *error);
    void (*log)(void *context, const char *text, size_t length);
    http_watcher *wire; /* called between VM_EVENT_REQUEST and VM_EVENT_RESPONSE; may be NULL */
};

struct try_result {
    uint64_t tasks;    /* tasks that ran */
    uint64_t requests; /* requests reported, without transactions */
    uint64_t failed;   /* failed requests */
    uint64_t errors;   /* runtime errors */
    bool setup_failed;
    bool interrupted; /* by SIGINT or SIGTERM */
};

/* Runs to the end. False: it can't start (see engine_new); the reason is in `why`. */
bool try_run(const struct program *program, const struct try_settings *settings,
             const struct try_observer *observer, struct try_result *result, struct buffer *why);

#endif
