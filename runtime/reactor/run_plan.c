#include "runtime/reactor/run_plan.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/text/host_port.h"
#include "runtime/user/lease_stock.h"
#include "runtime/user/value_pool.h"

#include <inttypes.h>
#include <string.h>

/* ---- kinds ---- */

static bool name_is_listed(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static bool kind_exists(const struct program *program, const char *name)
{
    for (size_t i = 0; i < program->kinds_count; i++) {
        if (strcmp(program->kinds[i].name, name) == 0)
            return true;
    }
    return false;
}

static bool kinds_check(const struct program *program, const struct run_settings *settings,
                        struct buffer *why)
{
    if (program->kinds_count == 0) {
        buffer_append_text(why, "there is no `user` in the scenario");
        return false;
    }
    for (size_t i = 0; i < settings->selection.kind_count; i++) {
        if (kind_exists(program, settings->selection.kinds[i]))
            continue;
        buffer_printf(why, "there is no user `%s`; the users are", settings->selection.kinds[i]);
        for (size_t j = 0; j < program->kinds_count; j++)
            buffer_printf(why, "%s `%s`", j > 0 ? "," : "", program->kinds[j].name);
        return false;
    }
    return true;
}

static bool task_check(const struct program *program, const char *name, struct buffer *why)
{
    for (size_t i = 0; name && i < program->tasks_count; i++) {
        if (strcmp(program->tasks[i].name, name) == 0)
            return true;
    }
    if (name)
        buffer_printf(why, "there is no task `%s`", name);
    return !name;
}

/* A kind takes no part if tags exclude all its tasks. A kind that was written without tasks takes part. */
static bool kind_takes_part(const struct run_plan *plan, const struct run_settings *settings,
                            const struct kind *kind)
{
    const struct task_selector *selector = &plan->selectors[kind->set];

    if (settings->selection.kind_count > 0 &&
        !name_is_listed(kind->name, settings->selection.kinds, settings->selection.kind_count))
        return false;
    if (selector->count > 0)
        return true;
    if (selector->set->member_count == 0)
        log_warning("user %s has no tasks, so it only waits", kind->name);
    else
        log_warning("user %s has no selected tasks, so it doesn't run", kind->name);
    return selector->set->member_count == 0;
}

static bool kinds_choose(struct run_plan *plan, const struct run_settings *settings, struct buffer *why)
{
    const struct program *program = plan->run.program;
    bool any = false;

    plan->takes_part = mem_zalloc(program->kinds_count, sizeof *plan->takes_part);
    plan->shares = mem_zalloc(program->kinds_count, sizeof *plan->shares);
    for (size_t i = 0; i < program->kinds_count; i++) {
        const struct kind *kind = &program->kinds[i];

        plan->takes_part[i] = kind_takes_part(plan, settings, kind);
        if (plan->takes_part[i])
            plan->shares[i] = (struct kind_share){.weight = kind->weight, .fixed = kind->fixed};
        any = any || (plan->takes_part[i] && (kind->fixed > 0 || kind->weight > 0));
    }
    if (!any)
        buffer_append_text(why,
                           "there is no user to run: no user has selected tasks and a weight greater than 0");
    return any;
}

/* ---- how they talk ---- */

static void client_override(struct client_settings *client, const struct run_settings *settings)
{
    if (settings->client.insecure)
        client->verify = false;
    if (settings->client.resolve)
        client->resolve = settings->client.resolve;
    client->local_ips = settings->client.local_ips;
    if (settings->client.has_http_backend)
        client->backend = settings->client.http_backend;
}

static void clients_make(struct run_plan *plan, const struct run_settings *settings)
{
    const struct program *program = plan->run.program;
    size_t count = program->kinds_count;

    plan->clients = mem_zalloc(count + 1, sizeof *plan->clients);
    plan->hosts = mem_zalloc(count + 1, sizeof *plan->hosts);
    for (size_t i = 0; i < count; i++) {
        bool has_own = program->kinds[i].host && !(settings->client.host_wins && settings->client.host);

        plan->clients[i] = program->kinds[i].client;
        plan->hosts[i] = has_own ? program->kinds[i].host : settings->client.host;
        client_override(&plan->clients[i], settings);
    }
    plan->clients[count] = program->client;
    plan->hosts[count] = settings->client.host;
    client_override(&plan->clients[count], settings);
}

/* Checks the host for requests of `sender`. False, with the reason in `why`, if it is missing or invalid. */
static bool host_check(const struct run_plan *plan, const char *sender, size_t index, struct host_use use,
                       struct buffer *why)
{
    const char *host = plan->hosts[index], *wrong = host ? host_wrong(host, use.is_tcp) : NULL;

    if (use.line == 0 || (host && !wrong))
        return true;
    buffer_printf(why, "%s:%" PRIu32 ": ", plan->run.program->files[use.file].path, use.line);
    if (wrong)
        buffer_printf(why, "%s can't send requests to its host `%s`: %s", sender, host, wrong);
    else
        buffer_printf(why,
                      "%s has no host for this: name one with --host URL, or with `host \"URL\"` in the user",
                      sender);
    return false;
}

/* Checks this before the run: a user without a host would fail in a tight loop. */
static bool hosts_check(const struct run_plan *plan, struct buffer *why)
{
    const struct program *program = plan->run.program;
    struct buffer sender = {0};
    bool fine = host_check(plan, "`setup` or `teardown`", program->kinds_count, program->hook_host_use, why);

    for (size_t i = 0; i < program->kinds_count && fine; i++) {
        buffer_clear(&sender);
        buffer_printf(&sender, "user `%s`", program->kinds[i].name);
        if (plan->takes_part[i])
            fine = host_check(plan, buffer_text(&sender), i, program->kinds[i].host_use, why);
    }
    buffer_free(&sender);
    return fine;
}

/* ---- what they use up ---- */

static void pools_make(struct run_plan *plan)
{
    const struct program *program = plan->run.program;

    plan->pools = mem_zalloc(program->pools_count + 1, sizeof *plan->pools);
    for (size_t i = 0; i < program->pools_count; i++)
        plan->pools[i] = value_pool_new(program->pools[i].most);
}

static bool feeders_make(struct run_plan *plan, uint64_t seed, struct buffer *why)
{
    const struct program *program = plan->run.program;
    bool all = true;

    plan->feeders = mem_zalloc(program->data_count + 1, sizeof *plan->feeders);
    for (size_t i = 0; i < program->data_count; i++) {
        size_t before = why->length;

        plan->feeders[i] = feeder_new(&program->data[i], seed, i, why);
        if (plan->feeders[i])
            continue;
        all = false;
        if (before < why->length && i + 1 < program->data_count)
            buffer_append_char(why, '\n');
    }
    return all;
}

/* ---- what nodes lease ---- */

static size_t items_count(const struct program *program)
{
    return program->data_count + program->counters_count;
}

/* All rows of data, all numbers of a counter. */
static struct lease_range item_all(const struct run_plan *plan, size_t item)
{
    size_t data = plan->run.program->data_count;

    return item < data ? (struct lease_range){0, plan->feeders[item]->count}
                       : (struct lease_range){1, LEASE_NUMBER_MOST};
}

static bool is_leased(const struct program *program, size_t item)
{
    return item >= program->data_count || program->data[item].order == DATA_UNIQUE ||
           program->data[item].order == DATA_SEQUENTIAL;
}

static void leases_make(struct run_plan *plan, bool is_source)
{
    const struct program *program = plan->run.program;

    if (!is_source && !plan->is_part)
        return;
    plan->leases = mem_zalloc(items_count(program) + 1, sizeof *plan->leases);
    for (uint32_t i = 0; i < items_count(program); i++) {
        if (!is_leased(program, i))
            continue;
        plan->leases[i] = is_source ? lease_stock_new_source(i, item_all(plan, i))
                                    : lease_stock_new(i, rng_system() % (LEASE_NUMBER_MOST / 2));
    }
}

struct run_plan *run_plan_new(const struct program *program, const struct run_settings *settings,
                              const struct run_plan_extras *extras, struct buffer *why)
{
    struct run_plan *plan = mem_zalloc(1, sizeof *plan);
    struct task_filter filter = {settings->selection.tags,
                                 settings->selection.tag_count,
                                 settings->selection.exclude_tags,
                                 settings->selection.exclude_tag_count,
                                 extras->task,
                                 extras->in_order};

    plan->run.program = program;
    plan->is_part = settings->is_part;
    plan->stop_timeout = settings->stop_timeout;
    plan->has_task_limit = settings->iterations > 0;
    quota_init(&plan->tasks, settings->is_part ? 0 : settings->iterations);
    plan->selectors = task_selectors_new(program, &filter);
    clients_make(plan, settings);
    plan->counters = mem_zalloc(program->counters_count + 1, sizeof *plan->counters);
    pools_make(plan);
    if (!kinds_check(program, settings, why) || !task_check(program, extras->task, why) ||
        !kinds_choose(plan, settings, why) || (!extras->sends_nothing && !hosts_check(plan, why)) ||
        (!extras->sends_nothing && !feeders_make(plan, settings->seed, why))) {
        run_plan_free(plan);
        return NULL;
    }
    leases_make(plan, extras->deals_leases);
    plan->run = (struct run_context){.program = program,
                                     .selectors = plan->selectors,
                                     .clients = plan->clients,
                                     .hosts = plan->hosts,
                                     .feeders = plan->feeders,
                                     .counters = plan->counters,
                                     .pools = plan->pools,
                                     .leases = plan->leases,
                                     .seed = settings->seed,
                                     .worker_index = settings->worker_index,
                                     .worker_count = settings->worker_count,
                                     .skip_waits = extras->in_order};
    return plan;
}

void run_plan_free(struct run_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; plan->feeders && i < plan->run.program->data_count; i++)
        feeder_free(plan->feeders[i]);
    for (size_t i = 0; plan->leases && i < items_count(plan->run.program); i++)
        lease_stock_free(plan->leases[i]);
    for (size_t i = 0; i < plan->run.program->pools_count; i++)
        value_pool_free(plan->pools[i]);
    task_selectors_free(plan->selectors, plan->run.program);
    timetable_free(&plan->timetable);
    mem_free(plan->takes_part);
    mem_free(plan->shares);
    mem_free(plan->clients);
    mem_free(plan->hosts);
    mem_free(plan->feeders);
    mem_free(plan->counters);
    mem_free(plan->pools);
    mem_free(plan->leases);
    arena_free(&plan->arena);
    mem_free(plan);
}

