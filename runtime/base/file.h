/* Reads and replaces complete files, and appends to files. Functions that return a text return NULL on
 * success, or an error message. It is static, or valid until the next call of strerror in this thread. */
#ifndef SWARM_BASE_FILE_H
#define SWARM_BASE_FILE_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the content of the file to `out`. A file of more than `most` bytes is an error. */
const char *file_read(const char *path, size_t most, struct buffer *out);

/* Writes `length` bytes to the file at `path`, completely or not at all: writes a new file beside it and
 * renames that. The new file gets the permissions of the old one; symbolic links are followed. If `path`
 * isn't a regular file (a terminal, a pipe), it writes to it directly. After an error the old content is
 * unchanged. */
const char *file_replace(const char *path, const char *bytes, size_t length);

/* Checks, as far as possible before writing, whether file_replace can write. */
const char *file_replaceable(const char *path);

/* Creates the file, or empties an existing one, for file_append. Returns a descriptor, which the caller
 * closes; -1 with errno. */
int file_grow(const char *path);

/* Appends all bytes. If the disk is full, it appends none of them. */
const char *file_append(int descriptor, const char *bytes, size_t length);

/* Checks whether file_grow can open or create the file. */
const char *file_growable(const char *path);

/* Whether this process may open `count` more files or sockets at the moment. */
bool descriptors_are_free(unsigned count);

#endif
