/* The number of heap bytes in use, for tests that memory doesn't grow. It is exact with the sanitizers, too:
 * their allocators don't appear in the statistics of malloc. */
#ifndef SWARM_TESTS_SUPPORT_ALLOCATED_H
#define SWARM_TESTS_SUPPORT_ALLOCATED_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
size_t __sanitizer_get_current_allocated_bytes(void); /* the header isn't in every gcc */

static size_t allocated(void)
{
    return __sanitizer_get_current_allocated_bytes();
}
#else
#include <malloc.h>

static size_t allocated(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}
#endif

#endif
