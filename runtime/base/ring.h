/* A doubly linked list whose links are members of its entries: adding and removing take constant time and no
 * memory. The ring itself is a link too, before the first entry. */
#ifndef SWARM_BASE_RING_H
#define SWARM_BASE_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring {
    struct ring *next;
    struct ring *previous;
};

/* The struct of that type that contains the link as its member `name`. */
#define ring_entry(link, type, name) ((type *)((char *)(link)-offsetof(type, name)))

/* An empty ring, or a link that is in none. */
static inline void ring_init(struct ring *ring)
{
    ring->next = ring->previous = ring;
}

static inline bool ring_is_empty(const struct ring *ring)
{
    return ring->next == ring;
}

static inline void ring_append(struct ring *ring, struct ring *link)
{
    link->next = ring;
    link->previous = ring->previous;
    ring->previous->next = link;
    ring->previous = link;
}

/* Does nothing if the link isn't in a ring. */
static inline void ring_remove(struct ring *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    ring_init(link);
}

/* Moves all entries of `from` to the empty ring `to`. */
static inline void ring_move(struct ring *from, struct ring *to)
{
    if (ring_is_empty(from))
        return;
    *to = *from;
    to->next->previous = to->previous->next = to;
    ring_init(from);
}

#endif
