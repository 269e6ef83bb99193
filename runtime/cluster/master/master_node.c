/* Workers: how they join, are lost, come back and leave. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/cluster/message/swarm_protocol.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELLO_WITHIN (2 * NANOS_PER_S)  /* a worker of swarm answers the ack in this time */
#define MISSING_AFTER (5 * NANOS_PER_S) /* heartbeats come each second */
#define GONE_AFTER (60 * NANOS_PER_S)
#define CLOCK_EVERY (5 * NANOS_PER_S)
#define CLOCK_SUSPICIOUS (2 * NANOS_PER_S) /* a clock that is off by more is worth a word */
#define LATE (2 * NANOS_PER_S)             /* for what happens each second */

enum { NODES_MOST = 10000, IDS_MOST = 2 * NODES_MOST, REACTORS_MOST = 1024 };

const char *node_text(const struct node *node)
{
    static char text[320];

    snprintf(text, sizeof text, "worker %" PRIu32 " (%s)", node->index, node->host);
    return text;
}

static struct node *node_with_id(const struct master *master, const char *id)
{
    return strmap_get(&master->node_ids, id, strlen(id));
}

struct node *node_find(const struct master *master, const char *id)
{
    struct node *node = node_with_id(master, id);

    return node && node->state != NODE_GONE ? node : NULL;
}

void node_findings_forget(struct node *node)
{
    for (size_t i = 0; i < node->findings.count; i++)
        mem_free((char *)node->findings.items[i].text);
    node->findings.count = 0;
}

bool node_is_of_run(const struct master *master, const struct node *node)
{
    return node->part.run > 0 && node->part.run == master->run.number;
}

void node_free(struct node *node)
{
    node_findings_forget(node);
    vec_free(&node->findings);
    node_waiting_forget(node);
    vec_free(&node->waiting);
    population_free(&node->users);
    mem_free(node->refusal);
    mem_free(node->id);
    mem_free(node->host);
    mem_free(node);
}

/* ---- joining ---- */

/* A worker that is gone for good, if there are too many; NULL: there is none. */
static struct node *node_reuse(const struct master *master)
{
    for (size_t i = 0; i < master->nodes.count; i++) {
        struct node *node = master->nodes.items[i];

        if (node->state == NODE_GONE && !node->part.takes_part && !node_is_of_run(master, node))
            return node;
    }
    return NULL;
}

/* The part of an id before the last `_`: workers of swarm and of Locust add random digits to their host. */
static char *host_of(const char *id)
{
    const char *end = strrchr(id, '_');

    return end ? mem_strndup(id, (size_t)(end - id)) : mem_strdup(id);
}

/* Without ids of workers that have left their place to others, so that the map doesn't grow for ever. */
static void ids_renew(struct master *master)
{
    strmap_free(&master->node_ids);
    strmap_init(&master->node_ids);
    for (size_t i = 0; i < master->nodes.count; i++) {
        struct node *node = master->nodes.items[i];

        strmap_set(&master->node_ids, node->id, strlen(node->id), node);
    }
}

static void id_set(struct master *master, struct node *node, const char *id)
{
    if (node->id) {
        strmap_set(&master->node_ids, node->id, strlen(node->id), NULL);
        mem_free(node->id);
        mem_free(node->host);
    }
    node->id = mem_strdup(id);
    node->host = host_of(id);
    strmap_set(&master->node_ids, id, strlen(id), node);
    if (master->node_ids.count > IDS_MOST)
        ids_renew(master);
}

/* NULL: there are too many workers. */
static struct node *node_new(struct master *master, const char *id)
{
    struct node *node = master->nodes.count < NODES_MOST ? mem_zalloc(1, sizeof *node) : node_reuse(master);

    if (!node)
        return NULL;
    if (node->id) {
        node->is_swarm = false;
        node->reported = 0;
        node->clock = (struct clock_offset){0};
        node->cpu = 0;
        node->memory = 0;
    } else {
        node->index = (uint32_t)master->nodes.count;
        node->users = population_new(master->options.program->kinds_count);
        vec_push(&master->nodes, node);
    }
    node->state = NODE_GONE;
    node->phase = WORKER_IS_READY;
    id_set(master, node, id);
    return node;
}

