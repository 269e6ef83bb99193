#include "runtime/load/timetable.h"

#include <math.h>

/* Integrals are rounded to this fraction of an arrival. Otherwise 9 minutes of 7/m could give slightly
 * more than 63 and cause a 64th arrival. */
#define ARRIVAL_PARTS 0x1p20

static const struct timetable_stage *stage_last(const struct timetable *timetable)
{
    return &timetable->stages.items[timetable->stages.count - 1];
}

static double stage_end(const struct timetable_stage *stage)
{
    return stage->before + stage->arrivals;
}

static void stage_add(struct timetable *timetable, nanos duration, double from, double to, bool is_random)
{
    double seconds = (double)duration / (double)NANOS_PER_S;
    struct timetable_stage stage = {.start = timetable->length,
                                    .duration = duration,
                                    .from = from,
                                    .to = to,
                                    .arrivals = (from + to) / 2 * seconds,
                                    .is_random = is_random};

    stage.arrivals = nearbyint(stage.arrivals * ARRIVAL_PARTS) / ARRIVAL_PARTS;
    if (timetable->stages.count > 0)
        stage.before = stage_end(stage_last(timetable));
    vec_push(&timetable->stages, stage);
    timetable->length += duration;
}

static void phase_add(struct timetable *timetable, const struct load_phase *phase)
{
    const struct timetable_stage *last = timetable->stages.count > 0 ? stage_last(timetable) : NULL;
    double rate = last ? last->to : 0;

    switch (phase->kind) {
    case LOAD_RAMP_RATE: stage_add(timetable, phase->duration, rate, phase->target, phase->poisson); break;
    case LOAD_RATE:
        stage_add(timetable, phase->duration, phase->target, phase->target, phase->poisson);
        break;
    case LOAD_HOLD: stage_add(timetable, phase->duration, rate, rate, last && last->is_random); break;
    case LOAD_RAMP_USERS:
    case LOAD_STEP: break;
    }
}

bool timetable_is_wanted(const struct load_phase *phases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (phases[i].kind == LOAD_RAMP_RATE || phases[i].kind == LOAD_RATE)
            return true;
    }
    return false;
}

void timetable_init(struct timetable *timetable, const struct load_phase *phases, size_t count)
{
    *timetable = (struct timetable){0};
    for (size_t i = 0; i < count; i++)
        phase_add(timetable, &phases[i]);
}

void timetable_free(struct timetable *timetable)
{
    vec_free(&timetable->stages);
}

static double stage_due(const struct timetable_stage *stage, nanos time)
{
    double seconds = (double)time / (double)NANOS_PER_S,
           length = (double)stage->duration / (double)NANOS_PER_S;

    if (time >= stage->duration)
        return stage->arrivals;
    return stage->from * seconds + (stage->to - stage->from) * seconds * seconds / (2 * length);
}

double timetable_due(const struct timetable *timetable, nanos time)
{
    double due = 0;

    for (size_t i = 0; i < timetable->stages.count; i++) {
        const struct timetable_stage *stage = &timetable->stages.items[i];

        if (time > stage->start)
            due += stage_due(stage, time - stage->start);
    }
    return due;
}

nanos timetable_peak(const struct timetable *timetable)
{
    double highest = 0;
    nanos when = 0;

    for (size_t i = 0; i < timetable->stages.count; i++) {
        const struct timetable_stage *stage = &timetable->stages.items[i];

        if (stage->from > highest)
            when = stage->start;
        if (stage->to > fmax(highest, stage->from))
            when = stage->start + stage->duration;
        highest = fmax(highest, fmax(stage->from, stage->to));
    }
    return when;
}

/* The time since the start of a stage at which its integral has grown by `arrivals`: the root of from t +
 * (to - from) t² / 2 seconds = arrivals, in a form that is numerically stable and doesn't divide by to -
 * from. */
static nanos stage_time(const struct timetable_stage *stage, double arrivals)
{
    double seconds = (double)stage->duration / (double)NANOS_PER_S;
    double square = stage->from * stage->from + 2 * (stage->to - stage->from) * arrivals / seconds;
    double time = arrivals > 0 ? 2 * arrivals / (stage->from + sqrt(fmax(square, 0))) : 0;

    return time < seconds ? (nanos)llround(time * (double)NANOS_PER_S) : stage->duration;
}

/* After the last stage there is no position. */
static void stage_enter(struct timetable_walk *walk, size_t index)
{
    const struct timetable_stage *stage = &walk->timetable->stages.items[index];

    walk->stage = index;
    if (index < walk->timetable->stages.count)
        walk->place = stage->is_random ? stage->before + rng_exponential(&walk->rng) : ceil(stage->before);
}

void timetable_walk_init(struct timetable_walk *walk, const struct timetable *timetable, uint64_t seed)
{
    *walk = (struct timetable_walk){.timetable = timetable};
    rng_seed(&walk->rng, seed, 0, RNG_ARRIVALS);
    stage_enter(walk, 0);
}

bool timetable_walk_next(struct timetable_walk *walk, nanos *when)
{
    const struct timetable_stage *stages = walk->timetable->stages.items, *stage;
    size_t count = walk->timetable->stages.count;

    while (walk->stage < count && walk->place >= stage_end(&stages[walk->stage]))
        stage_enter(walk, walk->stage + 1);
    if (walk->stage == count)
        return false;
    stage = &stages[walk->stage];
    *when = stage->start + stage_time(stage, walk->place - stage->before);
    walk->place += stage->is_random ? rng_exponential(&walk->rng) : 1;
    return true;
}
