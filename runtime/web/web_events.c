#include "runtime/web/web_events.h"

#include "runtime/base/alloc.h"
#include "runtime/base/ring.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { EVENTS_KEPT = 64, VIEWERS_MOST = 64 };

/* An encoded event, shared by those who send it. */
struct event {
    unsigned owners;
    uint64_t run, number; /* its id */
    size_t length;
    char bytes[];
};

struct viewer {
    struct ring link;
    struct web_events *events;
    uint64_t next;       /* position of the event to send next */
    uint64_t epoch;      /* of its last state */
    struct event *event; /* being sent; NULL: none */
    size_t sent;         /* bytes of it */
    bool wants_state;
    bool wants_comment;
};

struct web_events {
    struct web_events_source source;
    struct event *kept[EVENTS_KEPT]; /* position p is at p % EVENTS_KEPT */
    uint64_t first, next;            /* positions: the oldest event kept, the next to come */
    uint64_t run, number;            /* id of the last event */
    uint64_t epoch;                  /* counts the restarts */
    struct event *state;             /* made for the next position and this epoch; NULL: none */
    struct ring viewers;
    size_t viewer_count;
};

/* ---- events ---- */

static void event_release(struct event *event)
{
    if (event && --event->owners == 0)
        mem_free(event);
}

static struct event *event_hold(struct event *event)
{
    event->owners++;
    return event;
}

/* Writes at an offset unless `out` is NULL; returns the offset behind. */
static size_t text_write(char *out, size_t at, const char *text, size_t length)
{
    if (out)
        memcpy(out + at, text, length);
    return at + length;
}

/* Each line of the data has a field of its own. Returns the length; `out` may be NULL. */
static size_t data_write(const struct buffer *json, char *out)
{
    const char *line = buffer_text(json);
    size_t at = 0;

    while (*line) {
        size_t length = strcspn(line, "\n");

        if (length > 0) {
            at = text_write(out, at, "data: ", strlen("data: "));
            at = text_write(out, at, line, length);
            at = text_write(out, at, "\n", 1);
        }
        line += length + (line[length] == '\n');
    }
    return text_write(out, at, "\n", 1);
}

static struct event *event_new(const struct web_events *events, const char *type, const struct buffer *json)
{
    struct buffer head = {0};
    struct event *event;
    size_t length;

    buffer_printf(&head, "id: %" PRIu64 "-%" PRIu64 "\nevent: %s\n", events->run, events->number, type);
    length = head.length + data_write(json, NULL);
    event = mem_alloc(sizeof *event + length);
    *event = (struct event){.owners = 1, .run = events->run, .number = events->number, .length = length};
    text_write(event->bytes, 0, head.data, head.length);
    data_write(json, event->bytes + head.length);
    buffer_free(&head);
    return event;
}

static void state_forget(struct web_events *events)
{
    event_release(events->state);
    events->state = NULL;
}

static struct event *state_take(struct web_events *events)
{
    struct buffer json = {0};

    if (!events->state) {
        events->source.state(events->source.context, &json);
        events->state = event_new(events, "state", &json);
        buffer_free(&json);
    }
    return event_hold(events->state);
}

/* ---- the ring ---- */

static void ring_drop(struct web_events *events)
{
    event_release(events->kept[events->first++ % EVENTS_KEPT]);
}

struct web_events *web_events_new(const struct web_events_source *source)
{
    struct web_events *events = mem_zalloc(1, sizeof *events);

    events->source = *source;
    ring_init(&events->viewers);
    return events;
}

void web_events_free(struct web_events *events)
{
    if (!events)
        return;
    state_forget(events);
    while (events->first < events->next)
        ring_drop(events);
    mem_free(events);
}

void web_events_skip(struct web_events *events)
{
    events->number++;
    events->epoch++;
    state_forget(events);
    while (events->first < events->next)
        ring_drop(events);
}