static void ack_send(struct master *master, const struct node *node)
{
    struct frame_writer writer;

    frame_begin(&writer, "ack", node->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_count(&writer.packer, "index", node->index);
    packed_write_count(&writer.packer, "swarm", SWARM_PROTOCOL);
    master_send(master, node, &writer);
}

static void node_is_ready(struct master *master, struct node *node)
{
    bool is_new = node->state != NODE_READY;

    node->state = NODE_READY;
    if (is_new)
        log_info("%s is ready; %zu worker%s connected", node_text(node), master_workers(master),
                 master_workers(master) == 1 ? "" : "s");
    run_join(master, node);
}

/* A worker of Locust gives its version, which may be empty. */
static bool is_version(const msgpack_object *data, bool *is_foreign)
{
    *is_foreign = data->type == MSGPACK_OBJECT_STR;
    return *is_foreign || (data->type == MSGPACK_OBJECT_NEGATIVE_INTEGER && data->via.i64 == -1);
}

static void refusal_set(struct node *node, const char *reason)
{
    mem_free(node->refusal);
    node->refusal = reason ? mem_strdup(reason) : NULL;
}

/* A worker that was in the run has lost its users, unless it was told to stop and says that it has. */
void node_introduce(struct master *master, const char *id, const struct frame *frame)
{
    struct node *node = node_with_id(master, id);
    bool is_foreign;

    if (!is_version(frame->data, &is_foreign)) {
        log_warning_once("a worker without version",
                         "a worker was refused: it isn't one of swarm or Locust 2");
        return;
    }
    if (node && !node->part.is_ending)
        run_leave(master, node);
    if (!node)
        node = node_new(master, id);
    if (!node) {
        log_warning_once("too many workers", "a worker was refused: there are %d already", NODES_MOST);
        return;
    }
    node->seen = node->asked = clock_now();
    node->is_foreign = is_foreign;
    node->is_loading = false;
    refusal_set(node, NULL);
    ack_send(master, node);
    if (node->is_swarm || is_foreign)
        node_is_ready(master, node);
    else
        node->state = NODE_ASKED;
}

void node_refuse(struct master *master, struct node *node, const char *reason)
{
    struct frame_writer writer;

    log_error("%s was refused: %s", node_text(node), reason);
    frame_begin(&writer, "swarm_refused", node->id);
    msgpack_pack_map(&writer.packer, 1);
    packed_write_word(&writer.packer, "reason");
    packed_write_text(&writer.packer, reason, strlen(reason));
    master_send(master, node, &writer);
    node->state = NODE_GONE;
    refusal_set(node, reason);
    run_leave(master, node);
}

static void reactors_take(struct node *node, const msgpack_object *number)
{
    uint64_t count;

    node->reactors =
        packed_count(number, &count) && count > 0 && count <= REACTORS_MOST ? (uint32_t)count : 1;
}

/* After it has taken this master for a new one, a worker counts its reports from 1 again. */
static void numbering_take(struct node *node, const msgpack_object *number)
{
    uint64_t numbering = 0;

    packed_count(number, &numbering);
    if (numbering != node->numbering)
        node->reported = 0;
    node->numbering = numbering;
}

/* "it speaks version 3 of swarm's cluster protocol, and the master version 2; …" */
static void version_refuse(struct master *master, struct node *node, uint64_t protocol)
{
    struct buffer why = {0};

    buffer_printf(&why,
                  "it speaks version %" PRIu64 " of swarm's cluster protocol, and the master version %d; "
                  "install the same version of swarm on both",
                  protocol, SWARM_PROTOCOL);
    node_refuse(master, node, buffer_text(&why));
    buffer_free(&why);
}

static void node_accept(struct master *master, struct node *node, const msgpack_object *data)
{
    node->is_swarm = true;
    node->is_loading = false;
    reactors_take(node, packed_get(data, "reactors"));
    node_is_ready(master, node);
}

void node_hello(struct master *master, struct node *node, const msgpack_object *data)
{
    struct buffer why = {0};
    uint64_t protocol = 0;

    packed_count(packed_get(data, "protocol"), &protocol);
    numbering_take(node, packed_get(data, "numbering"));
    if (protocol != SWARM_PROTOCOL) {
        version_refuse(master, node, protocol);
    } else if (!packed_get(data, "files")) {
        if (node->state == NODE_ASKED)
            program_offer(master, node);
    } else if (!scenario_hashes_equal(master->options.files, data, &why)) {
        buffer_append_text(&why, "; copy the master's, or start the worker with `-` as its file");
        node_refuse(master, node, buffer_text(&why));
    } else if (node->state == NODE_ASKED) {
        node_accept(master, node, data);
    }
    buffer_free(&why);
}

/* ---- heartbeats ---- */

static void phase_take(struct node *node, const msgpack_object *word)
{
    if (packed_is(word, "ready"))
        node->phase = WORKER_IS_READY;
    else if (packed_is(word, "spawning"))
        node->phase = WORKER_IS_SPAWNING;
    else if (packed_is(word, "running"))
        node->phase = WORKER_IS_RUNNING;
}

static void cpu_take(struct node *node, const msgpack_object *number)
{
    double cpu;

    if (!packed_number(number, &cpu) || cpu < 0)
        return;
    node->cpu = cpu;
    if (node->part.takes_part && cpu > node->numbers.cpu_most)
        node->numbers.cpu_most = cpu;
}

void node_heartbeat(struct master *master, struct node *node, const msgpack_object *data)
{
    phase_take(node, packed_get(data, "state"));
    cpu_take(node, packed_get(data, "current_cpu_usage"));
    packed_count(packed_get(data, "current_memory_usage"), &node->memory);
    if (node->is_swarm)
        master_send_word(master, node, "heartbeat");
    if (node->state != NODE_MISSING)
        return;
    log_info("%s is back", node_text(node));
    node_is_ready(master, node);
}

/* ---- clocks ---- */

static void clock_ask(struct master *master, struct node *node)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_clock", node->id);
    msgpack_pack_map(&writer.packer, 1);
    packed_write_count(&writer.packer, "number", clock_offset_ask(&node->clock, clock_now()));
    master_send(master, node, &writer);
}

