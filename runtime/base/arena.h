/* An arena: memory that is given out piece by piece and taken back all at once.
 *
 * The compiler's tree lives in one, and so does what a running task needs only while it runs. Nothing is
 * freed singly; arena_reset forgets everything and keeps one chunk for the next round. Not for sharing by
 * threads. */
#ifndef SWARM_BASE_ARENA_H
#define SWARM_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest; the others hang off it */
    char *next;                /* first free byte of the newest chunk */
    char *end;                 /* one past its last */
};

/* An empty arena; nothing is allocated before the first request. All-zero bytes are an empty arena too. */
void arena_init(struct arena *arena);

/* `size` bytes aligned for any type, uninitialised. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, zeroed. */
void *arena_zalloc(struct arena *arena, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);

char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets all pieces; keeps the newest chunk. */
void arena_reset(struct arena *arena);

/* Gives everything back. The arena is empty and may be used again. */
void arena_free(struct arena *arena);

#endif
