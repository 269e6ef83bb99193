/* An arena: memory that is allocated in pieces and freed as a whole.
 *
 * The tree of the compiler is in one, and so is what a task needs only while it runs. Pieces can't be freed
 * one by one. An arena belongs to one thread. */
#ifndef SWARM_BASE_ARENA_H
#define SWARM_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest; links to the others */
    char *next;                /* first free byte of the newest chunk */
    char *end;                 /* one past its last byte */
};

/* An empty arena. It allocates no memory before the first request. Zero bytes are an empty arena too. */
void arena_init(struct arena *arena);

/* `size` uninitialized bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, zeroed. */
void *arena_zalloc(struct arena *arena, size_t size);

/* A NUL-terminated copy of `length` bytes. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);

char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops all pieces, but keeps the newest chunk for new ones. */
void arena_reset(struct arena *arena);

/* Frees all memory. The arena is empty and may be used again. */
void arena_free(struct arena *arena);

#endif
