/* libcurl's memory. A request through libcurl makes some thirty short-lived allocations. With thousands of
 * users the heap between them is full of small lasting pieces, and malloc spends more time on finding,
 * splitting and merging than libcurl on HTTP. So what libcurl gives back is kept by size and thread, and goes
 * out again while it is still in the processor's cache.
 *
 * Nothing is kept under AddressSanitizer, which looks after each piece singly. */
#ifndef SWARM_NET_CURL_CURL_MEMORY_H
#define SWARM_NET_CURL_CURL_MEMORY_H

/* curl_global_init with this memory. Once, before any thread. */
void curl_memory_init(void);

#endif
