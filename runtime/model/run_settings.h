/* How to run a program: what the options of the command line, the environment and `config { }` come to. */
#ifndef SWARM_MODEL_RUN_SETTINGS_H
#define SWARM_MODEL_RUN_SETTINGS_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/model/client_settings.h"
#include "runtime/model/threshold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_setting {
    const char *name;
    const char *value;
};

/* A capacity search, in place of a fixed number of users: finds the largest number that meets a condition.
 * All-zero: none. */
struct capacity_settings {
    const char *text;                  /* the condition as written; NULL: no search */
    const struct threshold *condition; /* its parts, all of which must be met */
    size_t condition_count;
    nanos step_time;     /* how long each number of users is measured */
    uint64_t most_users; /* the largest number to try; 0: no bound */
    double spawn_rate;   /* users per second; 0: the new users of a step start within a second */
};

/* Which kinds and tasks of the program take part. All-zero: all. */
struct selection_settings {
    const char *const *kinds; /* names of the kinds to run; NULL or none: all */
    size_t kind_count;
    const char *const *tags; /* only tasks with any of these; none: all */
    size_t tag_count;
    const char *const *exclude_tags; /* no tasks with any of these */
    size_t exclude_tag_count;
};

/* The host of the run, and what overrides the `client { }` of every kind and of the run. */
struct client_overrides {
    const char *host; /* the run's host; NULL: none */
    bool host_wins;   /* over every `host` of a kind: it was given on the command line */
    bool insecure;
    const char *resolve;   /* host:port:address, comma separated; NULL: as the kind says */
    const char *local_ips; /* addresses of this machine, comma separated; NULL: whichever the kernel takes */
    bool has_http_backend;
    enum client_backend http_backend;
};

/* How to run a program: the options of the command line, the environment and `config { }` in one. All-zero is
 * a good start. Texts and lists belong to whoever filled them in; those of a copy belong to the copy. */
struct run_settings {
    uint64_t users;      /* at the peak; ignored where has_load */
    double spawn_rate;   /* users per second, evenly; 0 or less: all at once */
    nanos run_time;      /* from the first spawn; 0: until stopped; ignored where has_load */
    nanos stop_timeout;  /* how long running tasks may take to finish; 0 cuts them */
    uint64_t iterations; /* tasks in the whole run; 0: no bound */
    bool has_load;       /* follow the program's `load { }` instead of users, spawn_rate and run_time */
    bool external_users; /* instead of users, spawn_rate and load: a front sets the population */
    uint64_t seed;       /* of all choices */
    uint32_t reactors;   /* threads; 0: one per core */
    bool reset_stats;    /* count anew once the load has reached its peak */
    bool recent_times;   /* keep the response times of each row's last seconds, for its recent_times */
    struct selection_settings selection;
    struct client_overrides client;
    struct capacity_settings capacity; /* replaces users, spawn_rate and thresholds; run_time bounds it */

    const struct threshold *thresholds; /* besides those of the program */
    size_t threshold_count;
    const char *scenario;               /* path of the main file, for reports */
    const struct run_setting *settings; /* for the head of reports */
    size_t setting_count;
    const struct run_setting *constants; /* values of `const`s in place of the program's, as for --var */
    size_t constant_count;
    struct arena arena; /* owns the texts and lists of a copy */
};

/* Makes `to` a copy that owns all its texts and lists. What `to` held before is overwritten. */
void run_settings_copy(struct run_settings *to, const struct run_settings *from);

/* A text that belongs to the settings, to be put in place of one of a copy's. */
const char *run_settings_text(struct run_settings *settings, const char *text);

/* Sets what the head of reports says about one setting of a copy; both texts are copied. NULL removes it. */
void run_settings_show(struct run_settings *settings, const char *name, const char *value);

/* Frees what the settings own; they are all-zero then. */
void run_settings_free(struct run_settings *settings);

#endif
