/* Secrets that must not be printed: values of secret(), Authorization headers, cookies. They apply to the
 * whole process; any thread may call these functions.
 *
 * At most 1,024 secrets are kept. The first 256 stay, since those are the secrets in the scenario itself.
 * After that, new secrets (tokens of thousands of users) replace the oldest ones. */
#ifndef SWARM_BASE_MASK_H
#define SWARM_BASE_MASK_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"

#include <stddef.h>

/* Adds a secret; from now on "***" replaces it. Values shorter than 4 bytes are ignored, since they would
 * mask ordinary text. Values shorter than 8 bytes are masked only as whole words, for the same reason. */
void mask_add(const char *secret, size_t length);

/* Appends `text` to `out` with "***" in place of each known secret. If several match at the same place, it
 * masks the longest. */
void mask_apply(const char *text, size_t length, struct buffer *out);

/* A copy for a report: masked, then cut to at most `limit` bytes, at the end of a character. It uses only the
 * first 64 KiB of `text`. The caller frees it with mem_free. */
char *mask_keep(const char *text, size_t length, size_t limit);

/* A copy of the text in the arena, with its secrets masked. */
const char *mask_copy(struct arena *arena, const char *text);

#endif
