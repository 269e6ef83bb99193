#include "runtime/net/dns/name_cache.h"

#include "runtime/base/alloc.h"
#include "runtime/base/strmap.h"
#include "runtime/base/vec.h"
#include "runtime/text/host_ascii.h"

#include <netdb.h>
#include <pthread.h>
#include <string.h>

#define HELPERS_MOST 4
#define HELPER_STACK ((size_t)256 << 10)
#define FRESH_FOR (60 * NANOS_PER_S)
#define FAILURE_FOR (5 * NANOS_PER_S)

struct record {
    char *host;
    struct resolved_name name;
    bool asked; /* queued, or being resolved */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct strmap records;
static VEC(struct record *) queue;
static unsigned helpers;
static uint32_t generations;
static struct name_cache_listener *listeners;

void resolved_name_clear(struct resolved_name *name)
{
    mem_free(name->addresses);
    name->addresses = NULL;
    name->count = 0;
}

/* ---- a look-up, unlocked ---- */

static bool is_internet(const struct addrinfo *found)
{
    return found->ai_family == AF_INET || found->ai_family == AF_INET6;
}

static struct resolved_name look_up(const char *host)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct resolved_name name = {.state = RESOLVE_FAILED};
    struct addrinfo *found = NULL;
    VEC(struct socket_address) addresses = {0};
    struct buffer ascii = {0};

    if (host_ascii(host, strlen(host), &ascii) &&
        getaddrinfo(buffer_text(&ascii), NULL, &hints, &found) == 0) {
        for (const struct addrinfo *one = found; one; one = one->ai_next) {
            struct socket_address address = {.length = one->ai_addrlen};

            if (!is_internet(one))
                continue;
            memcpy(&address.as, one->ai_addr, one->ai_addrlen);
            vec_push(&addresses, address);
        }
        freeaddrinfo(found);
    }
    buffer_free(&ascii);
    name.addresses = addresses.items;
    name.count = addresses.count;
    if (name.count)
        name.state = RESOLVE_DONE;
    return name;
}

/* ---- helpers, locked ---- */

static bool same_addresses(const struct resolved_name *a, const struct resolved_name *b)
{
    if (a->state != b->state || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->addresses[i].length != b->addresses[i].length ||
            memcmp(&a->addresses[i].as, &b->addresses[i].as, a->addresses[i].length) != 0)
            return false;
    return true;
}

/* If a later look-up fails, the known addresses stay: a failing name server doesn't mean that the target
 * has failed. */
static void record_learn(struct record *record, struct resolved_name *found)
{
    struct resolved_name *name = &record->name;
    bool keep = same_addresses(name, found) || (name->count && !found->count);
    nanos lasts = found->state == RESOLVE_DONE ? FRESH_FOR : FAILURE_FOR;

    record->asked = false;
    if (keep) {
        resolved_name_clear(found);
    } else {
        resolved_name_clear(name);
        *name = *found;
        name->generation = ++generations;
    }
    name->stale = instant_add(clock_now(), lasts);
}

static void records_free(void)
{
    const struct strmap_entry *entry;
    size_t position = 0;

    while ((entry = strmap_next(&records, &position))) {
        struct record *record = entry->value;

        resolved_name_clear(&record->name);
        mem_free(record->host);
        mem_free(record);
    }
    strmap_free(&records);
    vec_free(&queue);
}

static void *helper_run(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&lock);
    while (queue.count && listeners) {
        struct record *record = vec_pop(&queue);
        struct resolved_name found;

        pthread_mutex_unlock(&lock);
        found = look_up(record->host);
        pthread_mutex_lock(&lock);
        record_learn(record, &found);
        for (struct name_cache_listener *one = listeners; one; one = one->next)
            one->notify(one->context);
    }
    helpers--;
    if (!helpers && !listeners)
        records_free();
    pthread_mutex_unlock(&lock);
    return NULL;
}

static bool helper_start(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool started;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, HELPER_STACK);
    started = pthread_create(&thread, &attributes, helper_run, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

/* If no thread can be created, the name counts as not found until the next request for it. */
static void record_ask(struct record *record)
{
    vec_push(&queue, record);
    record->asked = true;
    if (helpers == HELPERS_MOST)
        return;
    if (helper_start()) {
        helpers++;
    } else if (!helpers) {
        queue.count--;
        record_learn(record, &(struct resolved_name){.state = RESOLVE_FAILED});
    }
}

static struct record *record_of(const char *host, size_t length)
{
    struct record *record = strmap_get(&records, host, length);

    if (!record) {
        record = mem_zalloc(1, sizeof *record);
        record->host = mem_strndup(host, length);
        strmap_set(&records, host, length, record);
    }
    return record;
}

/* ---- for reactors ---- */

static void name_copy(const struct resolved_name *from, struct resolved_name *to)
{
    resolved_name_clear(to);
    *to = *from;
    to->addresses = mem_alloc(from->count * sizeof *to->addresses);
    if (from->count)
        memcpy(to->addresses, from->addresses, from->count * sizeof *to->addresses);
}

bool name_cache_update(const char *host, size_t length, instant now, struct resolved_name *name)
{
    struct record *record;
    bool changed;

    pthread_mutex_lock(&lock);
    record = record_of(host, length);
    if (!record->asked && !instant_before(now, record->name.stale))
        record_ask(record);
    changed = record->name.generation != name->generation;
    if (changed)
        name_copy(&record->name, name);
    name->stale = record->name.stale;
    pthread_mutex_unlock(&lock);
    return changed;
}

void name_cache_listen(struct name_cache_listener *listener)
{
    pthread_mutex_lock(&lock);
    listener->next = listeners;
    listeners = listener;
    pthread_mutex_unlock(&lock);
}

void name_cache_unlisten(struct name_cache_listener *listener)
{
    pthread_mutex_lock(&lock);
    for (struct name_cache_listener **at = &listeners; *at; at = &(*at)->next) {
        if (*at == listener) {
            *at = listener->next;
            break;
        }
    }
    if (!helpers && !listeners)
        records_free();
    pthread_mutex_unlock(&lock);
}
