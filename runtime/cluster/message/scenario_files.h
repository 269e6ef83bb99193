/* The files of a scenario and the values of its constants, with their hashes: to make sure that all nodes run
 * the same, and to send the files to workers that have none.
 *
 * Files have names relative to the deepest folder that all of them are in, with slashes: their places to each
 * other are the same on every node. Any thread; a struct belongs to one thread at a time. */
#ifndef SWARM_CLUSTER_MESSAGE_SCENARIO_FILES_H
#define SWARM_CLUSTER_MESSAGE_SCENARIO_FILES_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"
#include "runtime/cluster/wire/packed.h"
#include "runtime/program/program.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHA256_TEXT = 65,              /* hexadecimal digits with a NUL */
    SCENARIO_FILES_MOST = 1000,    /* that are sent */
    SCENARIO_NAME_MOST = 1024,     /* bytes of a name */
    SCENARIO_PIECE = 512 << 10,    /* bytes of a file in one frame */
    SCENARIO_LIST_MOST = 1000,     /* folders, and values of --var */
    SCENARIO_VALUE_MOST = 1 << 16, /* bytes of NAME=VALUE of --var */
};

/* A SHA-256 with OpenSSL: sha256_begin, EVP_DigestUpdate, sha256_finish, which frees it and writes the
 * digits.
 */
EVP_MD_CTX *sha256_begin(void);
void sha256_finish(EVP_MD_CTX *context, char hash[SHA256_TEXT]);

/* All files that are sent together, in bytes. */
#define SCENARIO_BYTES_MOST ((uint64_t)1 << 30)

struct cluster_file {
    const char *name;
    const char *path; /* as this process opens it */
    const char *text; /* of a source, borrowed; NULL: the file at `path` is read */
    uint64_t size;
    char hash[SHA256_TEXT];
};

struct cluster_constant {
    const char *name;
    char hash[SHA256_TEXT];
};

/* Zero bytes: no file. */
struct scenario_files {
    struct arena arena;
    VEC(struct cluster_file) files; /* the main file first, then other sources, then what they read */
    VEC(struct cluster_constant) constants;
    VEC(const char *) folders;   /* of --include-dir, as names, if a file is in them; "": the common one */
    VEC(const char *) variables; /* of --var: NAME=VALUE */
};

void scenario_files_init(struct scenario_files *files);
void scenario_files_free(struct scenario_files *files);

/* Adds a source. The text is borrowed, and outlives the files. */
void scenario_files_source(struct scenario_files *files, const char *path, const char *text, size_t length);

/* Adds another file. False with the reason appended to `why`: it can't be read. */
bool scenario_files_read(struct scenario_files *files, const char *path, struct buffer *why);

/* After the last file: names the files, and adds the constants of the program, the folders of --include-dir
 * and the values of --var (lists that end with NULL, or NULL). */
void scenario_files_finish(struct scenario_files *files, const struct program *program,
                           const char *const *folders, const char *const *variables);

/* Whether they can be sent. If not, the reason is appended to `why`. */
bool scenario_files_sendable(const struct scenario_files *files, struct buffer *why);

/* Writes two entries of a map: `files` and `constants`, each a list of [name, hash]. */
void scenario_hashes_write(msgpack_packer *packer, const struct scenario_files *files);

/* Compares those of another node, in the map `data`, with these. False: they differ; a text such as "its file
 * `users.csv` differs from the master's" is appended to `why`. */
bool scenario_hashes_equal(const struct scenario_files *files, const msgpack_object *data,
                           struct buffer *why);

/* Appends a part of a file of at most SCENARIO_PIECE bytes. False: the file has changed, or can't be read. */
bool scenario_files_piece(const struct scenario_files *files, size_t file, uint64_t offset,
                          struct buffer *out);

#endif
