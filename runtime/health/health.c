#include "runtime/health/health.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/health/container.h"
#include "runtime/health/health_state.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* Limits for a second: above one of them, the second counts as strained. */
#define BUSY_MOST 0.9
#define STARVED_MOST 0.25 /* part of a busy reactor's time without a core */
#define LAG_MOST (50 * NANOS_PER_MS)
#define LATE_MOST (20 * NANOS_PER_MS)
#define THROTTLED_MOST 0.01

struct health *health_new(uint32_t reactors, struct container *container)
{
    struct health *health = mem_zalloc(1, sizeof *health);

    health->container = container;
    health->cores = container_cores(container);
    health->reactor_count = reactors;
    health->reactors = mem_zalloc(reactors + 1, sizeof *health->reactors);
    health->reports = mem_zalloc(reactors + 1, sizeof *health->reports);
    return health;
}

void health_free(struct health *health)
{
    if (!health)
        return;
    histogram_free(&health->waits);
    histogram_free(&health->arrivals);
    for (int i = 0; i < CAUSES; i++)
        buffer_free(&health->texts[i]);
    mem_free(health->reactors);
    mem_free(health->reports);
    mem_free(health);
}

static void second_begin(struct health *health, instant now)
{
    health->second = now;
    memset(health->worst, 0, sizeof health->worst);
    histogram_clear(&health->waits);
    histogram_clear(&health->arrivals);
}

void health_begin(struct health *health, instant now)
{
    memset(health->suspicions, 0, sizeof health->suspicions);
    memset(health->reactors, 0, health->reactor_count * sizeof *health->reactors);
    health->start = now;
    health->strained = 0;
    health->held_back = 0;
    health->throttled = container_throttled(health->container);
    health->arrivals_all = health->dropped = 0;
    second_begin(health, now);
}

/* ---- a second ---- */

static void worst_note(struct health *health, enum cause cause, double value)
{
    if (value > health->worst[cause])
        health->worst[cause] = value;
}

/* The poll takes time, too. So the larger one of the CPU time and the time of the turns counts. */
static void busy_note(struct health *health, struct watched *watched, const struct reactor_load *load)
{
    nanos time = load->busy > load->cpu ? load->busy : load->cpu;
    double busy = part_of(time, load->span);

    if (load->span < NANOS_PER_S / 2) /* too short for a verdict */
        return;
    if (busy > watched->busy_most)
        watched->busy_most = busy > 1 ? 1 : busy;
    worst_note(health, CAUSE_BUSY, busy);
    if (busy > BUSY_MOST)
        worst_note(health, CAUSE_STARVED, busy - part_of(load->cpu, load->span));
}

void health_add(struct health *health, uint32_t reactor, const struct reactor_load *load,
                const struct stats_set *set)
{
    struct watched *watched = &health->reactors[reactor];

    watched->cpu += load->cpu;
    watched->busy += load->busy;
    watched->span += load->span;
    if (load->lag > watched->lag)
        watched->lag = load->lag;
    busy_note(health, watched, load);
    worst_note(health, CAUSE_LAG, (double)load->lag);
    health->worst[CAUSE_DESCRIPTORS] += (double)set->shortages[STATS_NO_DESCRIPTOR];
    health->worst[CAUSE_PORTS] += (double)set->shortages[STATS_NO_PORT];
    histogram_merge(&health->waits, &set->late_waits);
    histogram_merge(&health->arrivals, &set->late_arrivals);
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

    if (cause == CAUSE_DROPPED) /* logged where arrivals are dropped; the cause may be a slow server */
        return;
    cause_print(cause, worst, &text);
    log_warning("the load generator can't keep up: %s", buffer_text(&text));
    buffer_free(&text);
}

/* ---- judging ---- */

static bool suspicion_evaluate(struct health *health, enum cause cause, instant now)
{
    struct suspicion *suspicion = &health->suspicions[cause];
    double worst = health->worst[cause];

    if (!is_too_much(cause, worst))
        return false;
    if (!suspicion->is_there) {
        suspicion->began = health->second;
        cause_warn(cause, worst);
    }
    suspicion->is_there = true;
    suspicion->lasted += instant_since(now, health->second);
    if (worst > suspicion->worst)
        suspicion->worst = worst;
    return true;
}

/* If several cores were throttled, the sum may exceed the second. */
static void throttled_note(struct health *health, instant now)
{
    nanos throttled = container_throttled(health->container);
    nanos second = instant_since(now, health->second), growth = throttled - health->throttled;
    nanos held_back = growth < second ? growth : second;

    health->worst[CAUSE_THROTTLED] = part_of(held_back, second);
    health->held_back += held_back;
    health->throttled = throttled;
}

/* Since Linux 6.2 the size of the directory is the number; before, the entries must be counted, which is slow
 * if there are many. */
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

static void descriptors_note(struct health *health)
{
    uint64_t open = descriptors_open();

    if (open > health->descriptors)
        health->descriptors = open;
}

void health_evaluate(struct health *health, instant now, uint64_t arrivals, uint64_t dropped)
{
    bool any = false;

    health->worst[CAUSE_DROPPED] = (double)(dropped - health->dropped);
    health->arrivals_all = arrivals;
    health->dropped = dropped;
    health->worst[CAUSE_WAITS] = (double)histogram_percentile(&health->waits, 0.99);
    health->worst[CAUSE_ARRIVALS] = (double)histogram_percentile(&health->arrivals, 0.99);
    throttled_note(health, now);
    descriptors_note(health);
    for (int cause = 0; cause < CAUSES; cause++)
        any = suspicion_evaluate(health, (enum cause)cause, now) || any;
    health->strained += any ? instant_since(now, health->second) : 0;
    second_begin(health, now);
}

nanos health_strained(const struct health *health)
{
    return health->strained;
}
