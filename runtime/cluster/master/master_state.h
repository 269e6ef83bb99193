/* The state of a master, for the master*.c files: master.c (frames, life of the process), master_node.c
 * (workers: how they join and leave), master_program.c (their program), master_run.c (a run over all
 * workers), master_numbers.c (what they report), master_leases.c (rows and numbers for them), master_share.c
 * (arrivals and tasks of a limited number), master_search.c (for a capacity search), master_report.c (what
 * reports show of them). */
#ifndef SWARM_CLUSTER_MASTER_MASTER_STATE_H
#define SWARM_CLUSTER_MASTER_MASTER_STATE_H

#include "runtime/base/strmap.h"
#include "runtime/cluster/master/clock_offset.h"
#include "runtime/cluster/master/lease_book.h"
#include "runtime/cluster/master/master.h"
#include "runtime/cluster/wire/frame.h"
#include "runtime/cluster/wire/node_socket.h"
#include "runtime/engine/engine.h"
#include "runtime/load/allotment.h"
#include "runtime/load/division.h"
#include "runtime/load/timetable.h"
#include "runtime/model/run_share.h"

#include <ev.h>

enum node_state {
    NODE_ASKED,   /* acknowledged; whether it is a worker of swarm isn't known yet */
    NODE_READY,   /* it can run users, or does */
    NODE_MISSING, /* it hasn't sent a heartbeat for some seconds */
    NODE_GONE,    /* it has quit, was removed, or was refused; it may come back with the same id */
};

/* What a worker has reported of the current or last run. */
struct node_numbers {
    uint64_t requests; /* without transactions */
    double cpu_most;   /* percent */
    struct worker_measures measures;
    instant last;           /* its last report, or when it joined the run */
    nanos span;             /* between its last two reports; 0: there was none */
    uint64_t span_requests; /* of the last report */
};

/* The last numbers of a worker are missing. */
struct node_loss {
    const struct node *node;
    bool was_stopping;
    instant when; /* its last sign of life */
    nanos span;
    uint64_t requests;
};

/* The part of a worker in the current or last run. */
struct node_part {
    uint64_t run;       /* the number of the last run that it was part of; 0: none */
    uint32_t number;    /* in the order of joining */
    bool is_unanswered; /* the last `spawn` or `stop` */
    instant sent;       /* when that was sent */
    bool takes_part;    /* it has a part of the division */
    bool is_ending;     /* it was told to stop, and hasn't delivered yet */
    bool is_done;       /* its run has ended by itself */
    bool has_stopped;   /* it has stopped, but its last numbers may be on their way */
    uint64_t awaited;   /* the number of its last report, when it has stopped */
    bool is_leaving;    /* it was told to end, and lets its users finish */

    bool is_dealt_anew;           /* its share has changed, and it wasn't told */
    struct run_share share;       /* as sent last, or to be sent */
    instant dealt;                /* when that was sent; {0}: it has confirmed it */
    struct run_progress progress; /* by its last report */
    nanos strained_before;        /* as in that, at the start of a measurement */
    struct allotment tasks, places;
};

/* A worker. */
struct node {
    char *id;
    char *host;     /* from the id */
    uint32_t index; /* in order of first contact */
    enum node_state state;
    bool is_swarm;
    bool is_foreign; /* its `client_ready` gives a version, as Locust's do; other programs give -1 */
    enum worker_condition phase; /* ready, spawning or running, as it says */
    bool is_loading;             /* it has no program yet, and gets the master's */
    char *refusal;               /* owned; NULL: it wasn't refused */
    struct clock_offset clock;
    instant seen;                /* its last frame */
    instant asked;               /* `client_ready` was acknowledged */
    uint32_t reactors;           /* of a worker of swarm */
    double cpu;                  /* percent, as it says */
    uint64_t memory;             /* bytes; 0: unknown */
    uint64_t reported;           /* number of its last report, from a worker of swarm */
    uint64_t numbering;          /* of its reports, as in its `swarm_hello` */
    struct population users;     /* that run there, by its last report */
    struct node_numbers numbers; /* of the current or last run, as are the next ones */
    struct node_part part;
    VEC(struct health_finding) findings; /* texts owned */
    VEC(struct waiting) waiting;         /* texts owned */
};

/* What workers that join later get, too. */
struct run_context {
    struct buffer messages; /* published by `setup`: type, value, type, value, packed */
    size_t message_count;   /* items of that */
    struct buffer shared;   /* the last `swarm_share`, as data; empty: none */
};

