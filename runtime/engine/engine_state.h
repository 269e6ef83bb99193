/* What the control thread knows of a run. For the files of the engine: engine_new.c (making), engine.c
 * (phases), engine_users.c (who spawns and goes), engine_numbers.c (numbers). */
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
    ENGINE_READY,    /* nothing runs yet */
    ENGINE_SETUP,    /* the hooks before the users, on the first reactor */
    ENGINE_USERS,    /* users spawn or arrive, run, go */
    ENGINE_STOPPING, /* all users were told to stop; when none is left comes */
    ENGINE_TEARDOWN, /* the hooks after the users, for a bounded time */
    ENGINE_CLOSING,  /* reactors hand over their last numbers and end */
    ENGINE_OVER,
};

/* A reactor, as the control thread sees it. */
struct engine_reactor {
    struct reactor *reactor;
    struct message_spawn *spawning; /* users to spawn there, not sent yet; NULL: none */
    uint64_t *removing;             /* users by kind to remove there, not sent yet */
    struct stats_set *spare;        /* empty, for its next hand-over; NULL at first */
    struct reactor_load load;       /* at the last hand-over */
};

/* The users that there are and that there shall be. */
struct engine_users {
    struct spawn_order order; /* which kinds of users start and go; order.users: as the load has it now */
    struct division division; /* users that were sent to the reactors, not removed, not known to have ended */
    struct load load;
    instant load_start;
    nanos run_time;   /* from then on; 0: until stopped */
    uint64_t next_id; /* of the next user */
    uint64_t wanted;  /* users at the end of the load */
    uint64_t peak;    /* the most there are to be */
    uint64_t running; /* without arrivals, which the reactors count (plan->arriving) */
    bool has_reached; /* the load is or was at its peak, and control knows */
    bool is_settled;  /* the number of users won't change any more */
    bool is_led;      /* a front decides on the population: engine_set_population */
};

/* The sums of what the reactors have handed over, and what is on its way. */
struct engine_numbers {
    struct totals *totals;
    struct container *container;
    struct health *health;
    uint32_t awaited;  /* hand-overs that were asked for and haven't come */
    uint32_t open;     /* reactors that haven't handed over their last numbers */
    bool is_judged;    /* they say how the generator did while users ran */
    bool is_resetting; /* when they have come the numbers start anew */
    bool reset_due;    /* so do they after the hand-overs that are asked for next */
    VEC(struct threshold_result)
    thresholds; /* the program's first; results only of those that have aborted */
};

/* How a run ends or has ended. */
struct engine_ending {
    enum run_end how;
    struct buffer why; /* in words; empty: nothing has ended the run yet */
    instant when;      /* when the users were told to stop, or the run ended without them */
    uint64_t users;    /* that ran then */
    uint32_t stopping; /* reactors whose users haven't all stopped */
};

struct engine {
    const struct program *program;
    struct run_settings settings;
    struct backend_events events;
    struct run_plan *plan;
    struct ev_loop *loop; /* control's */
    struct mailbox mailbox;
    struct engine_reactor *reactors;
    uint32_t reactor_made;
    uint32_t reactor_count; /* that run: all, unless a thread couldn't be started */
    enum engine_phase phase;
    instant began;          /* the first user's start */
    struct ev_timer second; /* each second: numbers */
    struct ev_timer spawn; /* when the number of users changes next, or the rate of arrivals is at its peak */
    struct ev_timer finish; /* the end of the run, then that of the teardown */
    struct engine_users users;
    struct engine_numbers numbers;
    struct engine_ending ending;
    struct search *search; /* for the capacity; NULL: none */
};

/* ---- engine_new.c ---- */

/* A run that is ready, as run_backend.open. */
struct engine *engine_new(const struct program *program, const struct run_settings *settings,
                          struct ev_loop *loop, const struct backend_events *events, struct buffer *why);
void engine_free(struct engine *engine);

/* ---- engine.c ---- */

/* As run_backend.begin, and as run_backend.stop at once. */
void engine_begin(struct engine *engine);
void engine_stop_now(struct engine *engine, const char *why);

/* Ends the phase of users, or the setup; nothing happens later on. */
void engine_stop_as(struct engine *engine, enum run_end end, const char *why);

void engine_mail_arrived(struct ev_loop *loop, struct ev_async *watcher, int events);
void engine_finish_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* ---- engine_users.c ---- */

/* As run_backend.set_users. */
bool engine_set_users(struct engine *engine, uint64_t users, double rate);

/* As run_backend.set_population. */
bool engine_set_population(struct engine *engine, const struct population *population, double rate);

/* How many users run, arrivals included. */
uint64_t engine_users_running(const struct engine *engine);

/* How many users are wanted now, as in snapshot.users_goal. */
uint64_t engine_users_goal(const struct engine *engine);

/* Whether the load is a timetable of arrivals instead of a number of users. */
bool engine_users_arrive(const struct engine *engine);

/* Begins the load: the first users start or arrive. */
void engine_users_begin(struct engine *engine);

/* A reactor reports that users have ended. */
void engine_users_ended(struct engine *engine, const struct message_users_ended *message);

/* Whether all users have ended and no more will start. Never if users arrive, or if a front decides on the
 * population. */
bool engine_users_are_over(const struct engine *engine);

/* Timer callback: the number of users changes, or the arrival rate has reached its peak. */
void engine_spawn_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* Changes the number of users to `users`; new ones start at `spawn_rate` per second (0 or less: at once). */
void engine_users_set(struct engine *engine, uint64_t users, double spawn_rate);

/* ---- capacity_search.c ---- */

struct search *search_new(const struct engine *engine);
void search_free(struct search *search);

/* To be called before the reactors are asked for their numbers: since when a request must have been in flight
 * for them to report it; {0}: they report none. */
instant search_waiting_since(struct engine *engine);

/* A reactor has handed over its numbers. They count if a measurement is going on. */
void search_merge(struct search *search, const struct message_stats *message);

/* All reactors have handed over the numbers of a second. Ends a step, or begins a measurement, when it is
 * time. */
void search_tick(struct engine *engine, instant now);

/* The result so far. The report borrows texts and steps of the search. */
void search_report(const struct engine *engine, struct capacity_report *report);

/* ---- engine_numbers.c ---- */

/* As run_backend.snapshot. */
struct snapshot *engine_snapshot(const struct engine *engine);

/* Counts from now on. */
void engine_numbers_begin(struct engine *engine);

/* Asks all reactors for their numbers; the last of them to answer closes the second. */
void engine_second_due(struct ev_loop *loop, struct ev_timer *watcher, int events);

/* Users are about to be told to stop: what they did since the last second shall speak about the generator
 * too. */
void engine_numbers_ask(struct engine *engine);

/* The numbers start anew, once all reactors have handed over what they gathered so far. */
void engine_numbers_reset(struct engine *engine);

/* Asks all reactors for their last numbers, after which they end. */
void engine_numbers_ask_last(struct engine *engine);

/* A reactor hands over; takes the set out of the message. */
void engine_numbers_receive(struct engine *engine, struct message_stats *message);

#endif
