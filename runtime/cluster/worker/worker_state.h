/* The state of a worker's link, for the worker_*.c files: worker_link.c (the life of the link),
 * worker_orders.c (what the master wants), worker_report.c (what it is told). */
#ifndef SWARM_CLUSTER_WORKER_WORKER_STATE_H
#define SWARM_CLUSTER_WORKER_WORKER_STATE_H

#include "runtime/cluster/locust/locust_report.h"
#include "runtime/cluster/wire/frame.h"
#include "runtime/cluster/wire/node_socket.h"
#include "runtime/cluster/worker/process_load.h"
#include "runtime/cluster/worker/worker_link.h"
#include "runtime/cluster/worker/worker_log.h"
#include "runtime/model/population.h"
#include "runtime/value/value.h"

#include <ev.h>

#define REPORT_EVERY 3.0       /* seconds, as in Locust */
#define LOGS_EVERY 10.0        /* the log, as in Locust */
#define REPORT_EVERY_SWARM 1.0 /* to a master of swarm */

enum worker_state {
    WORKER_CONNECTING, /* no connection yet */
    WORKER_ASKING,     /* the master was asked to accept this worker */
    WORKER_JOINED,     /* it has */
    WORKER_LEAVING,    /* the process ends when the run is over */
};

/* A report that the master hasn't acknowledged. */
struct worker_sent {
    uint64_t number;
    instant when; /* it was sent last */
    struct buffer frame;
};

struct worker_link {
    struct control *control;
    struct control_observer observer;
    struct worker_link_options options;
    struct node_socket *socket;
    char *id; /* of this node */
    enum worker_state state;
    enum worker_end end;
    struct ev_timer ask;       /* asks again while there is no answer */
    struct ev_timer heartbeat; /* each second */
    struct ev_timer report;    /* the numbers */
    struct ev_timer lost;      /* ends the link after a loss */
    struct ev_timer logs;      /* the log, to a master that shows it */
    struct worker_log *log;
    uint64_t logs_sent; /* lines of the log that the master has */
    unsigned asked;     /* times in a row without an answer */
    instant asked_since;
    unsigned logged;       /* a bit per enum node_link: states that the log has since the last connection */
    bool is_up;            /* there is a connection */
    bool was_refused;      /* nobody listened there since the last connection: the master is a new process */
    bool has_master_quit;  /* a master of swarm is to be told nothing any more */
    bool is_swarm;         /* the master is one of swarm */
    bool hears_heartbeats; /* this master sends heartbeats */
    uint32_t index;        /* of this worker, from the master */

    double last_spawn;        /* timestamp of the last accepted `spawn` */
    struct population wanted; /* users that the master wants */
    bool is_wanted_new;       /* control doesn't know them yet */
    bool awaits_complete;     /* the master waits for `spawning_complete` */
    bool is_stop_asked;       /* the master has ended the run */
    bool must_rejoin;         /* after the end of the run, this worker introduces itself again */
    bool is_run_wanted;       /* after the end of the run, another one starts */
    struct run_settings settings;
    uint64_t run;        /* number of the current or last run of a master of swarm; 0: none */
    struct buffer start; /* the data of its `swarm_start` */
    value shared;        /* the list that the last `swarm_start` has had */
    instant heard;       /* the last heartbeat of the master */
    instant beat;        /* when the timer of this worker's heartbeats has expired last */

    struct locust_report *numbers; /* since the last report */
    VEC(struct worker_sent) sent;  /* ascending */
    uint64_t acknowledged;         /* the last number that the master has acknowledged */
    uint64_t sent_number;          /* of the last report */
    uint64_t numbering;            /* each master counts the reports from 1: how often that began anew */
    instant began;                 /* the current or last run */
    struct snapshot *last;         /* of the last second of the run, or the final one; NULL: none yet */
    struct process_load load;
    uint32_t reactors; /* of the current or last run; 0: unknown */
};

/* ---- worker_link.c ---- */

/* Introduces this worker to the master. */
void worker_ask(struct worker_link *link);

/* Introduces this worker to a master that doesn't know it, after the end of its run. */
void worker_rejoin(struct worker_link *link);

/* Sends a report with the state of this moment, which a master of swarm may wait for. */
void worker_report_now(struct worker_link *link);

/* Ends the link: stops the run, if any, and leaves when it is over. */
void worker_leave(struct worker_link *link, enum worker_end end, const char *why);

/* ---- worker_orders.c ---- */

/* A frame from the master. */
void worker_handle(struct worker_link *link, const struct frame *frame);

/* The run has begun, or is over: does what the master has asked for meanwhile. */
void worker_orders_resume(struct worker_link *link);

/* ---- worker_report.c ---- */

/* Sends a frame without data. False: it couldn't be sent. */
bool worker_send_word(struct worker_link *link, const char *type);

/* `client_stopped` or `quit`: to a master of swarm, with the number of the last report. */
void worker_send_end(struct worker_link *link, const char *type);

/* `client_ready`. */
bool worker_send_ready(struct worker_link *link);

void worker_send_heartbeat(struct worker_link *link);

/* `swarm_hello`: what a master of swarm needs to know of this node. */
void worker_send_hello(struct worker_link *link);

/* `swarm_clock`: the wall clock of this node, for the master's question with that number. */
void worker_send_clock(struct worker_link *link, uint64_t number);

/* `swarm_ended`: the scenario has ended the run, whose final snapshot this is. */
void worker_send_ended(struct worker_link *link, const struct snapshot *snapshot);

/* The numbers since the last report. They are kept if they can't be sent. */
void worker_send_numbers(struct worker_link *link);

/* The run that starts has a program of its own: its rows may have other names. */
void worker_numbers_renew(struct worker_link *link);

/* Sends all reports again that a master of swarm hasn't acknowledged; it has had some of them. */
void worker_numbers_again(struct worker_link *link);

/* It has acknowledged all reports up to that number. If it has said so before, some were lost, and are sent
 * again. */
void worker_numbers_acknowledged(struct worker_link *link, uint64_t number);

/* Forgets all reports up to that number. */
void worker_numbers_arrived(struct worker_link *link, uint64_t number);

/* `spawning_complete`, with the users that run. */
void worker_send_complete(struct worker_link *link);

/* An error that the master shows with this worker's id. */
void worker_send_exception(struct worker_link *link, const char *message, const char *trace);

/* `logs`, if there are new lines. */
void worker_send_logs(struct worker_link *link);

/* `swarm_lease` or `swarm_return`: rows and numbers. */
void worker_send_lease(struct worker_link *link, const struct lease_note *note);

/* A message of the scenario. */
void worker_send_message(struct worker_link *link, const char *type, value v);

#endif
