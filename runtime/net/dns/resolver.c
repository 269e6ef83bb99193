#include "runtime/net/dns/resolver.h"

#include "runtime/base/alloc.h"
#include "runtime/base/strmap.h"
#include "runtime/base/vec.h"
#include "runtime/net/dns/name_cache.h"

#include <ev.h>
#include <string.h>

/* While a look-up for an expired name is running, its next look-up is due after this time. */
#define ASK_AGAIN_AFTER NANOS_PER_S

struct resolver {
    struct ev_loop *loop;
    ev_async wake; /* sent by helper threads */
    resolver_done *done;
    void *context;
    struct strmap names; /* host to struct resolver_name, owned */
    struct name_cache_listener listener;
};

struct resolver_name {
    struct resolved_name known; /* first */
    size_t length;
    char host[];
};

static void names_changed(void *context)
{
    struct resolver *resolver = context;

    ev_async_send(resolver->loop, &resolver->wake);
}

static bool name_refresh(struct resolver_name *name)
{
    instant now = clock_now(), soon = instant_add(now, ASK_AGAIN_AFTER);
    bool changed = name_cache_update(name->host, name->length, now, &name->known);

    if (instant_before(name->known.stale, soon))
        name->known.stale = soon;
    return changed;
}

static void resolver_wake(struct ev_loop *loop, ev_async *wake, int events)
{
    struct resolver *resolver = wake->data;
    VEC(const struct resolved_name *) found = {0};
    const struct strmap_entry *entry;
    size_t position = 0;

    (void)loop;
    (void)events;
    while ((entry = strmap_next(&resolver->names, &position))) {
        struct resolver_name *name = entry->value;
        bool was_pending = name->known.state == RESOLVE_PENDING;

        if (name_refresh(name) && was_pending)
            vec_push(&found, &name->known);
    }
    /* After the walk, not during it: callbacks may ask for other names, which changes the map. */
    for (size_t i = 0; i < found.count; i++)
        resolver->done(resolver->context, found.items[i]);
    vec_free(&found);
}

struct resolver *resolver_new(struct ev_loop *loop, resolver_done *done, void *context)
{
    struct resolver *resolver = mem_zalloc(1, sizeof *resolver);

    resolver->loop = loop;
    resolver->done = done;
    resolver->context = context;
    ev_async_init(&resolver->wake, resolver_wake);
    resolver->wake.data = resolver;
    ev_async_start(loop, &resolver->wake);
    resolver->listener = (struct name_cache_listener){.notify = names_changed, .context = resolver};
    name_cache_listen(&resolver->listener);
    return resolver;
}

void resolver_free(struct resolver *resolver)
{
    const struct strmap_entry *entry;
    size_t position = 0;

    name_cache_unlisten(&resolver->listener);
    ev_async_stop(resolver->loop, &resolver->wake);
    while ((entry = strmap_next(&resolver->names, &position))) {
        struct resolver_name *name = entry->value;

        resolved_name_clear(&name->known);
        mem_free(name);
    }
    strmap_free(&resolver->names);
    mem_free(resolver);
}

const struct resolved_name *resolver_find(struct resolver *resolver, const char *host, size_t length)
{
    struct resolver_name *name = strmap_get(&resolver->names, host, length);

    if (!name) {
        name = mem_zalloc(1, sizeof *name + length + 1);
        name->length = length;
        memcpy(name->host, host, length);
        strmap_set(&resolver->names, host, length, name);
        name_refresh(name);
    }
    resolver_touch(&name->known);
    return &name->known;
}

void resolver_touch(const struct resolved_name *name)
{
    if (!instant_before(clock_now(), name->stale))
        name_refresh((struct resolver_name *)name);
}

/* The number of addresses at the start that have the same family as the first. */
static size_t family_size(const struct resolved_name *name)
{
    size_t size = 1;

    while (size < name->count &&
           name->addresses[size].as.any.sa_family == name->addresses[0].as.any.sa_family)
        size++;
    return size;
}

const struct socket_address *resolved_address(const struct resolved_name *name, size_t index, uint32_t turn)
{
    size_t family = family_size(name);

    return &name->addresses[index < family ? (index + turn) % family : index];
}

bool host_is_numeric(const char *host, size_t length)
{
    struct socket_address address;

    return *host != '[' && socket_address_parse(host, length, 0, &address);
}
