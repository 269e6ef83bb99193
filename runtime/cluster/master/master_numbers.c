/* What workers report. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/locust/locust_numbers.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/stats/stats_codec.h"

#include <string.h>

enum { FINDINGS_MOST = 20, TEXT_MOST = 300 };

/* ---- users ---- */

static void running_tell(struct master *master, uint64_t running)
{
    master->run.running = running;
    if (master->run.engine)
        engine_nodes_users(master->run.engine, running);
}

void master_users_tell(struct master *master)
{
    uint64_t running = 0;

    for (size_t i = 0; i < master->run.parts.count; i++)
        running += population_total(&master->run.parts.items[i]->users);
    running_tell(master, running);
}

void node_users(struct master *master, struct node *node, const msgpack_object *data)
{
    const struct program *program = master->run.program;
    const msgpack_object *users = packed_get(data, "user_classes_count");
    uint64_t before = population_total(&node->users);

    if (!node->part.takes_part)
        return;
    for (size_t i = 0; users && i < program->kinds_count; i++) {
        uint64_t count;

        if (packed_count(packed_get(users, program->kinds[i].name), &count))
            node->users.counts[i] = count;
    }
    running_tell(master, master->run.running - before + population_total(&node->users));
}

/* ---- numbers ---- */

static uint64_t requests_in(const struct stats_set *set)
{
    uint64_t count = 0;

    for (size_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];

        if (!row->is_transaction)
            count += stats_row_requests(row);
    }
    return count;
}

#define SPAN_LEAST (NANOS_PER_S / 2)

/* The rate of a worker is that of its last report. Reports in quick succession, which come after a
 * disturbance, count as one. */
static void report_count(struct master *master, struct node *node, const struct stats_set *set)
{
    struct node_numbers *numbers = &node->numbers;
    instant now = clock_now();
    nanos span = instant_since(now, numbers->last);
    uint64_t requests = requests_in(set);
    bool is_quick = span < SPAN_LEAST;

    numbers->requests += requests;
    numbers->span = is_quick ? numbers->span + span : span;
    numbers->span_requests = is_quick ? numbers->span_requests + requests : requests;
    numbers->last = now;
    loss_withdraw(master, node);
}

static void scratch_add(struct master *master, struct stats *stats)
{
    engine_nodes_numbers(master->run.engine, stats->set);
    stats_set_clear(stats->set);
}

static void measures_take(struct node *node, const msgpack_object *data)
{
    struct worker_measures *measures = &node->numbers.measures;
    uint64_t oldest = 0, lag = 0, late = 0;

    if (!data || data->type != MSGPACK_OBJECT_MAP)
        return;
    measures->is_known = true;
    packed_count(packed_get(data, "in_flight"), &measures->in_flight);
    packed_count(packed_get(data, "oldest_ns"), &oldest);
    packed_count(packed_get(data, "lag_ns"), &lag);
    packed_count(packed_get(data, "late_ns"), &late);
    measures->oldest = (nanos)oldest;
    measures->lag = (nanos)lag;
    measures->late = (nanos)late;
}

static void exact_wrong(void)
{
    log_warning_once("numbers of a worker", "numbers of a worker make no sense and were dropped");
}

/* A worker may have counted for another run, before it was lost. Times count from the start of its run. */
static void exact_add(struct master *master, struct node *node, const msgpack_object *data,
                      const msgpack_object *bytes)
{
    const struct program *program = master->run.program;
    uint64_t elapsed = 0, run = 0;
    instant now = clock_now();
    struct stats_moment start;
    struct stats *stats = NULL;

    if (!packed_count(packed_get(data, "run"), &run) || run != master->run.number || run != node->part.run)
        return;
    packed_count(packed_get(data, "elapsed_ns"), &elapsed);
    start = (struct stats_moment){.monotonic = {now.ns - (int64_t)elapsed},
                                  .wall = clock_wall() - (int64_t)elapsed};
    if (start.monotonic.ns > 0)
        stats = stats_decode(bytes->via.bin.ptr, bytes->via.bin.size, program->rows,
                             (uint32_t)program->rows_count, (uint32_t)program->lines_count + 1, start);
    if (!stats) {
        exact_wrong();
        return;
    }
    if (instant_before(now, stats->set->last_end))
        stats->set->last_end = now;
    report_count(master, node, stats->set);
    measures_take(node, packed_get(data, "measures"));
    engine_nodes_numbers(master->run.engine, stats->set);
    stats_free(stats);
    node_waiting(node, packed_get(data, "waiting"));
    node_progress(master, node, packed_get(data, "progress"));
}

