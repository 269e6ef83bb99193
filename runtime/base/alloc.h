/* Memory from the heap. swarm asks for little at a time and can do nothing useful without it, so these never
 * return NULL: when memory runs out they print one line to stderr and exit with status 70 (EX_SOFTWARE).
 * Sizes that come from outside (bodies, files) are bounded before they get here. */
#ifndef SWARM_BASE_ALLOC_H
#define SWARM_BASE_ALLOC_H

#include <stddef.h>

#define CACHE_LINE 64

/* `size` bytes, uninitialised. The caller frees with mem_free. */
void *mem_alloc(size_t size);

/* `count * size` zeroed bytes; an overflow of the product counts as out of memory. */
void *mem_zalloc(size_t count, size_t size);

/* `count * size` zeroed bytes that begin at a cache line: for what thousands of users have one of each, so
 * that what is touched together lies in as few lines as it has to. */
void *mem_zalloc_lines(size_t count, size_t size);

/* Has the processor fetch what will be needed soon, while it does something else. A hint: any address will
 * do. */
static inline void mem_prefetch(const void *memory, size_t size)
{
    for (size_t at = 0; at < size; at += CACHE_LINE)
        __builtin_prefetch((const char *)memory + at, 1);
}

/* Grows or shrinks like realloc; `old` may be NULL. */
void *mem_realloc(void *old, size_t size);

char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t length);

/* free; NULL is fine. */
void mem_free(void *memory);

#endif
