/* Any bytes as what a master sends, in any state of the link and of the run. Nothing crashes, and each frame
 * that the worker sends is one that a Locust master survives.
 *
 * The input is a list of steps, a letter each: `t` a frame of a type of the protocol (a byte) with the data
 * that follows (two bytes with the length, then MessagePack), `f` a frame (two bytes with the length, then
 * the frame), `l` the connection changes (a byte), `r` the run does its next step, `n` the worker has
 * numbers, `q` nothing can be sent, `s` it can again. */
#include "tests/support/cluster_fuzz.h"

#include "runtime/base/count_of.h"
#include "runtime/cluster/worker/worker_link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- a backend without users ---- */

enum run_step { RUN_NONE, RUN_BEGINS, RUN_GOES_ON, RUN_ENDS };

static struct {
    struct backend_events events;
    enum run_step step; /* NONE: no run is open */
} fake;

static const struct program *scenario(void)
{
    static struct program *program;

    if (!program)
        program = fuzz_program("shared token = \"none\"\n"
                               "counter orders\n"
                               "on message \"mode\" (m) { token = m }\n"
                               "user Visitor { task home { get \"/\" as \"home\" } }\n"
                               "user Admin { task front { get \"/front\" } }\n");
    return program;
}

static void *fake_open(void *context, const struct run_settings *settings, struct ev_loop *loop,
                       const struct backend_events *events, struct buffer *why)
{
    (void)context, (void)settings, (void)loop, (void)why;
    fake.events = *events;
    return &fake;
}

static void fake_begin(void *run)
{
    (void)run;
    fake.step = RUN_BEGINS;
}

static bool fake_set_users(void *run, uint64_t users, double rate)
{
    (void)run, (void)users, (void)rate;
    return true;
}

static bool fake_set_population(void *run, const struct population *population, double rate)
{
    (void)run, (void)population, (void)rate;
    return true;
}

static void fake_stop(void *run, const char *why, bool at_once)
{
    (void)run, (void)why, (void)at_once;
    fake.step = RUN_ENDS;
}

static void fake_reset(void *run)
{
    (void)run;
}

static void fake_publish(void *run, const char *type, value v)
{
    (void)run, (void)type, (void)v;
}

static void fake_share(void *run, const value *values, size_t count)
{
    (void)run, (void)values, (void)count;
}

static void fake_lease(void *run, const struct lease_answer *answer)
{
    (void)run, (void)answer;
}

static struct population fake_population(const void *run)
{
    (void)run;
    return population_new(scenario()->kinds_count);
}

static struct snapshot *fake_snapshot(const void *run)
{
    (void)run;
    return snapshot_new_empty();
}

static void fake_close(void *run)
{
    (void)run;
    fake.step = RUN_NONE;
}

static const struct run_backend backend = {
    .open = fake_open,
    .begin = fake_begin,
    .set_users = fake_set_users,
    .set_population = fake_set_population,
    .stop = fake_stop,
    .reset = fake_reset,
    .publish = fake_publish,
    .share = fake_share,
    .lease = fake_lease,
    .population = fake_population,
    .snapshot = fake_snapshot,
    .close = fake_close,
};

static void run_go_on(void)
{
    enum run_step step = fake.step;

    if (step == RUN_BEGINS) {
        fake.step = RUN_GOES_ON;
        fake.events.began(fake.events.context, true);
    } else if (step == RUN_GOES_ON) {
        fake.events.users_reached(fake.events.context, 2);
    } else if (step == RUN_ENDS) {
        fake.events.ended(fake.events.context);
    }
}

/* A second of the run: a request, a failure, an error, and messages of the scenario. */
static void run_counts(void)
{
    const struct program *program = scenario();
    struct stats *stats = stats_new(program->rows, (uint32_t)program->rows_count);
    const struct sample sample = {.end = {NANOS_PER_MS}, .failed = true};
    const struct failure_event failure = {.error = "status 500", .error_length = 10};
    struct snapshot *snapshot = snapshot_new_empty();

    stats_record(stats, &sample);
    stats_failure(stats, 0, failure);
    stats_error(stats, "a.swarm:1", "no such key", "", 0);
    fake.events.numbers(fake.events.context, stats->set);
    fake.events.second(fake.events.context, snapshot);
    fake.events.published(fake.events.context, "sold", value_none());
    fake.events.lease(fake.events.context, &(struct lease_note){.serial = 1, .wanted = 1});
    snapshot_free(snapshot);
    stats_free(stats);
}

/* ---- the steps ---- */

static const char *const types[] = {
    "ack",
    "spawn",
    "stop",
    "quit",
    "heartbeat",
    "reconnect",
    "update_user_class",
    "swarm_start",
    "swarm_share",
    "swarm_lease",
    "swarm_recall",
    "swarm_clock",
    "swarm_got",
    "spawning_complete",
    "swarm_refused",
    "swarm_unknown",
    "mode",
    "swarm_program",
    "locustfile",
    "client_ready",
};

static void step(struct fuzz_input *input)
{
    switch (input_byte(input)) {
    case 't': fuzz_receive_data("", types[input_byte(input) % COUNT_OF(types)], input); break;
    case 'f': fuzz_receive_bytes("", input); break;
    case 'l':
        fuzz_socket->events.link(fuzz_socket->events.context,
                                 (enum node_link)(input_byte(input) % (NODE_LINK_REJECTED + 1)));
        break;
    case 'r': run_go_on(); break;
    case 'n':
        if (fake.step == RUN_GOES_ON)
            run_counts();
        break;
    case 'q': fuzz_socket->is_full = true; break;
    case 's': fuzz_socket->is_full = false; break;
    default: break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct run_settings settings = {.users = 1};
    const struct program *program = scenario();
    const struct worker_link_options options = {.master = {.host = "127.0.0.1"},
                                                .program = program,
                                                .current = &program,
                                                .files = fuzz_files(program),
                                                .settings = &settings,
                                                .reactors = 1};
    struct fuzz_input input = {data, size};
    struct buffer why = {0};
    struct control *control = control_new(&backend);
    struct worker_link *link = worker_link_new(control, &options, &why);

    log_level_set(LOG_CRITICAL);
    while (input.left > 0) {
        step(&input);
        ev_run(control_loop(control), EVRUN_NOWAIT);
    }
    while (fake.step != RUN_NONE) {
        run_go_on();
        control_stop(control, "the input is over");
        ev_run(control_loop(control), EVRUN_NOWAIT);
    }
    worker_link_free(link);
    control_free(control);
    buffer_free(&why);
    return 0;
}
