/* Any bytes as what a master sends to a worker that gets its program. Nothing crashes, nothing is written
 * outside of the private folder, and each frame that the worker sends is one that a Locust master survives.
 *
 * The input is a list of steps, a letter each: `t` a frame of a type of the protocol (a byte) with the data
 * that follows (two bytes with the length, then MessagePack), `f` a frame (two bytes with the length, then
 * the frame), `l` the connection changes (a byte), `q` nothing can be sent, `s` it can again. */
#include "tests/support/cluster_fuzz.h"

#include "runtime/base/count_of.h"
#include "runtime/cluster/worker/program_fetch.h"

#include <dirent.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const types[] = {"ack",           "swarm_program", "swarm_piece", "quit",
                                    "swarm_refused", "swarm_unknown", "spawn"};

/* The folder that the private folders are in; removed at the end of the process. */
static char parent[] = "/tmp/swarm-fuzz-XXXXXX";

static void parent_remove(void)
{
    rmdir(parent);
}

static void parent_make(void)
{
    static bool is_made;

    if (is_made)
        return;
    if (!mkdtemp(parent) || setenv("TMPDIR", parent, 1) != 0)
        abort();
    is_made = atexit(parent_remove) == 0;
}

/* The number of private folders. */
static size_t entries(void)
{
    DIR *directory = opendir(parent);
    size_t count = 0;

    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count - 2; /* "." and ".." */
}

static void step(struct fuzz_input *input)
{
    switch (input_byte(input)) {
    case 't': fuzz_receive_data("", types[input_byte(input) % COUNT_OF(types)], input); break;
    case 'f': fuzz_receive_bytes("", input); break;
    case 'l':
        fuzz_socket->events.link(fuzz_socket->events.context,
                                 (enum node_link)(input_byte(input) % (NODE_LINK_REJECTED + 1)));
        break;
    case 'q': fuzz_socket->is_full = true; break;
    case 's': fuzz_socket->is_full = false; break;
    default: break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct program_fetch_options options = {.master = {.host = "127.0.0.1"}};
    struct fuzz_input input = {data, size};
    struct buffer why = {0};
    struct program_fetch *fetch;

    parent_make();
    fetch = program_fetch_new(&options, &why);
    log_level_set(LOG_CRITICAL);
    if (!fetch || entries() != 1)
        abort();
    while (input.left > 0)
        step(&input);
    if (entries() != 1)
        abort();
    program_fetch_free(fetch);
    if (entries() != 0)
        abort();
    buffer_free(&why);
    return 0;
}
