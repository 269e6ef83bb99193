/* What a worker tells its master. */
#include "runtime/base/log.h"
#include "runtime/cluster/message/reserved_types.h"
#include "runtime/cluster/message/share_message.h"
#include "runtime/cluster/message/swarm_protocol.h"
#include "runtime/cluster/message/users_map.h"
#include "runtime/cluster/wire/packed_value.h"
#include "runtime/cluster/worker/worker_state.h"
#include "runtime/stats/stats_codec.h"

#include <string.h>

#define ACKNOWLEDGED_WITHIN (5 * NANOS_PER_S)

enum {
    EXCEPTIONS_MOST = 20, /* frames per error and report: the master counts frames */
    SENT_MOST = 100,      /* reports that aren't acknowledged */
};

static bool send_and_free(struct worker_link *link, struct frame_writer *writer)
{
    bool is_sent;

    frame_end(writer);
    is_sent = node_socket_send(link->socket, NULL, &writer->bytes);
    buffer_free(&writer->bytes);
    return is_sent;
}

bool worker_send_word(struct worker_link *link, const char *type)
{
    struct frame_writer writer;

    frame_begin(&writer, type, link->id);
    msgpack_pack_nil(&writer.packer);
    return send_and_free(link, &writer);
}

void worker_send_end(struct worker_link *link, const char *type)
{
    struct frame_writer writer;

    frame_begin(&writer, type, link->id);
    if (link->is_swarm) {
        msgpack_pack_map(&writer.packer, 1);
        packed_write_count(&writer.packer, "reports", link->sent_number);
    } else {
        msgpack_pack_nil(&writer.packer);
    }
    send_and_free(link, &writer);
}

/* -1 means: don't compare versions. */
bool worker_send_ready(struct worker_link *link)
{
    struct frame_writer writer;

    frame_begin(&writer, "client_ready", link->id);
    msgpack_pack_int(&writer.packer, -1);
    return send_and_free(link, &writer);
}

/* ---- heartbeats ---- */

/* Only these three: another word makes a Locust master believe that the test has stopped. */
static const char *state_word(const struct worker_link *link)
{
    switch (control_state(link->control)) {
    case CONTROL_STARTING:
    case CONTROL_SPAWNING: return "spawning";
    case CONTROL_RUNNING:
    case CONTROL_STOPPING: return "running";
    case CONTROL_READY:
    case CONTROL_STOPPED: break;
    }
    return "ready";
}

/* 100 %: all reactors are busy. */
static double cpu_usage(struct worker_link *link)
{
    double percent = process_load_cpu(&link->load, clock_now());

    return link->reactors > 0 ? percent / link->reactors : percent;
}

void worker_send_heartbeat(struct worker_link *link)
{
    struct frame_writer writer;

    frame_begin(&writer, "heartbeat", link->id);
    msgpack_pack_map(&writer.packer, 3);
    packed_write_word(&writer.packer, "state");
    packed_write_word(&writer.packer, state_word(link));
    packed_write_number(&writer.packer, "current_cpu_usage", cpu_usage(link));
    packed_write_count(&writer.packer, "current_memory_usage", process_load_memory());
    send_and_free(link, &writer);
}

void worker_send_hello(struct worker_link *link)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_hello", link->id);
    msgpack_pack_map(&writer.packer, 5);
    packed_write_count(&writer.packer, "protocol", SWARM_PROTOCOL);
    packed_write_count(&writer.packer, "numbering", link->numbering);
    packed_write_count(&writer.packer, "reactors", link->options.reactors);
    scenario_hashes_write(&writer.packer, link->options.files);
    send_and_free(link, &writer);
}

void worker_send_clock(struct worker_link *link, uint64_t number)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_clock", link->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_count(&writer.packer, "number", number);
    packed_write_count(&writer.packer, "wall_us", (uint64_t)(clock_wall() / NANOS_PER_US));
    send_and_free(link, &writer);
}

void worker_send_ended(struct worker_link *link, const struct snapshot *snapshot)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_ended", link->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_word(&writer.packer, "why");
    packed_write_text(&writer.packer, snapshot->end, strlen(snapshot->end));
    packed_write_count(&writer.packer, "is_done", snapshot->how == RUN_DONE);
    send_and_free(link, &writer);
}

/* ---- numbers ---- */

static void users_write(const struct worker_link *link, msgpack_packer *packer)
{
    struct population users = control_population(link->control);

    users_map_write(packer, link->options.program, &users);
    packed_write_count(packer, "user_count", population_total(&users));
    population_free(&users);
}

void worker_send_complete(struct worker_link *link)
{
    struct frame_writer writer;

    frame_begin(&writer, "spawning_complete", link->id);
    msgpack_pack_map(&writer.packer, 2);
    users_write(link, &writer.packer);
    send_and_free(link, &writer);
}