/* The current or last run. */
struct master_run {
    uint64_t number;       /* from 1 */
    uint32_t part_count;   /* parts so far, including those that have left */
    struct engine *engine; /* NULL: there is no run */
    const struct program *program;
    struct run_settings settings;
    struct run_backend local; /* the engine's functions */
    struct run_context context;
    bool has_arrivals; /* users arrive, by a timetable that all nodes know */
    bool is_open;      /* workers may join it */
    bool has_begun;    /* users may start */
    instant began;     /* when they could */
    bool is_stopping;
    struct ev_timer deadline; /* for workers to deliver their last numbers */
    struct division division; /* of the users over the parts */
    VEC(struct node *) parts; /* nodes by part of the division */
    struct population wanted; /* users of all nodes together */
    uint64_t running;         /* users of all parts, by their last reports */
};

/* Remarks of the current or last run, and memory that reports borrow. */
struct master_report {
    VEC(struct health_finding) findings; /* of all nodes */
    VEC(struct health_finding) remarks;  /* what lost workers may have used, for instance; texts owned */
    VEC(struct node_loss) losses;
    VEC(struct worker_report) worker_reports;
    VEC(struct worker_loss) loss_reports;
    VEC(struct waiting) waiting; /* for the search */
};

struct master {
    struct master_options options;
    struct ev_loop *loop;
    struct node_socket *socket; /* NULL: it doesn't listen */
    VEC(struct node *) nodes;   /* by index */
    struct strmap node_ids;     /* the same by id */
    struct ev_timer second;     /* looks for workers that are missing */
    instant looked;             /* when it looked last */
    double last_timestamp;      /* of the last `spawn`: each has a greater one */
    struct master_run run;
    struct stats *scratch;     /* what a worker of Locust reports, before it is added */
    struct lease_book *leases; /* rows and numbers that workers have; NULL: none */
    struct master_report report;
};

/* ---- master.c ---- */

/* Sends a frame without data, or a finished one. */
void master_send_word(struct master *master, const struct node *node, const char *type);
void master_send(struct master *master, const struct node *node, struct frame_writer *writer);

/* ---- master_node.c ---- */

/* `client_ready` of a worker, new or known. */
void node_introduce(struct master *master, const char *id, const struct frame *frame);

/* The worker with that id; NULL: none has it, or it is gone. */
struct node *node_find(const struct master *master, const char *id);

void node_hello(struct master *master, struct node *node, const msgpack_object *data);
void node_heartbeat(struct master *master, struct node *node, const msgpack_object *data);

/* It can't take part, and is told the reason, which is copied. */
void node_refuse(struct master *master, struct node *node, const char *reason);

/* Its answer about its clock. */
void node_clock(struct master *master, struct node *node, const msgpack_object *data);

/* The worker quits. */
void node_quit(struct master *master, struct node *node);

/* Each second: workers may be missing, or turn out not to be of swarm. Some are asked for their clock. */
void nodes_check(struct master *master);

/* How messages call it: "worker 2 (host)". Valid until the next call. */
const char *node_text(const struct node *node);

/* What a worker has said about its health so far. */
void node_findings_forget(struct node *node);

/* Whether it is or was part of the current or last run. */
bool node_is_of_run(const struct master *master, const struct node *node);

void node_free(struct node *node);

/* ---- master_program.c ---- */

/* Announces the files to a worker that has none and has just joined, or refuses it. */
void program_offer(struct master *master, struct node *node);

/* `swarm_piece`: it wants a part of a file. */
void node_piece(struct master *master, struct node *node, const msgpack_object *data);

/* `swarm_failed`: it can't use the program, and leaves. */
void node_failed(struct master *master, struct node *node, const msgpack_object *data);

/* ---- master_run.c ---- */

/* As run_backend.open. */
void *run_open(void *context, const struct run_settings *settings, struct ev_loop *loop,
               const struct backend_events *events, struct buffer *why);

/* After the run has ended. */
void run_close(struct master *master);

/* A worker can run users from now on, or can't any more. */
void run_join(struct master *master, struct node *node);
void run_leave(struct master *master, struct node *node);

/* A worker hasn't been heard of for some seconds. It leaves, unless its share can't be given to others. */
void run_lose(struct master *master, struct node *node);

/* Sends again what workers haven't answered. */
void run_check(struct master *master);

