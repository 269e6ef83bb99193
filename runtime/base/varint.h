/* Numbers and texts in few bytes, for what goes from one process to another: unsigned numbers as LEB128 (7
 * bits a byte, the lowest first, at most 10 bytes), signed ones in zigzag order first (0, -1, 1, -2, …),
 * texts as their length and their bytes.
 *
 * The reader takes bytes that anybody may have made: it never reads past the end, and once something was
 * wrong every further read gives 0 and `failed` stays set, so that a caller may look once at the end. */
#ifndef SWARM_BASE_VARINT_H
#define SWARM_BASE_VARINT_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void varint_write(struct buffer *out, uint64_t number);
void varint_write_signed(struct buffer *out, int64_t number);
void varint_write_text(struct buffer *out, const char *text, size_t length);

struct varint_reader {
    const char *at, *end; /* borrowed */
    bool failed;
};

/* A number. Fails at the end of the bytes, and for more than 64 bits. */
uint64_t varint_read(struct varint_reader *reader);
int64_t varint_read_signed(struct varint_reader *reader);

/* A number of at most `most`; fails for a larger one. */
uint64_t varint_read_bounded(struct varint_reader *reader, uint64_t most);

/* A text of at most `most` bytes without a NUL; its bytes are part of what is read. Returns "" when it fails.
 */
const char *varint_read_text(struct varint_reader *reader, size_t most, size_t *length);

#endif
