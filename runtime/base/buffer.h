/* A growable buffer of bytes with a maximum length. It is NUL-terminated; the NUL isn't counted.
 *
 * An append that would exceed the maximum appends nothing, sets `overflowed` and returns false. So a writer
 * may append several times and check once at the end. */
#ifndef SWARM_BASE_BUFFER_H
#define SWARM_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data; /* NULL until the first append; owned */
    size_t length;
    size_t capacity;
    size_t limit; /* maximum length in bytes; 0: no limit */
    bool overflowed;
};

/* An empty buffer of at most `limit` bytes (0: no limit). Zero bytes are an empty buffer without a limit. */
void buffer_init(struct buffer *buffer, size_t limit);
void buffer_free(struct buffer *buffer);

/* Empties the buffer, clears `overflowed` and keeps the memory. */
void buffer_clear(struct buffer *buffer);

bool buffer_append(struct buffer *buffer, const void *bytes, size_t length);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_append_char(struct buffer *buffer, char c);
bool buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments);

/* Room for `length` more bytes after the last one; NULL beyond the limit. The caller writes there and then
 * calls buffer_commit. */
char *buffer_reserve(struct buffer *buffer, size_t length);

/* Adds `length` bytes, which the caller has written into the reserved room, and the NUL. */
void buffer_commit(struct buffer *buffer, size_t length);

/* The bytes as a C string, "" if empty. Valid until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* Returns the memory (NUL-terminated, never NULL), which the caller frees with mem_free. The buffer is empty
 * then. */
char *buffer_steal(struct buffer *buffer);

#endif