/* A worker has answered `spawn`. */
void run_node_answered(struct node *node);

/* A worker has stopped its users; its last numbers have arrived, or may still come. */
void run_node_stopped(struct master *master, struct node *node);
void run_node_delivered(struct master *master, struct node *node);

/* The run of a worker has ended by itself: `is_done`, since no task is left, or since the scenario has
 * stopped it. */
void run_node_ended(struct master *master, struct node *node, bool is_done, const char *why);

/* The time for workers to deliver is over. */
void run_deadline(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* Sends `swarm_start` again: a worker that has begun takes only what is new. */
void run_start_again(struct master *master, size_t part);

/* Sends the users of a part again. */
void run_users_again(struct master *master, size_t part);

/* ---- master_share.c ---- */

/* Whether there is more to deal than users: arrivals, or a number of tasks. */
bool run_is_dealt(const struct master *master);

/* Divides everything over the parts of the run, which begins; start messages have it. */
void shares_begin(struct master *master);

/* Parts have come or gone: divides everything anew, tells the parts whose share has changed, or does both. */
void shares_divide(struct master *master);
void shares_tell(struct master *master);
void shares_deal(struct master *master);

/* A worker joins the run, perhaps again: then others have what it had, except the tasks that it has begun. */
void share_forget(struct node *node);

/* The share for the start message of a part. */
const struct run_share *share_of_part(struct master *master, struct node *node);

/* A worker that isn't heard of, and may come back, starts nothing from now on. */
void share_withdraw(struct master *master, struct node *node);

/* A worker that isn't counted among the others any more starts nothing since that time: the log and a remark
 * say how many arrivals that costs until others take its share. */
void share_cost_note(struct master *master, const struct node *node, instant since);

/* What a worker has done, as in its report of this run. */
void node_progress(struct master *master, struct node *node, const msgpack_object *data);

/* `swarm_leaving`: a worker was told to end, and starts nothing any more. */
void node_leaving(struct master *master, struct node *node, const msgpack_object *data);

/* Ends the run if its number of tasks is limited and all have ended. */
void tasks_check(struct master *master);

/* Each second: sends shares again that weren't confirmed. */
void shares_check(struct master *master);

/* ---- master_search.c ---- */

/* Requests in flight for a step of a search, as in a report; they replace those of the last one. */
void node_waiting(struct node *node, const msgpack_object *list);
void node_waiting_forget(struct node *node);

/* As engine_nodes.waiting and engine_nodes.strained. */
const struct waiting *master_waiting(void *context, nanos age, size_t *count);
nanos master_strained(void *context, bool begins);

/* ---- master_leases.c ---- */

/* The run begins, with nothing leased. */
void leases_begin(struct master *master);

/* Frees everything. */
void leases_free(struct master *master);

/* `swarm_lease` and `swarm_return` of a worker. */
void node_lease(struct master *master, struct node *node, const msgpack_object *data);
void node_return(struct master *master, struct node *node, const msgpack_object *data);

/* Each second: asks again for what workers should give back. */
void leases_check(struct master *master);

/* A worker is lost, or takes part no more. What it may have used is logged, and a remark of the report. */
void leases_lose(struct master *master, const struct node *node);

/* ---- master_numbers.c ---- */

/* `stats`, `spawning_complete`, `exception` of a worker. */
void node_numbers(struct master *master, struct node *node, const msgpack_object *data);
void node_users(struct master *master, struct node *node, const msgpack_object *data);
void node_exception(struct master *master, struct node *node, const msgpack_object *data);

/* Acknowledges reports (`swarm_got`). */
void master_got(struct master *master, const struct node *node);

/* Tells the engine how many users run, when parts have come or gone. */
void master_users_tell(struct master *master);

/* Adds the findings of all workers to the report (engine_nodes.health). */
void master_health(void *context, struct health_report *report);

/* ---- master_report.c ---- */

/* The last numbers of the worker, which is part of the run, won't come: it is silent, or it lives
 * (`was_stopping`) but hasn't delivered them in time. */
void loss_note(struct master *master, struct node *node, bool was_stopping);

/* They have come after all. */
void loss_withdraw(struct master *master, const struct node *node);

/* Adds a remark to the report, and takes its text. */
void master_remark(struct master *master, struct buffer *text);

/* What reports show of all workers (engine_nodes.cluster, run_backend.cluster). */
void master_cluster(void *context, struct cluster_report *report);

#endif
