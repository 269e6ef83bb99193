/* Memory from the heap. These functions never return NULL: if memory runs out, they print one line to stderr
 * and exit with status 70 (EX_SOFTWARE). Callers limit sizes that come from outside (bodies, files) first. */
#ifndef SWARM_BASE_ALLOC_H
#define SWARM_BASE_ALLOC_H

#include <stddef.h>

#define CACHE_LINE 64

/* `size` uninitialized bytes. The caller frees them with mem_free. */
void *mem_alloc(size_t size);

/* `count * size` zeroed bytes. If the product overflows, memory has run out. */
void *mem_zalloc(size_t count, size_t size);

/* The same, aligned to a cache line: for structs of which thousands exist, so that members used together
 * share cache lines. */
void *mem_zalloc_lines(size_t count, size_t size);

/* Lets the process keep some megabytes of freed memory for the next allocation. By default, memory for a
 * snapshot of a thousand rows goes back to the system each second, and the page faults of the next one take
 * longer than filling it. Call once, before there are threads. */
void mem_keep_freed(void);

/* Prefetches memory that will be written soon. A hint only: `memory` may be any address. */
static inline void mem_prefetch(const void *memory, size_t size)
{
    for (size_t at = 0; at < size; at += CACHE_LINE)
        __builtin_prefetch((const char *)memory + at, 1);
}

/* Like realloc. `old` may be NULL. */
void *mem_realloc(void *old, size_t size);

char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t length);

/* Like free. `memory` may be NULL. */
void mem_free(void *memory);

#endif
