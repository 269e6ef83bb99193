/* One whole run under control, on the engine of this node: for tests of runs. */
#ifndef SWARM_TESTS_SUPPORT_RUN_ONCE_H
#define SWARM_TESTS_SUPPORT_RUN_ONCE_H

#include "runtime/control/control.h"
#include "runtime/engine/engine.h"
#include "tests/support/test.h"

/* Ends control_run with the run; the context is control. */
static inline void run_once_ended(void *context, const struct snapshot *snapshot)
{
    (void)snapshot;
    control_leave(context);
}

/* Runs to the end; returns the final snapshot, which the caller frees, or NULL where it can't run, which
 * fails the test. */
static inline struct snapshot *run_again(struct control *control, const struct run_settings *settings)
{
    const struct control_observer leaver = {.context = control, .ended = run_once_ended};
    struct buffer why = {0};
    bool has_started;

    control_observe(control, &leaver);
    has_started = control_start(control, settings, &why);
    CHECK_TEXT(buffer_text(&why), "");
    buffer_free(&why);
    if (has_started)
        control_run(control);
    control_unobserve(control, &leaver);
    return has_started ? control_snapshot(control) : NULL;
}

/* The same with a control of its own, which `*control` refers to while it goes on. */
static inline struct snapshot *run_once(const struct program *program, const struct run_settings *settings,
                                        const struct control_observer *observer, struct control **control)
{
    const struct run_backend backend = engine_backend(program);
    struct snapshot *snapshot;

    *control = control_new(&backend);
    control_observe(*control, observer);
    snapshot = run_again(*control, settings);
    control_free(*control);
    *control = NULL;
    return snapshot;
}

#endif
