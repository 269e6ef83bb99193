#include "runtime/cli/scenario_backend.h"

#include "runtime/engine/engine.h"

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

void scenario_backend_init(struct scenario_backend *context, const struct scenario *scenario,
                           const struct options *options)
{
    *context =
        (struct scenario_backend){.scenario = scenario, .options = options, .current = scenario->program};
}

const struct program *scenario_backend_program(void *opaque, const struct run_settings *settings,
                                               struct buffer *why)
{
    struct scenario_backend *context = opaque;

    scenario_backend_clear(context);
    if (settings->constant_count == 0)
        return context->current;
    context->own = program_compile(context, settings, why);
    if (context->own)
        context->current = context->own;
    return context->own;
}

static void *backend_open(void *opaque, const struct run_settings *settings, struct ev_loop *loop,
                          const struct backend_events *events, struct buffer *why)
{
    const struct program *program = scenario_backend_program(opaque, settings, why);
    struct run_backend engine;

    if (!program)
        return NULL;
    engine = engine_backend(program);
    return engine.open(engine.context, settings, loop, events, why);
}

struct run_backend scenario_backend(struct scenario_backend *context)
{
    struct run_backend backend = engine_backend(context->scenario->program);

    backend.context = context;
    backend.open = backend_open;
    return backend;
}

void scenario_backend_clear(struct scenario_backend *context)
{
    program_free(context->own);
    context->own = NULL;
    context->current = context->scenario->program;
}
