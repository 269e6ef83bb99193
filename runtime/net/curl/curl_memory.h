/* Memory allocation for libcurl. A request makes about thirty short-lived allocations. With thousands of
 * users the heap is full of small long-lived blocks, and malloc spends more time on searching, splitting and
 * merging than libcurl spends on HTTP. So freed blocks are kept by size and thread, and used again while they
 * are still in the cache of the processor.
 *
 * Under AddressSanitizer nothing is kept, since it tracks each block. */
#ifndef SWARM_NET_CURL_CURL_MEMORY_H
#define SWARM_NET_CURL_CURL_MEMORY_H

/* Calls curl_global_init with these functions. Once, before any thread. */
void curl_memory_init(void);

#endif
