#include "runtime/target/workers.h"

#include "runtime/base/alloc.h"

void workers_init(struct workers *workers, unsigned count)
{
    pthread_mutex_init(&workers->lock, NULL);
    workers->count = count;
    workers->free = mem_zalloc(count + 1, sizeof *workers->free);
    for (unsigned i = 0; i < count; i++)
        workers->free[i] = (instant){INT64_MIN};
}

void workers_free(struct workers *workers)
{
    pthread_mutex_destroy(&workers->lock);
    mem_free(workers->free);
}

instant workers_serve(struct workers *workers, instant now, nanos service)
{
    instant *first = workers->free;
    if (!workers->count)
        return instant_add(now, service);
    pthread_mutex_lock(&workers->lock);
    for (unsigned i = 1; i < workers->count; i++)
        if (instant_before(workers->free[i], *first))
            first = &workers->free[i];
    *first = instant_add(instant_before(now, *first) ? *first : now, service);
    instant answered = *first;
    pthread_mutex_unlock(&workers->lock);
    return answered;
}
