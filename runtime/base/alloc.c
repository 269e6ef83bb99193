#include "runtime/base/alloc.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_NO_MEMORY 70 /* EX_SOFTWARE of sysexits.h */

enum {
    MAPPED_LEAST = 4 << 20, /* larger pieces of memory go back to the system at once */
    KEPT_MOST = 16 << 20,   /* freed memory at the end of the heap */
};

static _Noreturn void memory_exhausted(void)
{
    static const char line[] = "swarm: out of memory\n";

    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(EXIT_NO_MEMORY);
    _exit(EXIT_NO_MEMORY);
}

void *mem_alloc(size_t size)
{
    void *memory = malloc(size ? size : 1);

    if (!memory)
        memory_exhausted();
    return memory;
}

void *mem_zalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        memory_exhausted();
    return memory;
}

void *mem_zalloc_lines(size_t count, size_t size)
{
    size_t total;
    void *memory = NULL;

    if (__builtin_mul_overflow(count, size, &total) || posix_memalign(&memory, CACHE_LINE, total ? total : 1))
        memory_exhausted();
    return memset(memory, 0, total);
}

void mem_keep_freed(void)
{
    mallopt(M_MMAP_THRESHOLD, MAPPED_LEAST);
    mallopt(M_TRIM_THRESHOLD, KEPT_MOST);
}

void *mem_realloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        memory_exhausted();
    return memory;
}

char *mem_strdup(const char *text)
{
    return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t length)
{
    char *copy;

    if (length == SIZE_MAX)
        memory_exhausted();
    copy = mem_alloc(length + 1);
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

void mem_free(void *memory)
{
    free(memory);
}
