#include "runtime/user/hooks.h"

#include "runtime/base/log.h"
#include "runtime/user/scheduler.h"

#include <inttypes.h>

/* Users are numbered from 1, so hooks have random streams of their own. */
#define HOOKS_USER 0

static const struct hook *hooks_running(const struct hooks *hooks)
{
    return &hooks->queue.items[hooks->first];
}

static void hook_begin(struct hooks *hooks)
{
    const struct hook *hook = hooks_running(hooks);
    const struct scheduler *scheduler = hooks->fiber.scheduler;

    buffer_clear(&hooks->failure);
    hooks->failed_line = 0;
    if (scheduler->owner.trace && hook->shared == SHARED_NONE)
        scheduler->owner.trace->begins(scheduler->owner.context, HOOKS_USER, hook->what);
    fiber_start(&hooks->fiber, hook->function, NULL, &hook->argument, hook->has_argument ? 1 : 0);
}

static void place_write(const struct program *program, uint32_t number, struct buffer *out)
{
    const struct scenario_line *line = number > 0 ? &program->lines[number - 1] : NULL;

    if (line)
        buffer_printf(out, "%s:%" PRIu32, program->files[line->file].path, line->line);
}

/* A hook that a failed require or capture has ended. */
static void skip_describe(const struct hooks *hooks, struct buffer *place, struct vm_error *error)
{
    place_write(hooks->fiber.scheduler->run->program, hooks->failed_line, place);
    *error = (struct vm_error){.message = hooks->failure.length > 0 ? buffer_text(&hooks->failure)
                                                                    : "a `require` or `capture` failed",
                               .location = buffer_text(place),
                               .trace = ""};
}

/* Logs what has ended the hook, and passes it on. */
static void hook_evaluate(const struct hooks *hooks, const struct hook *hook, const struct fiber_end *end)
{
    const struct vm_error *error = end->status == VM_ERROR ? end->error : NULL;
    struct vm_error skip;
    struct buffer place = {0};

    if (error) {
        log_error("%s: %s: %s", hook->what, error->location, error->message);
    } else if (end->outcome == VM_SKIPPED) {
        log_error("%s: a `require` or `capture` failed", hook->what);
        skip_describe(hooks, &place, &skip);
        error = &skip;
    }
    hooks->ended(hooks->context, hook, error);
    buffer_free(&place);
}

static void hook_ended(struct fiber *fiber, const struct fiber_end *end)
{
    struct hooks *hooks = (struct hooks *)fiber;
    const struct scheduler *scheduler = fiber->scheduler;
    struct hook hook = *hooks_running(hooks);

    if (end->status == VM_DONE && hook.shared != SHARED_NONE) {
        value_release(scheduler->common.shared[hook.shared]);
        scheduler->common.shared[hook.shared] = value_copy(end->result);
    }
    if (end->status == VM_DONE && end->outcome == VM_STOP_RUN)
        scheduler->owner.events->stop(scheduler->owner.context, "stop run");
    if (++hooks->first == hooks->queue.count)
        hooks->first = hooks->queue.count = 0;
    hook_evaluate(hooks, &hook, end);
    value_release(hook.argument);
    if (!hooks_are_done(hooks) && fiber->state == FIBER_IDLE)
        hook_begin(hooks);
}

static void hook_resumed(struct fiber *fiber)
{
    hook_begin((struct hooks *)fiber);
}

static const struct client_settings *hook_client(const struct fiber *fiber)
{
    return &fiber->scheduler->run->clients[fiber->scheduler->run->program->kinds_count];
}

static void hook_report(void *context, const struct vm_report *report)
{
    (void)context;
    (void)report;
}

static void hook_failure(void *context, const struct vm_failure *failure)
{
    struct hooks *hooks = context;
    const struct program *program = hooks->fiber.scheduler->run->program;
    const char *name = failure->row == ROW_DYNAMIC ? failure->name : program->rows[failure->row].name;
    int length = failure->row == ROW_DYNAMIC ? (int)failure->name_length : -1;

    buffer_clear(&hooks->failure);
    buffer_printf(&hooks->failure, "%s %.*s failed: %s%s%s%s", failure->type, length, name, failure->error,
                  *failure->actual ? " (" : "", failure->actual, *failure->actual ? ")" : "");
    hooks->failed_line = failure->counted_as;
    log_warning("%s: %s", hooks_running(hooks)->what, buffer_text(&hooks->failure));
}

static const struct fiber_class hook_class = {
    .observer = {.report = hook_report, .failure = hook_failure},
    .function_ended = hook_ended,
    .resumed = hook_resumed,
    .client_settings = hook_client,
};

void hooks_init(struct hooks *hooks, struct scheduler *scheduler, hook_ended_callback *ended, void *context)
{
    const struct run_context *run = scheduler->run;
    struct vm_environment *environment = &hooks->fiber.environment;

    *hooks = (struct hooks){.ended = ended, .context = context};
    fiber_init(&hooks->fiber, scheduler, &hook_class);
    environment->rng = &hooks->code_rng;
    environment->wait_rng = &hooks->wait_rng;
    environment->kind = "";
    environment->base_url = run->hosts[run->program->kinds_count];
    rng_seed(&hooks->code_rng, scheduler->run->seed, HOOKS_USER, RNG_CODE);
    rng_seed(&hooks->wait_rng, scheduler->run->seed, HOOKS_USER, RNG_WAIT);
}

void hooks_free(struct hooks *hooks)
{
    hooks_cancel(hooks);
    fiber_session_close(&hooks->fiber);
    vec_free(&hooks->queue);
    buffer_free(&hooks->failure);
}

void hooks_add(struct hooks *hooks, struct hook hook)
{
    bool is_first = hooks_are_done(hooks);

    vec_push(&hooks->queue, hook);
    if (is_first && hooks->fiber.state == FIBER_IDLE)
        fiber_yield(&hooks->fiber);
}

bool hooks_are_done(const struct hooks *hooks)
{
    return hooks->first == hooks->queue.count;
}

void hooks_cancel(struct hooks *hooks)
{
    fiber_cancel(&hooks->fiber);
    for (size_t i = hooks->first; i < hooks->queue.count; i++)
        value_release(hooks->queue.items[i].argument);
    hooks->first = hooks->queue.count = 0;
}
