#include "runtime/net/curl/curl_memory.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__

void curl_memory_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

#else

/* Sizes are 24, 40, 56 … bytes, the granularity of malloc. The largest size that is kept fits the buffer
 * of 16 KiB of each transfer. */
#define SMALLEST ((size_t)24)
#define STEP ((size_t)16)
#define SIZES ((size_t)1100)

/* From this index (2 KiB), only LARGE_KEPT pieces are kept; otherwise the memory of a burst would never be
 * freed. */
#define LARGE ((size_t)127)
#define LARGE_KEPT 512

struct piece {
    struct piece *next;
};

static _Thread_local struct piece *kept[SIZES];
static _Thread_local unsigned large_kept;
static _Thread_local bool registered; /* thread_end is set for this thread */
static pthread_key_t thread_end;      /* frees the memory that a thread kept */

/* The index of the smallest size that holds `size` bytes. */
static size_t index_above(size_t size)
{
    return size <= SMALLEST ? 0 : (size - SMALLEST + STEP - 1) / STEP;
}

static void *piece_get(size_t size)
{
    size_t index = index_above(size);
    struct piece *piece;

    if (index >= SIZES)
        return malloc(size);
    piece = kept[index];
    if (!piece)
        return malloc(SMALLEST + index * STEP);
    kept[index] = piece->next;
    large_kept -= index >= LARGE;
    return piece;
}

static void piece_put(void *memory)
{
    struct piece *piece = memory;
    size_t index;

    if (!memory)
        return;
    index = (malloc_usable_size(memory) - SMALLEST) / STEP; /* malloc may have given a little more */
    if (index >= SIZES || (index >= LARGE && large_kept == LARGE_KEPT)) {
        free(memory);
        return;
    }
    large_kept += index >= LARGE;
    if (!registered)
        registered = pthread_setspecific(thread_end, kept) == 0;
    piece->next = kept[index];
    kept[index] = piece;
}

static void *piece_resize(void *memory, size_t size)
{
    size_t before;
    void *moved;

    if (!memory)
        return piece_get(size);
    before = malloc_usable_size(memory);
    if (index_above(size) >= SIZES && index_above(before) >= SIZES)
        return realloc(memory, size);
    if (size <= before)
        return memory;
    moved = piece_get(size);
    if (moved) {
        memcpy(moved, memory, before);
        piece_put(memory);
    }
    return moved;
}

static void *piece_get_zeroed(size_t count, size_t size)
{
    void *memory = size && count > SIZE_MAX / size ? NULL : piece_get(count * size);

    return memory ? memset(memory, 0, count * size) : NULL;
}

static char *piece_copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = piece_get(size);

    return copy ? memcpy(copy, text, size) : NULL;
}

static void kept_free(void *lists)
{
    struct piece **list = lists;

    for (size_t i = 0; i < SIZES; i++) {
        while (list[i]) {
            struct piece *piece = list[i];

            list[i] = piece->next;
            free(piece);
        }
    }
}

void curl_memory_init(void)
{
    pthread_key_create(&thread_end, kept_free);
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, piece_get, piece_put, piece_resize, piece_copy_text,
                         piece_get_zeroed);
}

#endif
