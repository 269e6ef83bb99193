#include "runtime/user/user_pool.h"

#include "runtime/user/scheduler.h"

void user_pool_init(struct user_pool *pool, struct scheduler *scheduler, nanos stop_timeout)
{
    *pool = (struct user_pool){.scheduler = scheduler, .stop_timeout = stop_timeout};
    pool->kinds = mem_zalloc(scheduler->run->program->kinds_count + 1, sizeof *pool->kinds);
}

void user_pool_free(struct user_pool *pool)
{
    user_pool_kill(pool);
    for (size_t i = 0; i < pool->blocks.count; i++)
        mem_free(pool->blocks.items[i]);
    vec_free(&pool->blocks);
    vec_free(&pool->task_deadlines.items);
    vec_free(&pool->hook_deadlines.items);
    mem_free(pool->kinds);
}

/* ---- memory and lists ---- */

static void block_add(struct user_pool *pool)
{
    struct user *block = mem_zalloc_lines(USER_POOL_BLOCK, sizeof *block);

    vec_push(&pool->blocks, block);
    for (size_t i = USER_POOL_BLOCK; i-- > 0;) {
        block[i].state = USER_ENDED;
        block[i].links.older = pool->free;
        pool->free = &block[i];
    }
}

static void kind_link(struct user_pool_kind *kind, struct user *user)
{
    user->links.older = kind->newest;
    if (kind->newest)
        kind->newest->links.newer = user;
    kind->newest = user;
    kind->count++;
}

/* True if the user is in the list of its kind, that is, it isn't stopping. */
static bool is_listed(const struct user_pool_kind *kind, const struct user *user)
{
    return kind->newest == user || user->links.newer;
}

static void kind_unlink(struct user_pool_kind *kind, struct user *user)
{
    if (kind->newest == user)
        kind->newest = user->links.older;
    else
        user->links.newer->links.older = user->links.older;
    if (user->links.older)
        user->links.older->links.newer = user->links.newer;
    user->links.newer = user->links.older = NULL;
    kind->count--;
}

static struct user *slot_take(struct user_pool *pool)
{
    struct user *user;

    if (!pool->free)
        block_add(pool);
    user = pool->free;
    pool->free = user->links.older;
    pool->count++;
    return user;
}

void user_pool_spawn(struct user_pool *pool, uint32_t kind, uint64_t id, uint32_t root_times)
{
    struct user *user = slot_take(pool);

    user_begin(user, pool->scheduler, kind, id, root_times);
    kind_link(&pool->kinds[kind], user);
}

void user_pool_arrive(struct user_pool *pool, uint32_t kind, uint64_t id, instant due)
{
    struct user *user = slot_take(pool);

    user_arrive(user, pool->scheduler, kind, id, due);
    kind_link(&pool->kinds[kind], user);
}

bool user_pool_release(struct user_pool *pool, struct user *user)
{
    bool by_itself = is_listed(&pool->kinds[user->kind], user);

    if (by_itself)
        kind_unlink(&pool->kinds[user->kind], user);
    user->links.older = pool->free;
    pool->free = user;
    pool->count--;
    return by_itself;
}

/* The fiber of a free user is idle. */
void user_pool_report_pending(const struct user_pool *pool, instant since, vm_pending_reporter *reporter,
                              void *context)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            fiber_report_pending(&pool->blocks.items[i][j].fiber, since, reporter, context);
    }
}

/* ---- ending ---- */

static void deadline_add(struct deadlines *deadlines, struct user *user, uint64_t id, nanos time)
{
    struct deadline deadline = {.user = user, .id = id, .when = instant_add(clock_now(), time)};

    vec_push(&deadlines->items, deadline);
}

static void user_stop_by_deadline(struct user_pool *pool, struct user *user)
{
    uint64_t id = user_id(user);
    nanos hooks_time = pool->stop_timeout > USER_POOL_HOOKS_TIME ? pool->stop_timeout : USER_POOL_HOOKS_TIME;

    user->has_deadline = true;
    if (pool->stop_timeout == 0)
        user_stop_now(user);
    else if (!user->is_arrival)
        user_stop(user);
    if (user->state == USER_ENDED)
        return;
    if (pool->stop_timeout > 0)
        deadline_add(&pool->task_deadlines, user, id, pool->stop_timeout);
    else
        deadline_add(&pool->hook_deadlines, user, id, hooks_time);
}

void user_pool_remove(struct user_pool *pool, uint32_t kind, size_t count)
{
    while (count-- > 0 && pool->kinds[kind].newest) {
        struct user *user = pool->kinds[kind].newest;

        kind_unlink(&pool->kinds[kind], user);
        user_stop(user);
    }
}

static void user_stop_once(struct user_pool *pool, struct user *user)
{
    struct user_pool_kind *kind = &pool->kinds[user->kind];

    if (user->state == USER_ENDED || user->has_deadline)
        return;
    if (is_listed(kind, user))
        kind_unlink(kind, user);
    user_stop_by_deadline(pool, user);
}

void user_pool_stop(struct user_pool *pool)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            user_stop_once(pool, &pool->blocks.items[i][j]);
    }
}

/* Stopping users are in no list, so this looks at all memory. */
void user_pool_kill(struct user_pool *pool)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            user_kill(&pool->blocks.items[i][j]);
    }
}

static const struct deadline *deadlines_first(const struct deadlines *deadlines)
{
    return deadlines->first < deadlines->items.count ? &deadlines->items.items[deadlines->first] : NULL;
}

/* Removes the first deadline if it has passed. */
static bool deadline_take(struct deadlines *deadlines, instant now, struct deadline *deadline)
{
    const struct deadline *first = deadlines_first(deadlines);

    if (!first || instant_before(now, first->when))
        return false;
    *deadline = *first;
    if (++deadlines->first == deadlines->items.count)
        deadlines->first = deadlines->items.count = 0;
    return true;
}

static bool is_current(const struct deadline *deadline)
{
    return user_id(deadline->user) == deadline->id && deadline->user->state != USER_ENDED;
}

bool user_pool_next_deadline(const struct user_pool *pool, instant *when)
{
    const struct deadline *task = deadlines_first(&pool->task_deadlines),
                          *hook = deadlines_first(&pool->hook_deadlines);

    if (!task && !hook)
        return false;
    if (task && hook)
        *when = instant_before(task->when, hook->when) ? task->when : hook->when;
    else
        *when = task ? task->when : hook->when;
    return true;
}

void user_pool_enforce_deadlines(struct user_pool *pool)
{
    nanos hooks_time = pool->stop_timeout > USER_POOL_HOOKS_TIME ? pool->stop_timeout : USER_POOL_HOOKS_TIME;
    struct deadline deadline;
    instant now = clock_now();

    while (deadline_take(&pool->task_deadlines, now, &deadline)) {
        if (!is_current(&deadline))
            continue;
        user_stop_now(deadline.user);
        if (is_current(&deadline))
            deadline_add(&pool->hook_deadlines, deadline.user, deadline.id, hooks_time);
    }
    while (deadline_take(&pool->hook_deadlines, now, &deadline)) {
        if (is_current(&deadline))
            user_kill(deadline.user);
    }
}