static void errors_send(struct worker_link *link)
{
    const struct tally *errors = &locust_report_stats(link->numbers)->set->errors.tally;

    for (size_t i = 0; i < errors->groups.count; i++) {
        const struct tally_group *group = &errors->groups.items[i];
        struct buffer trace = {0};

        buffer_printf(&trace, "%s: %s\n%s", group->texts[1], group->texts[2], group->detail);
        for (uint64_t times = 0; times < group->occurrences && times < EXCEPTIONS_MOST; times++)
            worker_send_exception(link, group->texts[2], buffer_text(&trace));
        buffer_free(&trace);
    }
}

/* Exact numbers, for a master of swarm. Their times count from the start of the run. */
static void exact_write(struct worker_link *link, msgpack_packer *packer)
{
    const struct stats *stats = locust_report_stats(link->numbers);
    instant now = clock_now();
    nanos elapsed = link->began.ns ? instant_since(now, link->began) : 0;
    struct stats_moment start = {.monotonic = instant_add(now, -elapsed), .wall = clock_wall() - elapsed};
    struct buffer bytes = {0};

    stats_encode(stats, stats->set, start, &bytes);
    packed_write_count(packer, "run", link->run);
    packed_write_count(packer, "elapsed_ns", (uint64_t)elapsed);
    packed_write_word(packer, "swarm");
    msgpack_pack_bin_with_body(packer, bytes.data, bytes.length);
    buffer_free(&bytes);
}

static void health_write(const struct worker_link *link, msgpack_packer *packer)
{
    const struct health_report *health = link->last ? &link->last->health : NULL;
    size_t count = health ? health->finding_count : 0;

    packed_write_word(packer, "health");
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++) {
        const struct health_finding *finding = &health->findings[i];

        msgpack_pack_array(packer, 4);
        msgpack_pack_int(packer, (int)finding->state);
        packed_write_text(packer, finding->text, strlen(finding->text));
        msgpack_pack_int64(packer, finding->began);
        msgpack_pack_int64(packer, finding->lasted);
    }
}

static nanos lag_of(const struct health_report *health)
{
    nanos lag = 0;

    for (size_t i = 0; i < health->reactor_count; i++) {
        if (health->reactors[i].lag > lag)
            lag = health->reactors[i].lag;
    }
    return lag;
}

static void measures_write(const struct worker_link *link, msgpack_packer *packer)
{
    static const struct snapshot nothing;
    const struct snapshot *last = link->last ? link->last : &nothing;
    nanos waits = last->health.waits.p99, arrivals = last->health.arrivals.p99;

    packed_write_word(packer, "measures");
    msgpack_pack_map(packer, 4);
    packed_write_count(packer, "in_flight", last->in_flight);
    packed_write_count(packer, "oldest_ns", (uint64_t)last->oldest_in_flight);
    packed_write_count(packer, "lag_ns", (uint64_t)lag_of(&last->health));
    packed_write_count(packer, "late_ns", (uint64_t)(waits > arrivals ? waits : arrivals));
}

static void progress_write(const struct worker_link *link, msgpack_packer *packer)
{
    const struct run_progress nothing = {0};

    packed_write_word(packer, "progress");
    progress_message_write(packer, link->last ? &link->last->progress : &nothing);
}

static void waiting_write(const struct worker_link *link, msgpack_packer *packer)
{
    size_t count = link->last ? link->last->waiting_count : 0;

    packed_write_word(packer, "waiting");
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++) {
        const struct waiting *waiting = &link->last->waiting[i];

        msgpack_pack_array(packer, 3);
        packed_write_text(packer, waiting->name.type, strlen(waiting->name.type));
        packed_write_text(packer, waiting->name.name, strlen(waiting->name.name));
        msgpack_pack_int64(packer, waiting->age);
    }
}

/* ---- reports to a master of swarm, which acknowledges them ---- */

static void exact_send(struct worker_link *link)
{
    struct worker_sent sent = {.number = ++link->sent_number, .when = clock_now()};
    struct frame_writer writer;

    frame_begin(&writer, "stats", link->id);
    msgpack_pack_map(&writer.packer, 10);
    packed_write_count(&writer.packer, "number", sent.number);
    exact_write(link, &writer.packer);
    health_write(link, &writer.packer);
    measures_write(link, &writer.packer);
    progress_write(link, &writer.packer);
    waiting_write(link, &writer.packer);
    users_write(link, &writer.packer);
    frame_end(&writer);
    node_socket_send(link->socket, NULL, &writer.bytes); /* if not, it is sent again */
    sent.frame = writer.bytes;
    vec_push(&link->sent, sent);
    locust_report_clear(link->numbers, clock_wall());
}

