/* Gets the program of a worker that has none from a master of swarm: its files, into a private folder, with
 * the values of --var (message/swarm_protocol.h: swarm_program, swarm_piece). Or tells a master that the own
 * program of this worker can't be compiled.
 *
 * It has an event loop of its own, and runs before there is a control. The hash of each file is checked. */
#ifndef SWARM_CLUSTER_WORKER_PROGRAM_FETCH_H
#define SWARM_CLUSTER_WORKER_PROGRAM_FETCH_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/cluster/wire/node_socket.h"

#include <stddef.h>

struct program_fetch;
struct ev_loop;

struct program_fetch_options {
    struct node_address master; /* borrowed, and outlives the fetch */
    nanos most_wait;            /* for an answer of a master; 0: no limit */
};

enum fetch_end {
    FETCH_RUNS,
    FETCH_DONE,        /* the program is there, or the master knows the problem */
    FETCH_NO_MASTER,   /* none has answered */
    FETCH_OF_LOCUST,   /* the master is one of Locust, which has no program */
    FETCH_REFUSED,     /* by the master */
    FETCH_FAILED,      /* the files can't be stored, or aren't what was announced */
    FETCH_INTERRUPTED, /* by SIGINT or SIGTERM */
};

/* Starts to connect. NULL with the reason appended to `why`: the host isn't a name or an address, or the
 * folder can't be created. */
struct program_fetch *program_fetch_new(const struct program_fetch_options *options, struct buffer *why);

/* Gets the program. Logs why, if it can't. Afterwards, SIGINT and SIGTERM are blocked until control_run takes
 * them, so that the folder is removed in any case. */
enum fetch_end program_fetch_run(struct program_fetch *fetch);

/* The program: its main file, folders for --include-dir, and texts of --var; valid until program_fetch_free.
 */
const char *program_fetch_main(const struct program_fetch *fetch);
const char *program_fetch_folder(const struct program_fetch *fetch);
const char *const *program_fetch_include_dirs(const struct program_fetch *fetch, size_t *count);
const char *const *program_fetch_variables(const struct program_fetch *fetch, size_t *count);

/* The connection, for the worker link, which takes it over: the fetch doesn't use it any more. */
struct node_socket *program_fetch_socket(struct program_fetch *fetch);
const char *program_fetch_id(const struct program_fetch *fetch);

/* Tells the master that the program can't be compiled here, and why. */
void program_fetch_problem(struct program_fetch *fetch, const char *why);

/* Closes the connection unless it was taken over, and removes the folder. NULL is allowed. */
void program_fetch_free(struct program_fetch *fetch);

/* Connects for at most `options->most_wait` to tell a master that the own program of this worker can't be
 * compiled. */
void program_problem_tell(const struct program_fetch_options *options, const char *why);

#endif
