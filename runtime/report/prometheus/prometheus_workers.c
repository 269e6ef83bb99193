/* The workers of a cluster for Prometheus. */
#include "runtime/base/count_of.h"
#include "runtime/report/prometheus/prometheus_parts.h"

#include <inttypes.h>

static bool always(const struct worker_report *worker)
{
    (void)worker;
    return true;
}

static bool has_memory(const struct worker_report *worker)
{
    return worker->memory > 0;
}

static bool has_measures(const struct worker_report *worker)
{
    return worker->measures.is_known;
}

static bool has_clock(const struct worker_report *worker)
{
    return worker->clock.is_known;
}

static double users(const struct worker_report *worker)
{
    return (double)worker->users;
}

static double requests(const struct worker_report *worker)
{
    return (double)worker->requests;
}

static double cpu(const struct worker_report *worker)
{
    return worker->cpu / 100;
}

static double memory(const struct worker_report *worker)
{
    return (double)worker->memory;
}

static double in_flight(const struct worker_report *worker)
{
    return (double)worker->measures.in_flight;
}

static double lag(const struct worker_report *worker)
{
    return (double)worker->measures.lag / NANOS_PER_S;
}

static double lateness(const struct worker_report *worker)
{
    return (double)worker->measures.late / NANOS_PER_S;
}

static double clock_ahead(const struct worker_report *worker)
{
    return (double)worker->clock.ahead / NANOS_PER_S;
}

static double silent(const struct worker_report *worker)
{
    return (double)worker->silent / NANOS_PER_S;
}

static const struct worker_metric {
    const char *name;
    const char *type;
    bool (*is_known)(const struct worker_report *worker);
    double (*get)(const struct worker_report *worker);
    const char *help;
} worker_metrics[] = {
    {"swarm_worker_users", "gauge", always, users, "Running users of a worker."},
    {"swarm_worker_requests_total", "counter", always, requests,
     "Requests of the run that a worker has reported, without transactions."},
    {"swarm_worker_cpu_ratio", "gauge", always, cpu,
     "CPU usage: 1 means all reactors of a worker of swarm, or one core of another worker."},
    {"swarm_worker_memory_bytes", "gauge", has_memory, memory, "Resident memory of a worker."},
    {"swarm_worker_in_flight", "gauge", has_measures, in_flight, "Requests in flight of a worker."},
    {"swarm_worker_lag_seconds", "gauge", has_measures, lag,
     "The longest time in the run that connections of a worker waited for a reactor."},
    {"swarm_worker_lateness_seconds", "gauge", has_measures, lateness,
     "How late users and arrivals of a worker were in the run, 99th percentile."},
    {"swarm_worker_clock_ahead_seconds", "gauge", has_clock, clock_ahead,
     "How far the clock of a worker is ahead of the master's."},
    {"swarm_worker_last_seen_seconds", "gauge", always, silent, "Time since a worker has sent something."},
};

static void metric_write(const struct cluster_report *cluster, const struct worker_metric *metric,
                         struct buffer *out)
{
    prometheus_family(metric->name, metric->type, metric->help, out);
    for (size_t i = 0; i < cluster->worker_count; i++) {
        const struct worker_report *worker = &cluster->workers[i];

        if (!metric->is_known(worker))
            continue;
        buffer_printf(out, "%s{worker=\"%" PRIu32 "\",", metric->name, worker->index);
        prometheus_label("host", worker->host, out);
        buffer_printf(out, "} %.10g\n", metric->get(worker));
    }
}

void prometheus_workers(const struct cluster_report *cluster, struct buffer *out)
{
    if (!cluster->is_there)
        return;
    prometheus_family("swarm_workers", "gauge", "Workers by state.", out);
    for (size_t i = 0; i < WORKER_CONDITIONS; i++)
        buffer_printf(out, "swarm_workers{state=\"%s\"} %" PRIu64 "\n",
                      worker_condition_text((enum worker_condition)i), cluster->counts[i]);
    for (size_t i = 0; i < COUNT_OF(worker_metrics); i++)
        metric_write(cluster, &worker_metrics[i], out);
}
