/* The engine as a backend of control. */
#include "runtime/engine/engine_state.h"

static void *backend_open(void *context, const struct run_settings *settings, struct ev_loop *loop,
                          const struct backend_events *events, struct buffer *why)
{
    return engine_new(context, settings, loop, events, NULL, why);
}

static void backend_begin(void *run)
{
    engine_begin(run);
}

static bool backend_set_users(void *run, uint64_t users, double rate)
{
    return engine_set_users(run, users, rate);
}

static bool backend_set_population(void *run, const struct population *population, double rate)
{
    return engine_set_population(run, population, rate);
}

static void backend_stop(void *run, const char *why, bool at_once)
{
    if (at_once)
        engine_stop_now(run, why);
    else
        engine_stop_as(run, RUN_STOPPED, why);
}

static void backend_reset(void *run)
{
    engine_numbers_reset(run);
}

static void backend_publish(void *run, const char *type, value v)
{
    engine_publish(run, type, v);
}

static void backend_share(void *run, const value *values, size_t count)
{
    engine_share(run, values, count);
}

static void backend_lease(void *run, const struct lease_answer *answer)
{
    engine_lease(run, answer);
}

static void backend_deal(void *run, const struct run_share *share)
{
    engine_deal(run, share);
}

static struct population backend_population(const void *run)
{
    const struct engine *engine = run;

    return population_copy(&engine->users.division.users);
}

static struct snapshot *backend_snapshot(const void *run)
{
    return engine_snapshot(run, false);
}

static void backend_close(void *run)
{
    engine_free(run);
}

struct engine *engine_open(const struct program *program, const struct run_settings *settings,
                           struct ev_loop *loop, const struct backend_events *events,
                           const struct engine_nodes *nodes, struct buffer *why)
{
    return engine_new(program, settings, loop, events, nodes, why);
}

struct run_backend engine_backend(const struct program *program)
{
    return (struct run_backend){
        .context = (void *)program, /* `open` only reads it */
        .open = backend_open,
        .begin = backend_begin,
        .set_users = backend_set_users,
        .set_population = backend_set_population,
        .stop = backend_stop,
        .reset = backend_reset,
        .publish = backend_publish,
        .share = backend_share,
        .lease = backend_lease,
        .deal = backend_deal,
        .population = backend_population,
        .snapshot = backend_snapshot,
        .close = backend_close,
    };
}
