#include "runtime/load/load.h"

#include <math.h>

static void stage_add(struct load *load, nanos duration, uint64_t from, uint64_t to)
{
    struct load_stage stage = {.start = load->length, .duration = duration, .from = from, .to = to};

    vec_push(&load->stages, stage);
    load->length += duration;
}

void load_init(struct load *load, uint64_t from, uint64_t users, double spawn_rate)
{
    double seconds = users > from && spawn_rate > 0 ? (double)(users - from) / spawn_rate : 0;

    *load = (struct load){0};
    /* The limit avoids overflow at rates close to 0. */
    stage_add(load, (nanos)fmin(seconds * (double)NANOS_PER_S, 0x1p60), from, users);
}

static uint64_t phase_end(const struct load_phase *phase)
{
    return phase->target > 0 ? (uint64_t)llround(phase->target) : 0;
}

static uint64_t steps_add(struct load *load, const struct load_phase *phase, uint64_t users)
{
    uint64_t step = phase->step >= 1 ? (uint64_t)llround(phase->step) : 1, target = phase_end(phase);

    while (users < target) {
        users = target - users > step ? users + step : target;
        stage_add(load, phase->duration, users, users);
    }
    return users;
}

void load_init_phases(struct load *load, const struct load_phase *phases, size_t count)
{
    uint64_t users = 0;

    *load = (struct load){0};
    for (size_t i = 0; i < count; i++) {
        switch (phases[i].kind) {
        case LOAD_RAMP_USERS:
            stage_add(load, phases[i].duration, users, phase_end(&phases[i]));
            users = phase_end(&phases[i]);
            break;
        case LOAD_HOLD: stage_add(load, phases[i].duration, users, users); break;
        case LOAD_STEP: users = steps_add(load, &phases[i], users); break;
        case LOAD_RAMP_RATE:
        case LOAD_RATE: break;
        }
    }
}

void load_free(struct load *load)
{
    vec_free(&load->stages);
}

uint64_t load_most(const struct load *load)
{
    uint64_t most = 0;

    for (size_t i = 0; i < load->stages.count; i++)
        most = load->stages.items[i].to > most ? load->stages.items[i].to : most;
    return most;
}

/* a * b / c, rounded down, without intermediate overflow. */
static uint64_t scale(uint64_t a, uint64_t b, uint64_t c)
{
    return (uint64_t)((unsigned __int128)a * b / c);
}

static uint64_t stage_users(const struct load_stage *stage, nanos time)
{
    uint64_t change = stage->to > stage->from ? stage->to - stage->from : stage->from - stage->to, done;

    if (time >= stage->duration)
        return stage->to;
    done = scale((uint64_t)time, change, (uint64_t)stage->duration);
    if (stage->to < stage->from)
        return stage->from - done;
    return done + 1 < change ? stage->from + done + 1 : stage->to;
}

/* The last stage that has begun. Binary search, because a load may have a million steps, and each one is a
 * stage. */
static const struct load_stage *stage_at(const struct load *load, nanos time)
{
    size_t first = 0, behind = load->stages.count;

    while (behind - first > 1) {
        size_t middle = first + (behind - first) / 2;

        if (load->stages.items[middle].start <= time)
            first = middle;
        else
            behind = middle;
    }
    return &load->stages.items[first];
}

uint64_t load_users(const struct load *load, nanos time)
{
    const struct load_stage *stage;

    if (load->stages.count == 0)
        return 0;
    stage = stage_at(load, time);
    return stage_users(stage, time - stage->start);
}

uint64_t load_goal(const struct load *load, nanos time)
{
    return load->stages.count > 0 ? stage_at(load, time)->to : 0;
}

/* The time in a stage at which its k-th change is due, rounded up. */
static nanos change_time(const struct load_stage *stage, uint64_t change, uint64_t k)
{
    return (nanos)scale(k, (uint64_t)stage->duration, change) +
           ((unsigned __int128)k * (uint64_t)stage->duration % change != 0);
}

bool load_next(const struct load *load, nanos time, nanos *next)
{
    const struct load_stage *stage;
    uint64_t change;

    if (load->stages.count == 0)
        return false;
    stage = stage_at(load, time);
    change = stage->to > stage->from ? stage->to - stage->from : stage->from - stage->to;
    if (stage_users(stage, time - stage->start) != stage->to) {
        uint64_t k = scale((uint64_t)(time - stage->start), change, (uint64_t)stage->duration) + 1;

        *next = stage->start + change_time(stage, change, k);
        return true;
    }
    if (stage == &load->stages.items[load->stages.count - 1])
        return false;
    *next = stage[1].start;
    return true;
}
