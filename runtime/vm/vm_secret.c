#include "runtime/base/mask.h"
#include "runtime/base/strmap.h"
#include "runtime/vm/vm_state.h"

#define SECRETS_RECENT 1024 /* a power of two */

/* mask_add takes a lock and searches. A text that this thread has added recently is recognized here by its
 * hash and length. A text that shares both with another one may stay unmasked; that is improbable. */
void vm_secret(const char *text, size_t length)
{
    static _Thread_local uint64_t recent[SECRETS_RECENT];
    uint32_t hash = bytes_hash(text, length);
    uint64_t mark = (uint64_t)hash << 32 | (uint32_t)(length << 16 | bytes_hash(text, length / 2) >> 16);
    uint64_t *place = &recent[hash & (SECRETS_RECENT - 1)];

    if (*place == mark)
        return;
    *place = mark;
    mask_add(text, length);
}