static bool clock_is_suspicious(const struct worker_clock *clock)
{
    return clock->is_known && llabs(clock->ahead) - clock->error >= CLOCK_SUSPICIOUS;
}

/* Both sides say so. */
static void clock_warn(struct master *master, const struct node *node)
{
    const struct worker_clock *clock = &node->clock.best;
    const char *side = clock->ahead > 0 ? "ahead of" : "behind";
    double seconds = fabs((double)clock->ahead / NANOS_PER_S);
    struct frame_writer writer;
    struct buffer text = {0};

    log_warning("the clock of %s is %.0f s %s the master's; times in the results are the master's; set both "
                "clocks, for example by NTP",
                node_text(node), seconds, side);
    buffer_printf(&text, "the clock of this machine is %.0f s %s the master's; set both, for example by NTP",
                  seconds, side);
    frame_begin(&writer, "swarm_warning", node->id);
    packed_write_word(&writer.packer, buffer_text(&text));
    master_send(master, node, &writer);
    buffer_free(&text);
}

void node_clock(struct master *master, struct node *node, const msgpack_object *data)
{
    struct worker_clock before = node->clock.best;
    uint64_t number, microseconds;

    if (!packed_count(packed_get(data, "number"), &number) ||
        !packed_count(packed_get(data, "wall_us"), &microseconds))
        return;
    clock_offset_answer(&node->clock, number, clock_now(), clock_wall(),
                        (int64_t)microseconds * NANOS_PER_US);
    if (!before.is_known && clock_is_suspicious(&node->clock.best))
        clock_warn(master, node);
}

/* ---- losing ---- */

static void node_lost(struct master *master, struct node *node)
{
    node->state = NODE_MISSING;
    log_warning("%s hasn't sent a heartbeat for %lld s", node_text(node), MISSING_AFTER / NANOS_PER_S);
    run_lose(master, node);
}

static void node_give_up(struct master *master, struct node *node)
{
    node->state = NODE_GONE;
    run_leave(master, node);
}

static bool is_clock_due(const struct node *node, instant now)
{
    return !node->clock.best.is_known || instant_since(now, node->clock.asked) >= CLOCK_EVERY;
}

/* A worker that is none of swarm sends heartbeats, but no `swarm_hello`. */
static void node_check(struct master *master, struct node *node, instant now)
{
    nanos silent = instant_since(now, node->seen);

    if (node->state == NODE_ASKED && silent > MISSING_AFTER)
        node->state = NODE_GONE;
    else if (node->state == NODE_ASKED && !node->is_loading && instant_since(now, node->asked) > HELLO_WITHIN)
        node_is_ready(master, node);
    else if (node->state == NODE_READY && silent > MISSING_AFTER)
        node_lost(master, node);
    else if (node->state == NODE_READY && node->is_swarm && is_clock_due(node, now))
        clock_ask(master, node);
    else if (node->state == NODE_MISSING && silent > GONE_AFTER)
        node_give_up(master, node);
}

/* If this process stood still, heartbeats wait in the socket. */
static bool stood_still(struct master *master, instant now)
{
    bool is_late = instant_since(now, master->looked) > LATE;

    master->looked = now;
    for (size_t i = 0; is_late && i < master->nodes.count; i++)
        master->nodes.items[i]->seen = now;
    return is_late;
}

void nodes_check(struct master *master)
{
    instant now = clock_now();

    if (stood_still(master, now))
        return;
    for (size_t i = 0; i < master->nodes.count; i++)
        node_check(master, master->nodes.items[i], now);
    run_check(master);
}

/* ---- leaving ---- */

void node_quit(struct master *master, struct node *node)
{
    node->state = NODE_GONE;
    log_info("%s has quit; %zu workers are left", node_text(node), master_workers(master));
    run_leave(master, node);
}
