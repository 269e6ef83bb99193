#include "runtime/target/delays.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"

#include <microhttpd.h>
#include <pthread.h>
#include <time.h>

struct waiting {
    instant due;
    struct MHD_Connection *connection;
};

struct delays {
    pthread_mutex_t lock; /* taken before libmicrohttpd's own locks, never after */
    pthread_cond_t changed;
    pthread_t thread;
    VEC(struct waiting) heap; /* a binary heap, the earliest at items[0] */
    bool stopped;
};

static void heap_push(struct delays *delays, struct waiting entry)
{
    vec_push(&delays->heap, entry);
    struct waiting *items = delays->heap.items;
    size_t place = delays->heap.count - 1;
    while (place && instant_before(entry.due, items[(place - 1) / 2].due)) {
        items[place] = items[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    items[place] = entry;
}

static struct waiting heap_pop(struct delays *delays)
{
    struct waiting *items = delays->heap.items, first = items[0];
    struct waiting moved = vec_pop(&delays->heap);
    size_t count = delays->heap.count, place = 0;
    for (size_t child; (child = 2 * place + 1) < count; place = child) {
        if (child + 1 < count && instant_before(items[child + 1].due, items[child].due))
            child++;
        if (!instant_before(items[child].due, moved.due))
            break;
        items[place] = items[child];
    }
    items[place] = moved;
    return first;
}

static struct timespec deadline_after(nanos interval)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    nanos total = now.tv_sec * NANOS_PER_S + now.tv_nsec + interval;
    return (struct timespec){.tv_sec = total / NANOS_PER_S, .tv_nsec = total % NANOS_PER_S};
}

/* Sleeps until the earliest connection is due or something changes. */
static void wait_for_earliest(struct delays *delays)
{
    if (!delays->heap.count) {
        pthread_cond_wait(&delays->changed, &delays->lock);
        return;
    }
    nanos interval = instant_since(delays->heap.items[0].due, clock_now());
    if (interval <= 0)
        return;
    struct timespec deadline = deadline_after(interval);
    pthread_cond_timedwait(&delays->changed, &delays->lock, &deadline);
}

static void resume_due(struct delays *delays)
{
    instant now = clock_now();
    while (delays->heap.count && (delays->stopped || !instant_before(now, delays->heap.items[0].due)))
        MHD_resume_connection(heap_pop(delays).connection);
}

static void *delays_thread(void *argument)
{
    struct delays *delays = argument;
    pthread_mutex_lock(&delays->lock);
    while (!delays->stopped) {
        wait_for_earliest(delays);
        resume_due(delays);
    }
    resume_due(delays);
    pthread_mutex_unlock(&delays->lock);
    return NULL;
}

struct delays *delays_start(void)
{
    struct delays *delays = mem_zalloc(1, sizeof *delays);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&delays->lock, NULL);
    pthread_cond_init(&delays->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&delays->thread, NULL, delays_thread, delays) == 0)
        return delays;
    delays->stopped = true;
    delays_free(delays);
    return NULL;
}

bool delays_suspend(struct delays *delays, struct MHD_Connection *connection, instant due)
{
    pthread_mutex_lock(&delays->lock);
    bool waits = !delays->stopped;
    if (waits) {
        MHD_suspend_connection(connection);
        heap_push(delays, (struct waiting){due, connection});
        if (delays->heap.items[0].connection == connection)
            pthread_cond_signal(&delays->changed);
    }
    pthread_mutex_unlock(&delays->lock);
    return waits;
}

void delays_stop(struct delays *delays)
{
    pthread_mutex_lock(&delays->lock);
    delays->stopped = true;
    pthread_cond_signal(&delays->changed);
    pthread_mutex_unlock(&delays->lock);
    pthread_join(delays->thread, NULL);
}

void delays_free(struct delays *delays)
{
    pthread_cond_destroy(&delays->changed);
    pthread_mutex_destroy(&delays->lock);
    vec_free(&delays->heap);
    mem_free(delays);
}
