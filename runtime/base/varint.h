/* A compact encoding of numbers and texts, for data between processes. Unsigned numbers are LEB128: 7 bits
 * per byte, the lowest first, at most 10 bytes. Signed numbers are mapped to unsigned ones first (zigzag: 0,
 * -1, 1, -2, …). Texts are their length and their bytes.
 *
 * The reader accepts untrusted bytes: it never reads past the end. After an error `failed` stays set and each
 * further read returns 0, so a caller may check once at the end. */
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

/* Reads a number. Fails at the end of the bytes, and if the number has more than 64 bits. */
uint64_t varint_read(struct varint_reader *reader);
int64_t varint_read_signed(struct varint_reader *reader);

/* Reads a number. Fails if it is greater than `most`. */
uint64_t varint_read_bounded(struct varint_reader *reader, uint64_t most);

/* Reads a text of at most `most` bytes without a NUL. The result points into the bytes read. Returns "" if it
 * fails. */
const char *varint_read_text(struct varint_reader *reader, size_t most, size_t *length);

#endif
