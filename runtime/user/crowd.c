#include "runtime/user/crowd.h"

#include "runtime/user/world.h"

void crowd_init(struct crowd *crowd, struct world *world, nanos stop_timeout)
{
    *crowd = (struct crowd){.world = world, .stop_timeout = stop_timeout};
    crowd->kinds = mem_zalloc(world->run->program->kinds_count + 1, sizeof *crowd->kinds);
}

void crowd_free(struct crowd *crowd)
{
    crowd_kill(crowd);
    for (size_t i = 0; i < crowd->blocks.count; i++)
        mem_free(crowd->blocks.items[i]);
    vec_free(&crowd->blocks);
    vec_free(&crowd->tasks.items);
    vec_free(&crowd->hooks.items);
    mem_free(crowd->kinds);
}

/* ---- places ---- */

static void block_add(struct crowd *crowd)
{
    struct user *block = mem_zalloc_lines(CROWD_BLOCK, sizeof *block);

    vec_push(&crowd->blocks, block);
    for (size_t i = CROWD_BLOCK; i-- > 0;) {
        block[i].state = USER_ENDED;
        block[i].older = crowd->free;
        crowd->free = &block[i];
    }
}

static void kind_link(struct crowd_kind *kind, struct user *user)
{
    user->older = kind->newest;
    if (kind->newest)
        kind->newest->newer = user;
    kind->newest = user;
    kind->count++;
}

/* Whether it runs and wasn't told to stop. */
static bool is_listed(const struct crowd_kind *kind, const struct user *user)
{
    return kind->newest == user || user->newer;
}

static void kind_unlink(struct crowd_kind *kind, struct user *user)
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

static struct user *place_take(struct crowd *crowd)
{
    struct user *user;

    if (!crowd->free)
        block_add(crowd);
    user = crowd->free;
    crowd->free = user->older;
    crowd->count++;
    return user;
}

void crowd_spawn(struct crowd *crowd, uint32_t kind, uint64_t id, uint32_t root_times)
{
    struct user *user = place_take(crowd);

    user_begin(user, crowd->world, kind, id, root_times);
    kind_link(&crowd->kinds[kind], user);
}

void crowd_arrive(struct crowd *crowd, uint32_t kind, uint64_t id, instant due)
{
    struct user *user = place_take(crowd);

    user_arrive(user, crowd->world, kind, id, due);
    kind_link(&crowd->kinds[kind], user);
}

bool crowd_forget(struct crowd *crowd, struct user *user)
{
    bool by_itself = is_listed(&crowd->kinds[user->kind], user);

    if (by_itself)
        kind_unlink(&crowd->kinds[user->kind], user);
    user->older = crowd->free;
    crowd->free = user;
    crowd->count--;
    return by_itself;
}

/* A place that nobody has is idle. */
void crowd_open(const struct crowd *crowd, instant since, vm_open_heard *heard, void *context)
{
    for (size_t i = 0; i < crowd->blocks.count; i++) {
        for (size_t j = 0; j < CROWD_BLOCK; j++)
            actor_open(&crowd->blocks.items[i][j].actor, since, heard, context);
    }
}

/* ---- going ---- */

static void departure_add(struct departures *departures, struct user *user, uint64_t id, nanos time)
{
    struct departure departure = {.user = user, .id = id, .when = instant_add(clock_now(), time)};

    vec_push(&departures->items, departure);
}

static void user_send_off(struct crowd *crowd, struct user *user)
{
    uint64_t id = user_id(user);
    nanos hooks_time = crowd->stop_timeout > CROWD_HOOKS_TIME ? crowd->stop_timeout : CROWD_HOOKS_TIME;

    user->is_going = true;
    if (crowd->stop_timeout == 0)
        user_cut(user);
    else if (!user->is_arrival)
        user_stop(user);
    if (user->state == USER_ENDED)
        return;
    if (crowd->stop_timeout > 0)
        departure_add(&crowd->tasks, user, id, crowd->stop_timeout);
    else
        departure_add(&crowd->hooks, user, id, hooks_time);
}

void crowd_remove(struct crowd *crowd, uint32_t kind, size_t count)
{
    while (count-- > 0 && crowd->kinds[kind].newest) {
        struct user *user = crowd->kinds[kind].newest;

        kind_unlink(&crowd->kinds[kind], user);
        user_stop(user);
    }
}

static void user_end(struct crowd *crowd, struct user *user)
{
    struct crowd_kind *kind = &crowd->kinds[user->kind];

    if (user->state == USER_ENDED || user->is_going)
        return;
    if (is_listed(kind, user))
        kind_unlink(kind, user);
    user_send_off(crowd, user);
}

void crowd_stop(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->blocks.count; i++) {
        for (size_t j = 0; j < CROWD_BLOCK; j++)
            user_end(crowd, &crowd->blocks.items[i][j]);
    }
}

/* Those who were told to stop are in no list any more, so this looks at all places. */
void crowd_kill(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->blocks.count; i++) {
        for (size_t j = 0; j < CROWD_BLOCK; j++)
            user_kill(&crowd->blocks.items[i][j]);
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

bool crowd_next(const struct crowd *crowd, instant *when)
{
    const struct departure *task = departures_first(&crowd->tasks), *hook = departures_first(&crowd->hooks);

    if (!task && !hook)
        return false;
    if (task && hook)
        *when = instant_before(task->when, hook->when) ? task->when : hook->when;
    else
        *when = task ? task->when : hook->when;
    return true;
}

void crowd_turn(struct crowd *crowd)
{
    nanos hooks_time = crowd->stop_timeout > CROWD_HOOKS_TIME ? crowd->stop_timeout : CROWD_HOOKS_TIME;
    struct departure departure;
    instant now = clock_now();

    while (departure_take(&crowd->tasks, now, &departure)) {
        if (!is_here(&departure))
            continue;
        user_cut(departure.user);
        if (is_here(&departure))
            departure_add(&crowd->hooks, departure.user, departure.id, hooks_time);
    }
    while (departure_take(&crowd->hooks, now, &departure)) {
        if (is_here(&departure))
            user_kill(departure.user);
    }
}
