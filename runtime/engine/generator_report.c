/* What speaks against the generator, in words, and whether that makes it overloaded. */
#include "runtime/engine/generator_state.h"

#include <inttypes.h>
#include <sys/resource.h>

/* From here on it is overloaded and not just degraded. */
#define LASTED_LEAST (3 * NANOS_PER_S)
#define LASTED_WHOLE (2 * NANOS_PER_S) /* enough if it was so all the time */
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
        buffer_printf(out, "connections failed, since no local port was left (up to %.0f in a second)",
                      worst);
        break;
    case CAUSE_DESCRIPTORS:
        buffer_printf(out,
                      "connections failed, since all %" PRIu64
                      " file descriptors were in use (up to %.0f in a "
                      "second)",
                      descriptors_limit(), worst);
        break;
    case CAUSE_DROPPED:
        buffer_printf(out, "arrivals were dropped, since max_users were in flight (up to %.0f in a second)",
                      worst);
        break;
    case CAUSE_BUSY:
        buffer_printf(out,
                      "a reactor was busy up to %.0f %% of its time; more cores (--processes) or machines "
                      "would help",
                      worst > 1 ? 100.0 : 100 * worst);
        break;
    case CAUSE_STARVED:
        buffer_printf(out,
                      "a busy reactor had no core for up to %.0f %% of its time: others use this machine too",
                      100 * worst);
        break;
    case CAUSE_THROTTLED:
        buffer_printf(out, "the container's CPU quota held it back for up to %.0f %% of its time",
                      100 * worst);
        break;
    case CAUSE_LAG:
        buffer_printf(out, "connections had to wait up to %.0f ms for a reactor", milliseconds(worst));
        break;
    case CAUSE_WAITS:
        buffer_printf(out, "users went on up to %.0f ms (p99 of a second) after their wait was over",
                      milliseconds(worst));
        break;
    case CAUSE_ARRIVALS:
        buffer_printf(out, "arrivals started up to %.0f ms (p99 of a second) behind their timetable",
                      milliseconds(worst));
        break;
    case CAUSES: break;
    }
}

/* ---- the report ---- */

static bool is_overload(const struct generator *generator, enum cause cause)
{
    nanos lasted = generator->suspicions[cause].lasted;
    nanos judged = instant_since(generator->second, generator->start);

    if (cause == CAUSE_PORTS || cause == CAUSE_DESCRIPTORS)
        return true;
    if (cause == CAUSE_DROPPED)
        return (double)generator->dropped > DROPPED_MOST * (double)generator->arrivals_all;
    return (lasted >= LASTED_LEAST && (double)lasted > LASTED_PART * (double)judged) ||
           (lasted >= LASTED_WHOLE && lasted >= judged);
}

static void finding_add(struct generator *generator, enum cause cause, struct generator_report *report)
{
    const struct suspicion *suspicion = &generator->suspicions[cause];
    struct buffer *text = &generator->texts[cause];
    struct generator_finding *finding = &generator->findings[report->finding_count++];

    buffer_clear(text);
    cause_print(cause, suspicion->worst, text);
    *finding = (struct generator_finding){
        .state = is_overload(generator, cause) ? GENERATOR_OVERLOADED : GENERATOR_DEGRADED,
        .text = buffer_text(text),
        .began = instant_since(suspicion->began, generator->start),
        .lasted = suspicion->lasted,
    };
    if (finding->state > report->state)
        report->state = finding->state;
}

static struct generator_lateness lateness_of(const struct histogram *histogram)
{
    return (struct generator_lateness){
        .count = histogram->count,
        .p50 = histogram_percentile(histogram, 0.50),
        .p99 = histogram_percentile(histogram, 0.99),
        .max = histogram->count ? histogram->max : 0,
    };
}

static void reactors_report(const struct generator *generator)
{
    for (uint32_t i = 0; i < generator->reactor_count; i++) {
        const struct watched *watched = &generator->reactors[i];

        generator->reports[i] = (struct generator_reactor){
            .cpu = part_of(watched->cpu, watched->span),
            .busy = part_of(watched->busy, watched->span),
            .busy_most = watched->busy_most,
            .lag = watched->lag,
        };
    }
}

void generator_report(struct generator *generator, const struct stats_set *totals,
                      struct generator_report *report)
{
    reactors_report(generator);
    *report = (struct generator_report){
        .findings = generator->findings,
        .reactors = generator->reports,
        .reactor_count = generator->reactor_count,
        .waits = lateness_of(&totals->late_waits),
        .arrivals = lateness_of(&totals->late_arrivals),
        .cores = generator->cores,
        .throttled = part_of(generator->held_back, instant_since(generator->second, generator->start)),
        .descriptors = generator->descriptors,
        .descriptor_limit = descriptors_limit(),
        .arrivals_dropped = generator->dropped,
    };
    for (int cause = 0; cause < CAUSES; cause++) {
        if (generator->suspicions[cause].is_there)
            finding_add(generator, (enum cause)cause, report);
    }
}