/* ---- hooks ---- */

static void hook_add(struct run_plan *plan, struct hooks *hooks, const char *what, const char *of,
                     uint32_t function)
{
    struct hook hook = {.what = what, .function = function, .shared = SHARED_NONE};

    if (function == FUNCTION_NONE)
        return;
    if (of)
        hook.what = arena_printf(&plan->arena, "%s of %s", what, of);
    hooks_add(hooks, hook);
}

/* Marks the sets that can be reached from `set`. */
static void sets_mark(const struct run_plan *plan, uint32_t set, bool *marks)
{
    const struct task_selector *selector = &plan->selectors[set];

    if (marks[set])
        return;
    marks[set] = true;
    for (size_t i = 0; i < selector->count; i++) {
        if (selector->choices[i].member->kind == MEMBER_SET)
            sets_mark(plan, selector->choices[i].member->index, marks);
    }
}

/* The sets that take part, without the bodies of kinds. The caller frees the result. */
static bool *sets_that_take_part(const struct run_plan *plan)
{
    const struct program *program = plan->run.program;
    bool *marks = mem_zalloc(program->sets_count + 1, sizeof *marks);

    for (size_t i = 0; i < program->kinds_count; i++) {
        if (plan->takes_part[i])
            sets_mark(plan, program->kinds[i].set, marks);
    }
    for (size_t i = 0; i < program->kinds_count; i++)
        marks[program->kinds[i].set] = false;
    return marks;
}