void web_events_restart(struct web_events *events, uint64_t run)
{
    if (events->run != run)
        events->number = 0;
    events->run = run;
    web_events_skip(events);
}

void web_events_push(struct web_events *events, const struct buffer *json)
{
    events->number++;
    state_forget(events);
    if (events->next - events->first == EVENTS_KEPT)
        ring_drop(events);
    events->kept[events->next++ % EVENTS_KEPT] = event_new(events, "tick", json);
}

void web_events_keep_alive(struct web_events *events)
{
    for (struct ring *link = events->viewers.next; link != &events->viewers; link = link->next)
        ring_entry(link, struct viewer, link)->wants_comment = true;
}

size_t web_events_viewers(const struct web_events *events)
{
    return events->viewer_count;
}

uint64_t web_events_number(const struct web_events *events)
{
    return events->number;
}

/* ---- viewers ---- */

/* What to send next; NULL: nothing yet. */
static struct event *viewer_next(struct viewer *viewer)
{
    struct web_events *events = viewer->events;
    bool has_lost = viewer->next < events->first || viewer->epoch != events->epoch;

    if (viewer->wants_state || has_lost) {
        viewer->wants_state = false;
        viewer->next = events->next;
        viewer->epoch = events->epoch;
        return state_take(events);
    }
    if (viewer->next == events->next)
        return NULL;
    return event_hold(events->kept[viewer->next++ % EVENTS_KEPT]);
}

static ssize_t comment_write(struct viewer *viewer, char *bytes, size_t size)
{
    static const char comment[] = ": keep-alive\n\n";

    if (!viewer->wants_comment || size < sizeof comment - 1)
        return 0;
    viewer->wants_comment = false;
    memcpy(bytes, comment, sizeof comment - 1);
    return sizeof comment - 1;
}

static ssize_t viewer_read(void *context, char *bytes, size_t size)
{
    struct viewer *viewer = context;
    size_t length;

    if (!viewer->event) {
        viewer->event = viewer_next(viewer);
        viewer->sent = 0;
    }
    if (!viewer->event)
        return comment_write(viewer, bytes, size);
    length = viewer->event->length - viewer->sent;
    length = length < size ? length : size;
    memcpy(bytes, viewer->event->bytes + viewer->sent, length);
    viewer->sent += length;
    if (viewer->sent == viewer->event->length) {
        event_release(viewer->event);
        viewer->event = NULL;
    }
    return (ssize_t)length;
}

static void viewer_close(void *context)
{
    struct viewer *viewer = context;

    ring_remove(&viewer->link);
    viewer->events->viewer_count--;
    event_release(viewer->event);
    mem_free(viewer);
}

/* Sets the position behind the event with that id. False if it isn't kept. */
static bool viewer_resume(struct viewer *viewer, const char *last_id)
{
    const struct web_events *events = viewer->events;
    uint64_t run, number;
    char rest;

    if (!last_id || sscanf(last_id, "%" SCNu64 "-%" SCNu64 "%c", &run, &number, &rest) != 2)
        return false;
    viewer->next = events->next;
    if (run == events->run && number == events->number)
        return true;
    for (uint64_t position = events->first; position < events->next; position++) {
        const struct event *event = events->kept[position % EVENTS_KEPT];

        if (event->run == run && event->number == number) {
            viewer->next = position + 1;
            return true;
        }
    }
    return false;
}

bool web_events_open(struct web_events *events, const char *last_id, struct web_answer *answer)
{
    struct viewer *viewer;

    if (events->viewer_count == VIEWERS_MOST)
        return false;
    viewer = mem_zalloc(1, sizeof *viewer);
    viewer->events = events;
    viewer->epoch = events->epoch;
    viewer->wants_state = !viewer_resume(viewer, last_id);
    ring_append(&events->viewers, &viewer->link);
    events->viewer_count++;
    answer->type = "text/event-stream";
    answer->stream = (struct web_stream){.context = viewer, .read = viewer_read, .close = viewer_close};
    return true;
}
