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
    vec_free(&pool->tasks.items);
    vec_free(&pool->hooks.items);
    mem_free(pool->kinds);
}

/* ---- places ---- */

static void block_add(struct user_pool *pool)
{
    struct user *block = mem_zalloc_lines(USER_POOL_BLOCK, sizeof *block);

    vec_push(&pool->blocks, block);
    for (size_t i = USER_POOL_BLOCK; i-- > 0;) {
        block[i].state = USER_ENDED;
        block[i].older = pool->free;
        pool->free = &block[i];
    }
}

static void kind_link(struct user_pool_kind *kind, struct user *user)
{
    user->older = kind->newest;
    if (kind->newest)
        kind->newest->newer = user;
    kind->newest = user;
    kind->count++;
}

/* Whether it runs and wasn't told to stop. */
static bool is_listed(const struct user_pool_kind *kind, const struct user *user)
{
    return kind->newest == user || user->newer;
}

static void kind_unlink(struct user_pool_kind *kind, struct user *user)
{
    if (kind->newest == user)
        kind->newest = user->older;
    else
        user->newer->older = user->older;
    if (user->older)
        user->older->newer = user->newer;
    user->newer = user->older = NULL;
    kind->count--;
}

static struct user *place_take(struct user_pool *pool)
{
    struct user *user;

    if (!pool->free)
        block_add(pool);
    user = pool->free;
    pool->free = user->older;
    pool->count++;
    return user;
}

void user_pool_spawn(struct user_pool *pool, uint32_t kind, uint64_t id, uint32_t root_times)
{
    struct user *user = place_take(pool);

    user_begin(user, pool->scheduler, kind, id, root_times);
    kind_link(&pool->kinds[kind], user);
}

void user_pool_arrive(struct user_pool *pool, uint32_t kind, uint64_t id, instant due)
{
    struct user *user = place_take(pool);

    user_arrive(user, pool->scheduler, kind, id, due);
    kind_link(&pool->kinds[kind], user);
}

bool user_pool_forget(struct user_pool *pool, struct user *user)
{
    bool by_itself = is_listed(&pool->kinds[user->kind], user);

    if (by_itself)
        kind_unlink(&pool->kinds[user->kind], user);
    user->older = pool->free;
    pool->free = user;
    pool->count--;
    return by_itself;
}

/* A place that nobody has is idle. */
void user_pool_open(const struct user_pool *pool, instant since, vm_open_heard *heard, void *context)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            fiber_open(&pool->blocks.items[i][j].fiber, since, heard, context);
    }
}

/* ---- going ---- */

static void departure_add(struct departures *departures, struct user *user, uint64_t id, nanos time)
{
    struct departure departure = {.user = user, .id = id, .when = instant_add(clock_now(), time)};

    vec_push(&departures->items, departure);
}

static void user_send_off(struct user_pool *pool, struct user *user)
{
    uint64_t id = user_id(user);
    nanos hooks_time = pool->stop_timeout > USER_POOL_HOOKS_TIME ? pool->stop_timeout : USER_POOL_HOOKS_TIME;

    user->is_going = true;
    if (pool->stop_timeout == 0)
        user_cut(user);
    else if (!user->is_arrival)
        user_stop(user);
    if (user->state == USER_ENDED)
        return;
    if (pool->stop_timeout > 0)
        departure_add(&pool->tasks, user, id, pool->stop_timeout);
    else
        departure_add(&pool->hooks, user, id, hooks_time);
}

void user_pool_remove(struct user_pool *pool, uint32_t kind, size_t count)
{
    while (count-- > 0 && pool->kinds[kind].newest) {
        struct user *user = pool->kinds[kind].newest;

        kind_unlink(&pool->kinds[kind], user);
        user_stop(user);
    }
}

static void user_end(struct user_pool *pool, struct user *user)
{
    struct user_pool_kind *kind = &pool->kinds[user->kind];

    if (user->state == USER_ENDED || user->is_going)
        return;
    if (is_listed(kind, user))
        kind_unlink(kind, user);
    user_send_off(pool, user);
}

void user_pool_stop(struct user_pool *pool)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            user_end(pool, &pool->blocks.items[i][j]);
    }
}

/* Those who were told to stop are in no list any more, so this looks at all places. */
void user_pool_kill(struct user_pool *pool)
{
    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++)
            user_kill(&pool->blocks.items[i][j]);
    }
}

static const struct departure *departures_first(const struct departures *departures)
{
    return departures->first < departures->items.count ? &departures->items.items[departures->first] : NULL;
}

/* Takes out the first whose time is up. */
static bool departure_take(struct departures *departures, instant now, struct departure *departure)
{
    const struct departure *first = departures_first(departures);

    if (!first || instant_before(now, first->when))
        return false;
    *departure = *first;
    if (++departures->first == departures->items.count)
        departures->first = departures->items.count = 0;
    return true;
}

static bool is_here(const struct departure *departure)
{
    return user_id(departure->user) == departure->id && departure->user->state != USER_ENDED;
}

bool user_pool_next(const struct user_pool *pool, instant *when)
{
    const struct departure *task = departures_first(&pool->tasks), *hook = departures_first(&pool->hooks);

    if (!task && !hook)
        return false;
    if (task && hook)
        *when = instant_before(task->when, hook->when) ? task->when : hook->when;
    else
        *when = task ? task->when : hook->when;
    return true;
}

void user_pool_turn(struct user_pool *pool)
{
    nanos hooks_time = pool->stop_timeout > USER_POOL_HOOKS_TIME ? pool->stop_timeout : USER_POOL_HOOKS_TIME;
    struct departure departure;
    instant now = clock_now();

    while (departure_take(&pool->tasks, now, &departure)) {
        if (!is_here(&departure))
            continue;
        user_cut(departure.user);
        if (is_here(&departure))
            departure_add(&pool->hooks, departure.user, departure.id, hooks_time);
    }
    while (departure_take(&pool->hooks, now, &departure)) {
        if (is_here(&departure))
            user_kill(departure.user);
    }
}
