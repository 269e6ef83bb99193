#include "runtime/cli/scenario_backend.h"

#include "runtime/base/alloc.h"
#include "runtime/engine/engine.h"

struct run {
    struct program *own; /* compiled for this run; NULL: it runs the scenario's */
    struct run_backend engine;
    void *run; /* the engine's */
};

/* NULL if the scenario can't be compiled with these constants; `why` has the messages of the compiler. */
static struct program *program_compile(const struct scenario_backend *context,
                                       const struct run_settings *settings, struct buffer *why)
{
    struct arena arena;
    struct program *program;
    const char **overrides;

    arena_init(&arena);
    overrides = arena_zalloc(&arena, (settings->constant_count + 1) * sizeof *overrides);
    for (size_t i = 0; i < settings->constant_count; i++)
        overrides[i] =
            arena_printf(&arena, "%s=%s", settings->constants[i].name, settings->constants[i].value);
    program = scenario_compile_with(context->scenario, context->options, overrides, why);
    arena_free(&arena);
    return program;
}

static void *backend_open(void *opaque, const struct run_settings *settings, struct ev_loop *loop,
                          const struct backend_events *events, struct buffer *why)
{
    const struct scenario_backend *context = opaque;
    struct run *run = mem_zalloc(1, sizeof *run);

    if (settings->constant_count > 0)
        run->own = program_compile(context, settings, why);
    if (run->own || settings->constant_count == 0) {
        run->engine = engine_backend(run->own ? run->own : context->scenario->program);
        run->run = run->engine.open(run->engine.context, settings, loop, events, why);
    }
    if (run->run)
        return run;
    program_free(run->own);
    mem_free(run);
    return NULL;
}

static void backend_begin(void *opaque)
{
    struct run *run = opaque;

    run->engine.begin(run->run);
}

static bool backend_set_users(void *opaque, uint64_t users, double rate)
{
    struct run *run = opaque;

    return run->engine.set_users(run->run, users, rate);
}

static bool backend_set_population(void *opaque, const struct population *population, double rate)
{
    struct run *run = opaque;

    return run->engine.set_population(run->run, population, rate);
}

static void backend_stop(void *opaque, const char *why, bool at_once)
{
    struct run *run = opaque;

    run->engine.stop(run->run, why, at_once);
}

static void backend_reset(void *opaque)
{
    struct run *run = opaque;

    run->engine.reset(run->run);
}

static struct snapshot *backend_snapshot(const void *opaque)
{
    const struct run *run = opaque;

    return run->engine.snapshot(run->run);
}

static void backend_close(void *opaque)
{
    struct run *run = opaque;

    run->engine.close(run->run);
    program_free(run->own);
    mem_free(run);
}

struct run_backend scenario_backend(const struct scenario_backend *context)
{
    return (struct run_backend){
        .context = (void *)context, /* `open` only reads it */
        .open = backend_open,
        .begin = backend_begin,
        .set_users = backend_set_users,
        .set_population = backend_set_population,
        .stop = backend_stop,
        .reset = backend_reset,
        .snapshot = backend_snapshot,
        .close = backend_close,
    };
}
