/* What reports show of the workers, and of numbers that are missing. */
#include "runtime/cluster/master/master_state.h"

#define WORKS_UNSEEN NANOS_PER_S       /* a worker that works sends something each second */
#define SHOWN_AFTER (60 * NANOS_PER_S) /* how long a worker that is gone is listed */

/* ---- losses ---- */

static bool loss_is_noted(const struct master *master, const struct node *node)
{
    for (size_t i = 0; i < master->report.losses.count; i++) {
        if (master->report.losses.items[i].node == node)
            return true;
    }
    return false;
}

static nanos shorter(nanos one, nanos other)
{
    return one < other ? one : other;
}

/* A worker that has died may have worked for a second since its last frame. */
void loss_note(struct master *master, struct node *node, bool was_stopping)
{
    struct node_numbers *numbers = &node->numbers;
    instant now = clock_now();
    nanos unseen = shorter(instant_since(now, node->seen), WORKS_UNSEEN);
    struct node_loss loss = {.node = node,
                             .was_stopping = was_stopping,
                             .when = node->seen,
                             .span = instant_since(instant_add(node->seen, unseen), numbers->last)};

    if (loss_is_noted(master, node))
        return;
    if (loss.span < 0)
        loss.span = 0;
    if (numbers->span > 0)
        loss.requests =
            (uint64_t)((double)numbers->span_requests * (double)loss.span / (double)numbers->span + 0.5);
    numbers->measures.in_flight = 0;
    numbers->measures.oldest = 0;
    vec_push(&master->report.losses, loss);
}

void loss_withdraw(struct master *master, const struct node *node)
{
    size_t kept = 0;

    for (size_t i = 0; i < master->report.losses.count; i++) {
        if (master->report.losses.items[i].node != node)
            master->report.losses.items[kept++] = master->report.losses.items[i];
    }
    master->report.losses.count = kept;
}

static void losses_report(struct master *master, struct cluster_report *report)
{
    master->report.loss_reports.count = 0;
    for (size_t i = 0; i < master->report.losses.count && i < CLUSTER_LOSSES_MOST; i++) {
        const struct node_loss *loss = &master->report.losses.items[i];
        nanos when = master->run.began.ns ? instant_since(loss->when, master->run.began) : 0;

        vec_push(&master->report.loss_reports, ((struct worker_loss){.index = loss->node->index,
                                                                     .host = loss->node->host,
                                                                     .was_stopping = loss->was_stopping,
                                                                     .when = when > 0 ? when : 0,
                                                                     .span = loss->span,
                                                                     .requests = loss->requests}));
    }
    report->losses = master->report.loss_reports.items;
    report->loss_count = master->report.loss_reports.count;
}

void master_remark(struct master *master, struct buffer *text)
{
    struct health_finding finding = {.state = HEALTH_OK,
                                     .text = buffer_steal(text),
                                     .began = instant_since(clock_now(), master->run.began)};

    vec_push(&master->report.remarks, finding);
}

/* ---- workers ---- */

static enum worker_condition condition_of(const struct node *node)
{
    switch (node->state) {
    case NODE_ASKED: return WORKER_IS_JOINING;
    case NODE_READY: return node->phase;
    case NODE_MISSING: return WORKER_IS_MISSING;
    case NODE_GONE: break;
    }
    return node->refusal ? WORKER_IS_REFUSED : WORKER_IS_GONE;
}

/* Of those that are gone, only what matters: they were part of the run, or have just left. */
static bool is_shown(const struct master *master, const struct node *node, instant now)
{
    return node->state != NODE_GONE || node_is_of_run(master, node) ||
           instant_since(now, node->seen) < SHOWN_AFTER;
}

static enum worker_program program_of(const struct node *node)
{
    return node->is_swarm ? WORKER_OF_SWARM : node->is_foreign ? WORKER_OF_LOCUST : WORKER_OF_OTHERS;
}

static struct worker_report node_report(const struct node *node, instant now)
{
    return (struct worker_report){.index = node->index,
                                  .id = node->id,
                                  .host = node->host,
                                  .program = program_of(node),
                                  .condition = condition_of(node),
                                  .refusal = node->refusal,
                                  .users = population_total(&node->users),
                                  .requests = node->numbers.requests,
                                  .cpu = node->cpu,
                                  .cpu_most = node->numbers.cpu_most,
                                  .memory = node->memory,
                                  .measures = node->numbers.measures,
                                  .clock = node->clock.best,
                                  .silent = instant_since(now, node->seen),
                                  .findings = node->findings.items,
                                  .finding_count = node->findings.count};
}

static void measures_add(const struct worker_measures *measures, struct cluster_report *report)
{
    report->in_flight += measures->in_flight;
    if (measures->oldest > report->oldest)
        report->oldest = measures->oldest;
}

/* Adds those that are gone, or those that aren't. */
static void nodes_report(struct master *master, bool are_gone, struct cluster_report *report)
{
    instant now = clock_now();

    for (size_t i = 0; i < master->nodes.count; i++) {
        const struct node *node = master->nodes.items[i];

        if ((node->state == NODE_GONE) != are_gone || !is_shown(master, node, now))
            continue;
        report->counts[condition_of(node)]++;
        if (node_is_of_run(master, node))
            measures_add(&node->numbers.measures, report);
        if (master->report.worker_reports.count < CLUSTER_WORKERS_MOST)
            vec_push(&master->report.worker_reports, node_report(node, now));
    }
}

void master_cluster(void *context, struct cluster_report *report)
{
    struct master *master = context;

    *report = (struct cluster_report){.is_there = true};
    master->report.worker_reports.count = 0;
    nodes_report(master, false, report);
    nodes_report(master, true, report);
    report->workers = master->report.worker_reports.items;
    report->worker_count = master->report.worker_reports.count;
    losses_report(master, report);
}
