/* The state of a run in the control thread, for the files of the engine: engine_new.c (creation), engine.c
 * (phases), engine_users.c (spawning and stopping users), engine_numbers.c (numbers), engine_leases.c (rows
 * and numbers that nodes lease), engine_share.c (the share of this node in a run over many). */
#ifndef SWARM_ENGINE_ENGINE_STATE_H
#define SWARM_ENGINE_ENGINE_STATE_H

#include "runtime/control/run_backend.h"
#include "runtime/engine/engine.h"
#include "runtime/health/health.h"
#include "runtime/load/division.h"
#include "runtime/load/load.h"
#include "runtime/load/spawn_order.h"
#include "runtime/reactor/mailbox.h"
#include "runtime/reactor/reactor.h"
#include "runtime/reactor/run_plan.h"
#include "runtime/stats/totals.h"

#include <ev.h>

enum engine_phase {
    ENGINE_READY,    /* nothing has started yet */
    ENGINE_SETUP,    /* the hooks before the users, on the first reactor */
    ENGINE_USERS,    /* users start, run and stop */
    ENGINE_STOPPING, /* all users were told to stop; the next phase begins when none is left */
    ENGINE_TEARDOWN, /* the hooks after the users, with a time limit */
    ENGINE_CLOSING,  /* reactors send their last numbers and end */
    ENGINE_OVER,
};

/* Messages that `on message` of this node gets before the first user. What it does with them is done, and its
 * values of `shared` are on all reactors, before the users start. Messages that it publishes itself aren't
 * waited for. */
enum setup_messages {
    SETUP_MESSAGES_NONE,
    SETUP_MESSAGES_SENT,
    SETUP_MESSAGES_AWAITED,
};

/* A reactor in the view of the control thread. */
struct engine_reactor {
    struct reactor *reactor;
    struct message_spawn *spawning; /* users to spawn in it, not sent yet; NULL: none */
    uint64_t *removing;             /* users by kind to remove from it, not sent yet */
    struct stats_set *spare;        /* empty; sent with the next MESSAGE_TAKE; NULL at first */
    struct reactor_load load;       /* from its last numbers */
};

/* The current and the wanted users. */
struct engine_users {
    struct spawn_order
        order; /* kinds of users to start and stop; order.users: the current number of the load */
    struct division
        division; /* users sent to the reactors that weren't removed and aren't known to have ended */
    struct load load;
    instant load_start;
    nanos run_time;   /* from load_start; 0: until stopped */
    uint64_t next_id; /* of the next user */
    uint64_t wanted;  /* users at the end of the load */
    uint64_t peak;    /* maximum number of users */
    uint64_t running; /* without arrivals, which plan->arriving counts */
    bool has_reached; /* the load has reached its peak, and control was notified */
    bool is_settled;  /* the number of users won't change any more */
    bool is_led;      /* a front sets the population: engine_set_population */
};

/* The merged numbers of the reactors, and the state of the collection. */
struct engine_numbers {
    struct totals *totals;
    struct container *container;
    struct health *health;
    VEC(struct waiting) waiting; /* with settings.is_searched: from the last collection */
    uint32_t awaited;            /* number of requested MESSAGE_STATS that haven't arrived */
    uint32_t open;               /* reactors that haven't sent their last numbers */
    bool is_judged;              /* these numbers count for generator health, since users ran */
    bool is_resetting;           /* reset the numbers when all have arrived */
    bool reset_due;              /* reset the numbers after the next collection */
    VEC(struct threshold_result)
    thresholds; /* those of the program first; results only of those that have aborted the run */
};

/* How a run ends or has ended. */
struct engine_ending {
    enum run_end how;
    struct buffer why; /* as a text; empty: nothing has ended the run yet */
    instant when;      /* when the users were told to stop, or when the run ended without them */
    uint64_t users;    /* users that ran then */
    uint32_t stopping; /* number of reactors with users that haven't stopped */
};

struct engine {
    const struct program *program;
    struct run_settings settings;
    struct backend_events events;
    struct engine_nodes nodes; /* where the users run; zero: on this node */
    bool has_nodes;
    bool nodes_open; /* the run has begun, and they haven't ended */
    struct run_plan *plan;
    struct scenario_outline outline; /* for snapshots; borrows from the program */
    struct ev_loop *loop;            /* owned by control */
    struct mailbox mailbox;
    struct engine_reactor *reactors;
    uint32_t reactor_made;
    uint32_t reactor_count; /* number of running reactors: all, unless a thread couldn't be started */
    enum engine_phase phase;
    enum setup_messages setup_messages;
    instant began;          /* start of the first user */
    struct ev_timer second; /* each second: collects numbers */
    struct ev_timer spawn;  /* the next change of the number of users, or the peak of the arrival rate */
    struct ev_timer finish; /* the end of the run, then the end of the teardown */
    struct engine_users users;
    struct engine_numbers numbers;
    struct engine_ending ending;
    struct run_share share; /* with settings.is_part: the last one */
    struct search *search;  /* the capacity search; NULL: none */
};

