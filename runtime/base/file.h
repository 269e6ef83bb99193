/* Whole files. */
#ifndef SWARM_BASE_FILE_H
#define SWARM_BASE_FILE_H

#include "runtime/base/buffer.h"

#include <stddef.h>

/* Appends the file's bytes to `out`. Returns NULL, or what is wrong: the system's words for why it can't be
 * read, or that it has more than `most` bytes (static, or valid until the thread's next call of strerror). */
const char *file_read(const char *path, size_t most, struct buffer *out);

#endif
