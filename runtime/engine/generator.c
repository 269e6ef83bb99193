#include "runtime/engine/generator.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/engine/container.h"
#include "runtime/engine/generator_state.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* What a second may have at the most before it speaks against the generator. */
#define BUSY_MOST 0.9
#define STARVED_MOST 0.25 /* of a busy reactor's time, without a core */
#define LAG_MOST (50 * NANOS_PER_MS)
#define LATE_MOST (20 * NANOS_PER_MS)
#define THROTTLED_MOST 0.01

struct generator *generator_new(uint32_t reactors, struct container *container)
{
    struct generator *generator = mem_zalloc(1, sizeof *generator);

    generator->container = container;
    generator->cores = container_cores(container);
    generator->reactor_count = reactors;
    generator->reactors = mem_zalloc(reactors + 1, sizeof *generator->reactors);
    generator->reports = mem_zalloc(reactors + 1, sizeof *generator->reports);
    return generator;
}

void generator_free(struct generator *generator)
{
    if (!generator)
        return;
    histogram_free(&generator->waits);
    histogram_free(&generator->arrivals);
    for (int i = 0; i < CAUSES; i++)
        buffer_free(&generator->texts[i]);
    mem_free(generator->reactors);
    mem_free(generator->reports);
    mem_free(generator);
}

static void second_begin(struct generator *generator, instant now)
{
    generator->second = now;
    memset(generator->worst, 0, sizeof generator->worst);
    histogram_clear(&generator->waits);
    histogram_clear(&generator->arrivals);
}

void generator_begin(struct generator *generator, instant now)
{
    memset(generator->suspicions, 0, sizeof generator->suspicions);
    memset(generator->reactors, 0, generator->reactor_count * sizeof *generator->reactors);
    generator->start = now;
    generator->strained = 0;
    generator->held_back = 0;
    generator->throttled = container_throttled(generator->container);
    generator->arrivals_all = generator->dropped = 0;
    second_begin(generator, now);
}

/* ---- a second ---- */

static void worst_note(struct generator *generator, enum cause cause, double value)
{
    if (value > generator->worst[cause])
        generator->worst[cause] = value;
}

/* The poll itself takes time too, so a reactor is as busy as its core says, or as its turns if it had no
 * core. */
static void busy_note(struct generator *generator, struct watched *watched, const struct reactor_load *load)
{
    nanos time = load->busy > load->cpu ? load->busy : load->cpu;
    double busy = part_of(time, load->span);

    if (load->span < NANOS_PER_S / 2) /* too short to say anything */
        return;
    if (busy > watched->busy_most)
        watched->busy_most = busy > 1 ? 1 : busy;
    worst_note(generator, CAUSE_BUSY, busy);
    if (busy > BUSY_MOST)
        worst_note(generator, CAUSE_STARVED, busy - part_of(load->cpu, load->span));
}

void generator_add(struct generator *generator, uint32_t reactor, const struct reactor_load *load,
                   const struct stats_set *set)
{
    struct watched *watched = &generator->reactors[reactor];

    watched->cpu += load->cpu;
    watched->busy += load->busy;
    watched->span += load->span;
    if (load->lag > watched->lag)
        watched->lag = load->lag;
    busy_note(generator, watched, load);
    worst_note(generator, CAUSE_LAG, (double)load->lag);
    generator->worst[CAUSE_DESCRIPTORS] += (double)set->shortages[STATS_NO_DESCRIPTOR];
    generator->worst[CAUSE_PORTS] += (double)set->shortages[STATS_NO_PORT];
    histogram_merge(&generator->waits, &set->late_waits);
    histogram_merge(&generator->arrivals, &set->late_arrivals);
}

static bool is_too_much(enum cause cause, double value)
{
    switch (cause) {
    case CAUSE_BUSY: return value > BUSY_MOST;
    case CAUSE_STARVED: return value > STARVED_MOST;
    case CAUSE_THROTTLED: return value > THROTTLED_MOST;
    case CAUSE_LAG: return value > LAG_MOST;
    case CAUSE_WAITS:
    case CAUSE_ARRIVALS: return value > LATE_MOST;
    case CAUSE_PORTS:
    case CAUSE_DESCRIPTORS:
    case CAUSE_DROPPED:
    case CAUSES: break;
    }
    return value > 0;
}

static void cause_warn(enum cause cause, double worst)
{
    struct buffer text = {0};

    if (cause == CAUSE_DROPPED) /* who drops them says so, and it may well be the server that is slow */
        return;
    cause_print(cause, worst, &text);
    log_warning("the load generator is the limit, not the server: %s", buffer_text(&text));
    buffer_free(&text);
}

/* ---- judging ---- */

static bool suspicion_judge(struct generator *generator, enum cause cause, instant now)
{
    struct suspicion *suspicion = &generator->suspicions[cause];
    double worst = generator->worst[cause];

    if (!is_too_much(cause, worst))
        return false;
    if (!suspicion->is_there) {
        suspicion->began = generator->second;
        cause_warn(cause, worst);
    }
    suspicion->is_there = true;
    suspicion->lasted += instant_since(now, generator->second);
    if (worst > suspicion->worst)
        suspicion->worst = worst;
    return true;
}

/* Where several cores were held back it may come to more than the second. */
static void throttled_note(struct generator *generator, instant now)
{
    nanos throttled = container_throttled(generator->container);
    nanos second = instant_since(now, generator->second), growth = throttled - generator->throttled;
    nanos held_back = growth < second ? growth : second;

    generator->worst[CAUSE_THROTTLED] = part_of(held_back, second);
    generator->held_back += held_back;
    generator->throttled = throttled;
}

/* Since Linux 6.2 the folder's size says it; before, it has to be counted, which takes long with many. */
static uint64_t descriptors_open(void)
{
    struct stat status;
    uint64_t count = 0;
    DIR *folder;

    if (stat("/proc/self/fd", &status) == 0 && status.st_size > 0)
        return (uint64_t)status.st_size;
    folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static void descriptors_note(struct generator *generator)
{
    uint64_t open = descriptors_open();

    if (open > generator->descriptors)
        generator->descriptors = open;
}

void generator_judge(struct generator *generator, instant now, uint64_t arrivals, uint64_t dropped)
{
    bool any = false;

    generator->worst[CAUSE_DROPPED] = (double)(dropped - generator->dropped);
    generator->arrivals_all = arrivals;
    generator->dropped = dropped;
    generator->worst[CAUSE_WAITS] = (double)histogram_percentile(&generator->waits, 0.99);
    generator->worst[CAUSE_ARRIVALS] = (double)histogram_percentile(&generator->arrivals, 0.99);
    throttled_note(generator, now);
    descriptors_note(generator);
    for (int cause = 0; cause < CAUSES; cause++)
        any = suspicion_judge(generator, (enum cause)cause, now) || any;
    generator->strained += any ? instant_since(now, generator->second) : 0;
    second_begin(generator, now);
}

nanos generator_strained(const struct generator *generator)
{
    return generator->strained;
}
