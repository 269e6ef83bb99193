/* The texts of health problems, and whether a problem makes the generator overloaded. */
#include "runtime/health/health_state.h"

#include <inttypes.h>
#include <sys/resource.h>

/* From this duration, the generator is overloaded, not only degraded. */
#define LASTED_LEAST (3 * NANOS_PER_S)
#define LASTED_WHOLE (2 * NANOS_PER_S) /* enough if it lasted for the whole run */
#define LASTED_PART 0.1
#define DROPPED_MOST 0.01

/* ---- in words ---- */

static double milliseconds(double nanoseconds)
{
    return nanoseconds / NANOS_PER_MS;
}

static uint64_t descriptors_limit(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
}

void cause_print(enum cause cause, double worst, struct buffer *out)
{
    switch (cause) {
    case CAUSE_PORTS:
        buffer_printf(out, "connections failed because no local port was left (up to %.0f in a second)",
                      worst);
        break;
    case CAUSE_DESCRIPTORS:
        buffer_printf(out,
                      "connections failed because all %" PRIu64
                      " file descriptors were in use (up to %.0f in a "
                      "second)",
                      descriptors_limit(), worst);
        break;
    case CAUSE_DROPPED:
        buffer_printf(out, "arrivals were dropped because max_users were in flight (up to %.0f in a second)",
                      worst);
        break;
    case CAUSE_BUSY:
        buffer_printf(out,
                      "a reactor was busy up to %.0f %% of its time; use more cores (--processes) or "
                      "machines",
                      worst > 1 ? 100.0 : 100 * worst);
        break;
    case CAUSE_STARVED:
        buffer_printf(out,
                      "a busy reactor waited for a core for up to %.0f %% of its time; other processes use "
                      "this machine",
                      100 * worst);
        break;
    case CAUSE_THROTTLED:
        buffer_printf(out,
                      "the CPU quota of the container throttled the process for up to %.0f %% of its time",
                      100 * worst);
        break;
    case CAUSE_LAG:
        buffer_printf(out, "connections waited up to %.0f ms for a reactor", milliseconds(worst));
        break;
    case CAUSE_WAITS:
        buffer_printf(out, "users resumed up to %.0f ms (p99 of a second) after the end of their wait",
                      milliseconds(worst));
        break;
    case CAUSE_ARRIVALS:
        buffer_printf(out, "arrivals started up to %.0f ms (p99 of a second) after their scheduled start",
                      milliseconds(worst));
        break;
    case CAUSES: break;
    }
}

/* ---- the report ---- */

static bool is_overload(const struct health *health, enum cause cause)
{
    nanos lasted = health->suspicions[cause].lasted;
    nanos judged = instant_since(health->second, health->start);

    if (cause == CAUSE_PORTS || cause == CAUSE_DESCRIPTORS)
        return true;
    if (cause == CAUSE_DROPPED)
        return (double)health->dropped > DROPPED_MOST * (double)health->arrivals_all;
    return (lasted >= LASTED_LEAST && (double)lasted > LASTED_PART * (double)judged) ||
           (lasted >= LASTED_WHOLE && lasted >= judged);
}

/* If the generator kept up, arrivals were dropped because the server kept max_users of them too long. */
static bool is_of_server(const struct health *health, enum cause cause)
{
    if (cause != CAUSE_DROPPED)
        return false;
    for (int other = 0; other < CAUSES; other++) {
        if (other != CAUSE_DROPPED && health->suspicions[other].is_there)
            return false;
    }
    return true;
}

static void finding_add(struct health *health, enum cause cause, struct health_report *report)
{
    const struct suspicion *suspicion = &health->suspicions[cause];
    struct buffer *text = &health->texts[cause];
    struct health_finding *finding = &health->findings[report->finding_count++];

    buffer_clear(text);
    cause_print(cause, suspicion->worst, text);
    *finding = (struct health_finding){
        .state = is_overload(health, cause) ? HEALTH_OVERLOADED : HEALTH_DEGRADED,
        .text = buffer_text(text),
        .began = instant_since(suspicion->began, health->start),
        .lasted = suspicion->lasted,
    };
    if (finding->state > report->state)
        report->state = finding->state;
}

static struct health_lateness lateness_of(const struct histogram *histogram)
{
    return (struct health_lateness){
        .count = histogram->count,
        .p50 = histogram_percentile(histogram, 0.50),
        .p99 = histogram_percentile(histogram, 0.99),
        .max = histogram->count ? histogram->max : 0,
    };
}

static void reactors_report(const struct health *health)
{
    for (uint32_t i = 0; i < health->reactor_count; i++) {
        const struct watched *watched = &health->reactors[i];

        health->reports[i] = (struct health_reactor){
            .cpu = part_of(watched->cpu, watched->span),
            .busy = part_of(watched->busy, watched->span),
            .busy_most = watched->busy_most,
            .lag = watched->lag,
        };
    }
}

void health_report(struct health *health, const struct stats_set *totals, struct health_report *report)
{
    reactors_report(health);
    *report = (struct health_report){
        .findings = health->findings,
        .reactors = health->reports,
        .reactor_count = health->reactor_count,
        .waits = lateness_of(&totals->late_waits),
        .arrivals = lateness_of(&totals->late_arrivals),
        .cores = health->cores,
        .throttled = part_of(health->held_back, instant_since(health->second, health->start)),
        .descriptors = health->descriptors,
        .descriptor_limit = descriptors_limit(),
        .arrivals_dropped = health->dropped,
    };
    for (int cause = 0; cause < CAUSES; cause++) {
        if (health->suspicions[cause].is_there && !is_of_server(health, (enum cause)cause))
            finding_add(health, (enum cause)cause, report);
    }
}
