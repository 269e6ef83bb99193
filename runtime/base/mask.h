/* Secrets that must not be printed: values of secret(), Authorization headers, cookies. Process-wide, safe
 * from any thread.
 *
 * Bounded: at most 1,024 are remembered. The first 256, which are what the scenario itself names, stay for
 * ever; of later ones (tokens of thousands of users) the oldest make room. */
#ifndef SWARM_BASE_MASK_H
#define SWARM_BASE_MASK_H

#include "runtime/base/buffer.h"

#include <stddef.h>

/* From now on, these bytes are shown as "***". Values shorter than 4 bytes are not remembered: masking them
 * would blot out ordinary text. For the same reason those shorter than 8 are masked as whole words only. */
void mask_add(const char *secret, size_t length);

/* Appends `text` to `out` with every known secret replaced by "***"; where several match, the longest. */
void mask_apply(const char *text, size_t length, struct buffer *out);

/* A copy to keep for a report: masked, then cut to at most `limit` bytes at a whole character. Of a text of
 * many MiB only the first 64 KiB are looked at. The caller frees it with mem_free. */
char *mask_keep(const char *text, size_t length, size_t limit);

#endif