static void rounded_add(struct master *master, struct node *node, const msgpack_object *data)
{
    if (locust_numbers_read(data, clock_now(), master->scratch) > 0)
        log_warning_once("numbers of a Locust worker",
                         "some numbers of a worker make no sense and were dropped");
    report_count(master, node, master->scratch->set);
    scratch_add(master, master->scratch);
}

/* ---- health ---- */

/* [state, text, began, lasted] */
static bool finding_read(const struct node *node, const msgpack_object *object,
                         struct health_finding *finding)
{
    const msgpack_object *items = object->via.array.ptr;
    struct buffer text = {0};
    uint64_t state, began, lasted;

    if (object->type != MSGPACK_OBJECT_ARRAY || object->via.array.size != 4 ||
        !packed_count(&items[0], &state) || state > HEALTH_OVERLOADED ||
        !packed_is_text(&items[1], TEXT_MOST) || !packed_count(&items[2], &began) ||
        !packed_count(&items[3], &lasted))
        return false;
    buffer_printf(&text, "%s: %.*s", node_text(node), (int)items[1].via.str.size, items[1].via.str.ptr);
    *finding = (struct health_finding){.state = (enum health_state)state,
                                       .text = buffer_steal(&text),
                                       .began = (nanos)began,
                                       .lasted = (nanos)lasted};
    return true;
}

static void health_take(struct node *node, const msgpack_object *list)
{
    struct health_finding finding;

    if (!list || list->type != MSGPACK_OBJECT_ARRAY)
        return;
    node_findings_forget(node);
    for (uint32_t i = 0; i < list->via.array.size && i < FINDINGS_MOST; i++) {
        if (finding_read(node, &list->via.array.ptr[i], &finding))
            vec_push(&node->findings, finding);
    }
}

void master_health(void *context, struct health_report *report)
{
    struct master *master = context;

    master->report.findings.count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        vec_push(&master->report.findings, report->findings[i]);
    for (size_t i = 0; i < master->nodes.count; i++) {
        const struct node *node = master->nodes.items[i];

        for (size_t j = 0; j < node->findings.count; j++) {
            vec_push(&master->report.findings, node->findings.items[j]);
            if (node->findings.items[j].state > report->state)
                report->state = node->findings.items[j].state;
        }
    }
    for (size_t i = 0; i < master->report.remarks.count; i++)
        vec_push(&master->report.findings, master->report.remarks.items[i]);
    report->findings = master->report.findings.items;
    report->finding_count = master->report.findings.count;
}

/* ---- messages ---- */

void master_got(struct master *master, const struct node *node)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_got", node->id);
    msgpack_pack_uint64(&writer.packer, node->reported);
    master_send(master, node, &writer);
}

/* Reports count in order. After a loss of its connection, a worker sends again what wasn't acknowledged;
 * before that, later reports may arrive that waited for the new connection. */
static bool is_next(struct master *master, struct node *node, const msgpack_object *data)
{
    uint64_t number;
    bool is_next;

    if (!packed_count(packed_get(data, "number"), &number))
        return true;
    is_next = number == node->reported + 1;
    node->reported += is_next;
    master_got(master, node);
    return is_next;
}

/* Numbers of a worker that was lost for a while count, too. */
void node_numbers(struct master *master, struct node *node, const msgpack_object *data)
{
    const msgpack_object *exact = packed_get(data, "swarm");
    bool is_exact = exact && exact->type == MSGPACK_OBJECT_BIN;

    if (!is_next(master, node, data) || !master->run.engine)
        return;
    node_users(master, node, data);
    if (is_exact)
        exact_add(master, node, data, exact);
    else if (node->part.takes_part)
        rounded_add(master, node, data);
    health_take(node, packed_get(data, "health"));
    if (node->part.has_stopped && node->reported >= node->part.awaited)
        run_node_delivered(master, node);
}

static void text_take(const msgpack_object *object, struct buffer *text)
{
    if (packed_is_text(object, TALLY_TEXT))
        buffer_append(text, object->via.str.ptr, object->via.str.size);
}

void node_exception(struct master *master, struct node *node, const msgpack_object *data)
{
    struct buffer message = {0}, trace = {0};

    if (!master->run.engine || !node->part.takes_part)
        return;
    text_take(packed_get(data, "msg"), &message);
    text_take(packed_get(data, "traceback"), &trace);
    stats_error(master->scratch, node_text(node), buffer_text(&message), buffer_text(&trace), clock_wall());
    scratch_add(master, master->scratch);
    buffer_free(&message);
    buffer_free(&trace);
}
