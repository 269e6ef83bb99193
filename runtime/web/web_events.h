/* Server-sent events (HTML standard, section 9.2) for GET /events: a ring of encoded events that all viewers
 * share.
 *
 * A viewer first gets a `state` event with everything, and then each event that is pushed. A viewer that
 * falls behind by more than the ring holds (64 events), or that missed a web_events_restart, gets a new
 * `state` event instead of what it missed. So a slow viewer costs at most the events of the ring, which are
 * shared, and the one that is being sent to it.
 *
 * All functions are for the thread of the server's loop. */
#ifndef SWARM_WEB_WEB_EVENTS_H
#define SWARM_WEB_WEB_EVENTS_H

#include "runtime/base/buffer.h"
#include "runtime/web/web_request.h"

#include <stdbool.h>
#include <stdint.h>

struct web_events;

struct web_events_source {
    void *context;
    /* Appends the JSON of a `state` event. */
    void (*state)(void *context, struct buffer *out);
};

struct web_events *web_events_new(const struct web_events_source *source);

/* After all viewers are gone. NULL is fine. */
void web_events_free(struct web_events *events);

/* Everything has changed: the viewers get a new state. `run` is the first part of the ids from now on. */
void web_events_restart(struct web_events *events, uint64_t run);

/* Adds a `tick` event with this JSON. */
void web_events_push(struct web_events *events, const struct buffer *json);

/* In place of a push while nobody listens: who comes later, or comes back, gets a new state. */
void web_events_skip(struct web_events *events);

/* Asks all viewers for a sign of life: a comment. */
void web_events_keep_alive(struct web_events *events);

size_t web_events_viewers(const struct web_events *events);

/* The number of the last event of this run; 0: none yet. */
uint64_t web_events_number(const struct web_events *events);

/* Makes a new viewer the body of an answer. `last_id` is the value of Last-Event-ID, "RUN-NUMBER": the viewer
 * goes on behind this event if the ring still has it. NULL: it has seen nothing. False if there are 64
 * viewers already. */
bool web_events_open(struct web_events *events, const char *last_id, struct web_answer *answer);

#endif
