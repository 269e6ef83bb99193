/* A growable run of bytes with an upper bound, NUL-terminated for the convenience of C (the NUL isn't
 * counted).
 *
 * An append that would pass the bound appends nothing, sets `overflowed` and returns false, so a writer may
 * append on and look once at the end. */
#ifndef SWARM_BASE_BUFFER_H
#define SWARM_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data; /* NULL until the first append; owned */
    size_t length;
    size_t capacity;
    size_t limit; /* maximum length in bytes; 0: no bound */
    bool overflowed;
};

/* An empty buffer that holds at most `limit` bytes (0: no bound). All-zero bytes are an unbounded one. */
void buffer_init(struct buffer *buffer, size_t limit);
void buffer_free(struct buffer *buffer);

/* Empties it, keeps the memory, clears `overflowed`. */
void buffer_clear(struct buffer *buffer);

bool buffer_append(struct buffer *buffer, const void *bytes, size_t length);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_append_char(struct buffer *buffer, char c);
bool buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments);

/* Room for `length` more bytes behind the last one; NULL past the bound. The caller writes there, and then
 * has buffer_commit count what it wrote. */
char *buffer_reserve(struct buffer *buffer, size_t length);

/* Counts `length` bytes that were written into the reserved room, and ends them with the NUL. */
void buffer_commit(struct buffer *buffer, size_t length);

/* The bytes as a C string, "" when empty; valid until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* Hands the memory (NUL-terminated, never NULL) to the caller, who frees it with mem_free; leaves it empty.
 */
char *buffer_steal(struct buffer *buffer);

#endif
