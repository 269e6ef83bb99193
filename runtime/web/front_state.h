/* The front, for the files that answer its requests. */
#ifndef SWARM_WEB_FRONT_STATE_H
#define SWARM_WEB_FRONT_STATE_H

#include "runtime/text/json_out.h"
#include "runtime/web/history_csv.h"
#include "runtime/web/http_server.h"
#include "runtime/web/web_events.h"
#include "runtime/web/web_front.h"
#include "runtime/web/web_log.h"

#include <ev.h>

struct web_login;

struct web_front {
    struct control *control;
    struct control_observer observer;
    struct web_front_options options;
    struct web_server *server;
    struct web_events *events;
    struct web_log *log;
    struct web_login *login; /* NULL: none is needed */
    char session_cookie[32]; /* its name; those of several ports don't get in each other's way */
    struct ev_timer keep_alive;
    uint64_t run;              /* number of the current or last run; 0: none yet */
    struct snapshot *snapshot; /* of the last tick, or the final one; NULL: none since the start or a reset */
    struct history_csv history; /* of the run */
    uint64_t log_sent;          /* number of the first message that no tick has had */
    struct buffer changes;      /* text of the last tick; its memory is used for the next one */
    unsigned unseen_ticks;      /* since the last viewer left */
    unsigned stops_waiting;     /* answers to Locust's /stop that wait for the end of the run */
};

/* ---- for the handlers ---- */

/* The numbers of the current or last run, at most a second old; brief (see snapshot.is_brief) while a run is
 * in progress. The caller frees the snapshot. */
struct snapshot *front_snapshot(const struct web_front *front);

/* A run has started and isn't over. */
bool front_is_in_run(const struct web_front *front);

/* Whether users run whose number a front may set: no `load` and no capacity search does. */
bool front_can_change_users(const struct web_front *front);

/* Changes the number of users of the run; true also if there are as many already. False: it can't be changed
 * now. */
bool front_users_set(struct web_front *front, uint64_t users, double rate);

/* Tells the viewers now that the state has changed. */
void front_state_changed(struct web_front *front);

/* An error as {"error": sentence, "field": name}; `field` may be NULL. */
void front_refuse(struct web_answer *answer, unsigned status, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Begins and ends a JSON answer: an object. */
struct json_out front_json(struct web_answer *answer);

/* ---- front_routes.c ---- */

void front_answer(void *context, const struct web_request *request, struct web_answer *answer);
void front_refusal(void *context, unsigned status, const char *sentence, struct web_answer *answer);

/* ---- front_document.c ---- */

/* Appends everything about the current or last run, for the page. */
void front_document_write(struct web_front *front, struct buffer *out);

/* Appends what has changed between two snapshots of a run, for which page_delta_fits. */
void front_delta_write(struct web_front *front, const struct snapshot *before, const struct snapshot *now,
                       struct buffer *out);

#endif
