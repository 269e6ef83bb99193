/* Reading and replacing whole files, and appending to files. */
#ifndef SWARM_BASE_FILE_H
#define SWARM_BASE_FILE_H

#include "runtime/base/buffer.h"

#include <stddef.h>

/* Appends the file's bytes to `out`, with the NUL behind them that every buffer has. Returns NULL, or what is
 * wrong: the system's words for why it can't be read, or that it has more than `most` bytes (static, or valid
 * until the thread's next call of strerror). */
const char *file_read(const char *path, size_t most, struct buffer *out);

/* Puts `length` bytes where `path` says, whole or not at all: they go to a new file beside it, which then
 * takes its name and, if there was one, its permissions; links are followed. What isn't a plain file (a
 * terminal, a pipe) is written to directly. Returns NULL, or what went wrong, as file_read does; then what
 * was there is there still. */
const char *file_replace(const char *path, const char *bytes, size_t length);

/* Whether file_replace would get as far as writing: NULL, or why not, as far as one can know before. */
const char *file_replaceable(const char *path);

/* Makes the file, or empties the one that is there, for file_append. A descriptor, which the caller closes;
 * -1 with errno. */
int file_grow(const char *path);

/* Appends all of the bytes or, where a file's disk is full, none. Returns NULL, or what went wrong, as
 * file_read does. */
const char *file_append(int descriptor, const char *bytes, size_t length);

/* Whether file_grow would find or make the file: NULL, or why not. */
const char *file_growable(const char *path);

#endif