void run_plan_hooks_before(struct run_plan *plan, struct hooks *hooks)
{
    const struct program *program = plan->run.program;
    bool *marks;

    if (plan->is_part)
        return;
    marks = sets_that_take_part(plan);
    for (uint32_t i = 0; i < program->shared_count; i++) {
        struct hook hook = {.function = program->shared[i].initialize, .shared = i};

        hook.what = arena_printf(&plan->arena, "initial value of %s", program->shared[i].name);
        if (hook.function != FUNCTION_NONE)
            hooks_add(hooks, hook);
    }
    for (size_t i = 0; i < program->setups_count; i++)
        hook_add(plan, hooks, "setup", NULL, program->setups[i]);
    for (size_t i = 0; i < program->kinds_count; i++) {
        if (plan->takes_part[i])
            hook_add(plan, hooks, "setup", program->kinds[i].name,
                     program->sets[program->kinds[i].set].setup);
    }
    for (size_t i = 0; i < program->sets_count; i++) {
        if (marks[i])
            hook_add(plan, hooks, "setup", program->sets[i].name, program->sets[i].setup);
    }
    mem_free(marks);
}

void run_plan_hooks_after(struct run_plan *plan, struct hooks *hooks)
{
    const struct program *program = plan->run.program;
    bool *marks;

    if (plan->is_part)
        return;
    marks = sets_that_take_part(plan);
    for (size_t i = 0; i < program->sets_count; i++) {
        if (marks[i])
            hook_add(plan, hooks, "teardown", program->sets[i].name, program->sets[i].teardown);
    }
    for (size_t i = 0; i < program->kinds_count; i++) {
        if (plan->takes_part[i])
            hook_add(plan, hooks, "teardown", program->kinds[i].name,
                     program->sets[program->kinds[i].set].teardown);
    }
    for (size_t i = 0; i < program->teardowns_count; i++)
        hook_add(plan, hooks, "teardown", NULL, program->teardowns[i]);
    mem_free(marks);
}

void run_plan_hooks_message(struct run_plan *plan, struct hooks *hooks, const char *type, value v)
{
    const struct program *program = plan->run.program;

    for (size_t i = 0; i < program->messages_count; i++) {
        const struct message_handler *handler = &program->messages[i];
        struct hook hook = {.what = "on message", .function = handler->function, .shared = SHARED_NONE};

        if (strcmp(handler->type, type) != 0)
            continue;
        hook.has_argument = true;
        hook.argument = value_copy(v);
        hooks_add(hooks, hook);
    }
}
