/* MessagePack data from other nodes, read without trust, and data for them. msgpack-c does the encoding and
 * the decoding; this file adds what it leaves to its callers: limits, conversions, and valid UTF-8.
 *
 * All functions may be called on any thread; a struct belongs to one thread at a time. */
#ifndef SWARM_CLUSTER_WIRE_PACKED_H
#define SWARM_CLUSTER_WIRE_PACKED_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"

#include <msgpack.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- reading ---- */

/* Decodes `length` bytes that must be exactly one value. The memory that it takes is at most a constant
 * multiple of `length`, whatever the bytes claim. The caller frees the result with msgpack_unpacked_destroy;
 * its texts point into the bytes. False: the bytes are incomplete, have a rest, or nest deeper than 32
 * levels; nothing is to be freed then. */
bool packed_read(const char *bytes, size_t length, msgpack_unpacked *read);

/* The value at a key of a map. NULL: the object is NULL or not a map, or has no such key. Of equal keys the
 * last one counts, as in Python. */
const msgpack_object *packed_get(const msgpack_object *map, const char *key);

/* Whether the object is a string (not bytes) of valid UTF-8 without a NUL, of at most `most` bytes. NULL is
 * none. */
bool packed_is_text(const msgpack_object *object, size_t most);

/* Whether the object is this string. */
bool packed_is(const msgpack_object *object, const char *text);

/* The number as a float or a whole number. False: it is NULL, not a number, or not finite. packed_count: also
 * if it is negative or above 2^53; a fraction is dropped. Python nodes send whole numbers as floats, too. */
bool packed_number(const msgpack_object *object, double *number);
bool packed_count(const msgpack_object *object, uint64_t *count);

/* Whether the object is true. NULL is not. */
bool packed_is_true(const msgpack_object *object);

/* The number of seconds as a time. False: it is NULL, not a number, negative, or above 10^9. */
bool packed_seconds(const msgpack_object *object, nanos *time);

/* ---- writing ---- */

/* A packer that appends to the buffer, without failure. */
msgpack_packer packed_writer(struct buffer *out);

/* Writes a string. Invalid UTF-8 is replaced, since Locust's master stops to work when it gets some. */
void packed_write_text(msgpack_packer *packer, const char *bytes, size_t length);

/* Writes a C string that is known to be valid UTF-8, such as the key of a map. */
void packed_write_word(msgpack_packer *packer, const char *word);

/* Writes a key of a map and its value. */
void packed_write_count(msgpack_packer *packer, const char *key, uint64_t count);
void packed_write_number(msgpack_packer *packer, const char *key, double number);
void packed_write_flag(msgpack_packer *packer, const char *key, bool is_set);
void packed_write_seconds(msgpack_packer *packer, const char *key, nanos time);

/* The same for a C string; NULL becomes nil. */
void packed_write_optional(msgpack_packer *packer, const char *key, const char *text);

#endif
