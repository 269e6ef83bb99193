#include "runtime/base/arena.h"

#include "runtime/base/alloc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ARENA_ALIGNMENT ((size_t)16)
#define CHUNK_SMALLEST ((size_t)4 << 10)
#define CHUNK_LARGEST ((size_t)1 << 20)

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* of bytes[] */
    _Alignas(16) char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

/* Chunk sizes double, so a large tree needs few chunks and a small task one page. */
static size_t chunk_size_for(const struct arena *arena, size_t needed)
{
    size_t size = arena->chunk ? arena->chunk->size * 2 : CHUNK_SMALLEST - sizeof(struct arena_chunk);

    if (size > CHUNK_LARGEST)
        size = CHUNK_LARGEST;
    return size > needed ? size : needed;
}

static void arena_grow(struct arena *arena, size_t needed)
{
    size_t size = chunk_size_for(arena, needed);
    struct arena_chunk *chunk;

    /* A size near SIZE_MAX must fail in the allocator, not wrap. */
    chunk = mem_alloc(size > SIZE_MAX - sizeof *chunk ? SIZE_MAX : sizeof *chunk + size);
    chunk->older = arena->chunk;
    chunk->size = size;
    arena->chunk = chunk;
    arena->next = chunk->bytes;
    arena->end = chunk->bytes + size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded =
        size > SIZE_MAX - ARENA_ALIGNMENT ? size : (size + ARENA_ALIGNMENT - 1) & ~(ARENA_ALIGNMENT - 1);
    void *piece;

    if (!arena->chunk || rounded > (size_t)(arena->end - arena->next))
        arena_grow(arena, rounded);
    piece = arena->next;
    arena->next += rounded;
    return piece;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc(arena, size), 0, size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    char *text;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
    text[0] = '\0';
    if (length > 0)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

static void chunks_free(struct arena_chunk *chunk)
{
    while (chunk) {
        struct arena_chunk *older = chunk->older;

        mem_free(chunk);
        chunk = older;
    }
}

void arena_reset(struct arena *arena)
{
    if (!arena->chunk)
        return;
    chunks_free(arena->chunk->older);
    arena->chunk->older = NULL;
    arena->next = arena->chunk->bytes;
}

void arena_free(struct arena *arena)
{
    chunks_free(arena->chunk);
    arena_init(arena);
}
