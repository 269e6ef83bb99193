/* Any bytes as what workers send, before, in and after runs. Nothing crashes, and each frame that the master
 * sends is one that a Locust worker survives.
 *
 * The input is a list of steps, a letter each: `w` the next frames come from another worker (a byte), `j` it
 * joins as a worker of swarm, `t` a frame of a type of the protocol (a byte) with the data that follows (two
 * bytes with the length, then MessagePack), `f` a frame (two bytes with the length, then the frame), `b` a
 * run begins, `u` other users are wanted (a byte), `x` the run stops, `X` at once, `r` the loop goes on until
 * nothing is due, `c` what reports show is read, `q` nothing can be sent, `s` it can again. */
#include "tests/support/cluster_fuzz.h"

#include "runtime/base/count_of.h"
#include "runtime/cluster/master/master.h"
#include "runtime/cluster/message/swarm_protocol.h"
#include "runtime/control/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const ids[] = {"a_1", "b_2", "b_3"};

static const char *const types[] = {
    "client_ready",   "heartbeat",   "stats",         "spawning",    "spawning_complete",
    "client_stopped", "quit",        "exception",     "swarm_hello", "swarm_ended",
    "logs",           "swarm_lease", "swarm_return",  "swarm_clock", "mode",
    "swarm_got",      "locustfile",  "swarm_program", "swarm_piece", "swarm_failed",
};

static const struct program *scenario(void)
{
    static struct program *program;

    if (!program)
        program = fuzz_program(
            "shared token = \"none\"\n"
            "counter orders\n"
            "on message \"mode\" (m) { token = m }\n"
            "user Visitor { task home { get \"/\" as \"home\" { query { n: next(orders) } } } }\n"
            "user Admin { task front { get \"/front\" } }\n");
    return program;
}

/* Each run has the same program. */
static const struct program *run_program(void *context, const struct run_settings *settings,
                                         struct buffer *why)
{
    (void)context, (void)settings, (void)why;
    return scenario();
}

/* ---- the steps ---- */

static void join(const char *id)
{
    struct frame_writer writer;

    frame_begin(&writer, "client_ready", id);
    msgpack_pack_int(&writer.packer, -1);
    fuzz_receive_frame(id, &writer);
    frame_begin(&writer, "swarm_hello", id);
    msgpack_pack_map(&writer.packer, 4);
    packed_write_count(&writer.packer, "protocol", SWARM_PROTOCOL);
    packed_write_count(&writer.packer, "reactors", 2);
    scenario_hashes_write(&writer.packer, fuzz_files(scenario()));
    fuzz_receive_frame(id, &writer);
}

static void run_begin(struct control *control)
{
    const struct run_settings settings = {
        .users = 6, .spawn_rate = 1000, .reactors = 1, .client = {.host = "http://127.0.0.1"}};
    struct buffer why = {0};

    control_start(control, &settings, &why);
    buffer_free(&why);
}

/* Until `setup` and other hooks on the thread of the run are over, too. */
static void loop_go_on(struct control *control)
{
    for (int turn = 0; turn < 50 && control_state(control) == CONTROL_STARTING; turn++)
        ev_run(control_loop(control), EVRUN_ONCE);
    ev_run(control_loop(control), EVRUN_NOWAIT);
}

static void step(struct control *control, const char **id, struct fuzz_input *input)
{
    switch (input_byte(input)) {
    case 'w': *id = ids[input_byte(input) % COUNT_OF(ids)]; break;
    case 'j': join(*id); break;
    case 't': fuzz_receive_data(*id, types[input_byte(input) % COUNT_OF(types)], input); break;
    case 'f': fuzz_receive_bytes(*id, input); break;
    case 'b': run_begin(control); break;
    case 'u': control_set_users(control, input_byte(input), 0); break;
    case 'x': control_stop(control, "the input stops it"); break;
    case 'X': control_stop_now(control, "the input stops it"); break;
    case 'r': loop_go_on(control); break;
    case 'c': snapshot_free(control_snapshot(control)); break;
    case 'q': fuzz_socket->is_full = true; break;
    case 's': fuzz_socket->is_full = false; break;
    default: break;
    }
}

/* All workers quit, so that nobody waits for them. */
static void run_end(struct control *control)
{
    control_stop_now(control, "the input is over");
    while (control_state(control) != CONTROL_READY && control_state(control) != CONTROL_STOPPED) {
        for (size_t i = 0; i < COUNT_OF(ids); i++) {
            struct frame_writer writer;

            frame_begin(&writer, "quit", ids[i]);
            msgpack_pack_nil(&writer.packer);
            fuzz_receive_frame(ids[i], &writer);
        }
        ev_run(control_loop(control), EVRUN_ONCE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct master_options options = {
        .program = scenario(), .files = fuzz_files(scenario()), .compile = run_program};
    struct master *master = master_new(&options);
    const struct run_backend backend = master_backend(master);
    struct control *control = control_new(&backend);
    struct fuzz_input input = {data, size};
    const char *id = ids[0];
    struct buffer why = {0};

    log_level_set(LOG_CRITICAL);
    master_listen(master, control_loop(control), &why);
    while (input.left > 0)
        step(control, &id, &input);
    run_end(control);
    master_close(master);
    control_free(control);
    master_free(master);
    buffer_free(&why);
    return 0;
}