/* ---- engine_new.c ---- */

/* Prepares a run, like run_backend.open; `nodes` is NULL if the users run on this node. */
struct engine *engine_new(const struct program *program, const struct run_settings *settings,
                          struct ev_loop *loop, const struct backend_events *events,
                          const struct engine_nodes *nodes, struct buffer *why);
void engine_free(struct engine *engine);

/* ---- engine.c ---- */

/* Like run_backend.begin, and like run_backend.stop at once. */
void engine_begin(struct engine *engine);
void engine_stop_now(struct engine *engine, const char *why);

/* Like run_backend.publish and run_backend.share. */
void engine_publish(struct engine *engine, const char *type, value v);
void engine_share(struct engine *engine, const value *values, size_t count);

/* Ends the setup or the phase of users. Does nothing in later phases. */
void engine_stop_as(struct engine *engine, enum run_end end, const char *why);

void engine_mail_arrived(struct ev_loop *loop, struct ev_async *watcher, int events);
void engine_finish_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* ---- engine_users.c ---- */

/* Like run_backend.set_users. */
bool engine_set_users(struct engine *engine, uint64_t users, double rate);

/* Like run_backend.set_population. */
bool engine_set_population(struct engine *engine, const struct population *population, double rate);

/* The number of running users, arrivals included. */
uint64_t engine_users_running(const struct engine *engine);

/* How many users are wanted now, as in snapshot.users_goal. */
uint64_t engine_users_goal(const struct engine *engine);

/* Whether the load is a schedule of arrivals and not a number of users. */
bool engine_users_arrive(const struct engine *engine);

/* Starts the load: the first users start or arrive. */
void engine_users_begin(struct engine *engine);

/* A reactor reports that users have ended. */
void engine_users_ended(struct engine *engine, const struct message_users_ended *message);

/* Whether all users have ended and no more will start. Always false if users arrive, or if a front sets the
 * population. */
bool engine_users_are_over(const struct engine *engine);

/* Timer callback: the number of users changes, or the arrival rate has reached its peak. */
void engine_spawn_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* Changes the number of users to `users`; new ones start at `spawn_rate` per second (0 or less: at once). */
void engine_users_set(struct engine *engine, uint64_t users, double spawn_rate);

/* Changes the number of users of `fixed` kinds, beside arrivals. */
void engine_users_fix(struct engine *engine, uint64_t users);

/* ---- engine_share.c ---- */

/* Starts this node's share of the arrivals, or changes it. */
void engine_share_begin(struct engine *engine);

/* Like run_backend.deal. */
void engine_deal(struct engine *engine, const struct run_share *share);

/* How far this node has come with its share. */
void engine_progress(const struct engine *engine, struct run_progress *progress);

/* ---- engine_leases.c ---- */

/* Like run_backend.lease. */
void engine_lease(struct engine *engine, const struct lease_answer *answer);

/* A reactor reports that more must be leased. */
void engine_lease_low(struct engine *engine, const struct message_lease *message);

/* Asks again what the master hasn't answered. To be called each second. */
void engine_leases_repeat(struct engine *engine);

/* Gives everything back; the reactors have ended. */
void engine_leases_return(struct engine *engine);

/* ---- capacity_search.c ---- */

struct search *search_new(const struct engine *engine);
void search_free(struct search *search);

/* To be called before numbers are requested from the reactors. Reactors report the requests that have been in
 * flight since the returned time; {0}: they report none. */
instant search_waiting_since(struct engine *engine);

/* Adds the numbers of a reactor, if a measurement is in progress. */
void search_merge(struct search *search, const struct message_stats *message);

/* The same for numbers of another node. */
void search_merge_set(struct search *search, const struct stats_set *set);

/* All reactors have sent the numbers of a second. Ends a step, or begins a measurement, when it is time. */
void search_tick(struct engine *engine, instant now);

/* Fills in the result so far. The report borrows texts and steps of the search. */
void search_report(const struct engine *engine, struct capacity_report *report);

/* ---- engine_numbers.c ---- */

/* Like run_backend.snapshot; `is_brief` as in snapshot_input. */
struct snapshot *engine_snapshot(const struct engine *engine, bool is_brief);

/* Starts counting; the users are about to start. */
void engine_numbers_begin(struct engine *engine);

/* Requests the numbers of all reactors. The last one to answer completes the second. */
void engine_second_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* Requests numbers just before users are stopped, so that generator health includes the time since the last
 * second. */
void engine_numbers_ask(struct engine *engine);

/* Resets the numbers, once all reactors have sent what they have collected so far. */
void engine_numbers_reset(struct engine *engine);

/* Requests the last numbers of all reactors, which end after that. */
void engine_numbers_ask_last(struct engine *engine);

/* Receives the numbers of a reactor. Takes the set out of the message. */
void engine_numbers_receive(struct engine *engine, struct message_stats *message);

#endif