void worker_numbers_again(struct worker_link *link)
{
    instant now = clock_now();

    for (size_t i = 0; i < link->sent.count; i++) {
        node_socket_send(link->socket, NULL, &link->sent.items[i].frame);
        link->sent.items[i].when = now;
    }
}

/* Beyond the limit, numbers wait in the next report. */
static void exact_report(struct worker_link *link)
{
    if (link->sent.count > 0 && instant_since(clock_now(), link->sent.items[0].when) > ACKNOWLEDGED_WITHIN)
        worker_numbers_again(link);
    if (link->sent.count < SENT_MOST)
        exact_send(link);
}

void worker_numbers_arrived(struct worker_link *link, uint64_t number)
{
    size_t kept = 0;

    for (size_t i = 0; i < link->sent.count; i++) {
        if (link->sent.items[i].number > number)
            link->sent.items[kept++] = link->sent.items[i];
        else
            buffer_free(&link->sent.items[i].frame);
    }
    link->sent.count = kept;
}

void worker_numbers_acknowledged(struct worker_link *link, uint64_t number)
{
    bool is_repeated = number == link->acknowledged;

    link->acknowledged = number;
    worker_numbers_arrived(link, number);
    if (is_repeated && link->sent.count > 0)
        worker_numbers_again(link);
}

/* ---- reports ---- */

void worker_numbers_renew(struct worker_link *link)
{
    const struct program *program = *link->options.current;

    locust_report_free(link->numbers);
    link->numbers = locust_report_new(program->rows, (uint32_t)program->rows_count, clock_wall());
}

static void rounded_report(struct worker_link *link)
{
    struct frame_writer writer;

    frame_begin(&writer, "stats", link->id);
    msgpack_pack_map(&writer.packer, 5);
    locust_report_write(link->numbers, &writer.packer);
    users_write(link, &writer.packer);
    if (!send_and_free(link, &writer))
        return;
    errors_send(link);
    locust_report_clear(link->numbers, clock_wall());
}

void worker_send_numbers(struct worker_link *link)
{
    if (link->is_swarm)
        exact_report(link);
    else
        rounded_report(link);
}

/* ---- rows and numbers ---- */

static void return_write(msgpack_packer *packer, const struct lease_note *note)
{
    msgpack_pack_map(packer, 4);
    packed_write_count(packer, "kept", note->kept);
}

static void ask_write(msgpack_packer *packer, const struct lease_note *note)
{
    msgpack_pack_map(packer, 5);
    packed_write_count(packer, "wanted", note->wanted);
    packed_write_count(packer, "waiting", note->waiting);
}

/* A question that can't be sent is repeated later. */
void worker_send_lease(struct worker_link *link, const struct lease_note *note)
{
    struct frame_writer writer;

    frame_begin(&writer, note->is_return ? "swarm_return" : "swarm_lease", link->id);
    if (note->is_return)
        return_write(&writer.packer, note);
    else
        ask_write(&writer.packer, note);
    packed_write_count(&writer.packer, "item", note->item);
    packed_write_count(&writer.packer, "serial", note->serial);
    packed_write_count(&writer.packer, "used", note->used);
    send_and_free(link, &writer);
}

/* ---- errors and messages ---- */

void worker_send_exception(struct worker_link *link, const char *message, const char *trace)
{
    struct frame_writer writer;

    frame_begin(&writer, "exception", link->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_word(&writer.packer, "msg");
    packed_write_text(&writer.packer, message, strlen(message));
    packed_write_word(&writer.packer, "traceback");
    packed_write_text(&writer.packer, trace, strlen(trace));
    send_and_free(link, &writer);
}

/* Always all lines that are kept, as Locust's workers do: the master replaces what it has. */
void worker_send_logs(struct worker_link *link)
{
    uint64_t count = worker_log_count(link->log);
    struct frame_writer writer;

    if (!link->is_up || count == link->logs_sent)
        return;
    frame_begin(&writer, "logs", link->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_word(&writer.packer, "worker_id");
    packed_write_word(&writer.packer, link->id);
    packed_write_word(&writer.packer, "logs");
    worker_log_write(link->log, &writer.packer);
    if (send_and_free(link, &writer))
        link->logs_sent = count;
}

void worker_send_message(struct worker_link *link, const char *type, value v)
{
    struct frame_writer writer;

    if (type_is_reserved(type))
        return;
    frame_begin(&writer, type, link->id);
    packed_write_value(&writer.packer, v);
    if (!send_and_free(link, &writer))
        log_warning_once("a published message was lost", "a message `%s` couldn't be sent to the master",
                         type);
}
