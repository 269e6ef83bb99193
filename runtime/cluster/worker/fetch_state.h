/* What program_fetch.c (the link to the master) and fetch_files.c (the files that come over it) share. */
#ifndef SWARM_CLUSTER_WORKER_FETCH_STATE_H
#define SWARM_CLUSTER_WORKER_FETCH_STATE_H

#include "runtime/base/vec.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/wire/frame.h"
#include "runtime/cluster/worker/program_fetch.h"

#include <ev.h>
#include <openssl/evp.h>

/* A file that the master has announced. */
struct coming_file {
    char *name;
    uint64_t size;
    char hash[SHA256_TEXT];
};

struct program_fetch {
    struct program_fetch_options options;
    struct ev_loop *loop;
    struct node_socket *socket; /* NULL: it was taken over */
    char *id;
    char *folder;
    char *problem; /* only this is to be told; NULL: the program is wanted */
    enum fetch_end end;
    struct ev_timer ask, second;
    struct ev_signal interrupt, terminate;
    instant began;
    bool is_up, has_joined;
    unsigned asked;  /* times in a row without an answer */
    unsigned logged; /* a bit per enum node_link */

    VEC(struct coming_file) files;
    VEC(const char *) folders; /* owned, as are the next ones */
    VEC(const char *) variables;
    char *main;
    size_t file;      /* that is being received */
    uint64_t offset;  /* of it; what comes next */
    int descriptor;   /* of it; -1: it isn't open */
    EVP_MD_CTX *hash; /* of what has come of it */
    instant asked_piece, last_piece;
};

/* ---- program_fetch.c ---- */

/* The fetch is over. */
void fetch_end(struct program_fetch *fetch, enum fetch_end end);

/* The same, because the program can't be used; both sides say why. */
void fetch_fail(struct program_fetch *fetch, const struct buffer *why);
void fetch_fail_text(struct program_fetch *fetch, const char *text);

/* Sends a frame and frees it. */
void fetch_send(struct program_fetch *fetch, struct frame_writer *writer);

/* ---- fetch_files.c ---- */

/* `swarm_program`: what the program consists of. Only the first one counts: after a loss of the connection,
 * the same master goes on. */
void fetch_program_handle(struct program_fetch *fetch, const msgpack_object *data);

/* `swarm_piece`: a part of a file. One that was asked for twice may come twice. */
void fetch_piece_handle(struct program_fetch *fetch, const msgpack_object *data);

/* Asks for the next piece of the current file. */
void fetch_piece_ask(struct program_fetch *fetch);

/* Closes the current file, if any. */
void fetch_file_close(struct program_fetch *fetch);

#endif
