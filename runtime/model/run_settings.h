/* The settings of a run, combined from the options of the command line, the environment and `config { }`. */
#ifndef SWARM_MODEL_RUN_SETTINGS_H
#define SWARM_MODEL_RUN_SETTINGS_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/model/client_settings.h"
#include "runtime/model/threshold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A setting as text, for the head of reports: "host", "http://127.0.0.1:8080". */
struct run_setting {
    const char *name;
    const char *value;
};

/* A capacity search, in place of a fixed number of users: it finds the largest number of users that meets a
 * condition. Zero bytes: no search. */
struct capacity_settings {
    const char *text;                  /* the condition as written; NULL: no search */
    const struct threshold *condition; /* its parts, which must all be met */
    size_t condition_count;
    nanos step_time;     /* how long each number of users is measured */
    uint64_t most_users; /* the largest number to try; 0: no limit */
    double spawn_rate;   /* users per second; 0: the new users of a step start within a second */
};

/* The kinds and tasks of the program that take part. Zero bytes: all. */
struct selection_settings {
    const char *const *kinds; /* names of the kinds to run; none: all */
    size_t kind_count;
    const char *const *tags; /* only tasks with at least one of these; none: all */
    size_t tag_count;
    const char *const *exclude_tags; /* no tasks with one of these */
    size_t exclude_tag_count;
};

/* The host of the run, and settings that override `client { }` of every kind and of the run. */
struct client_overrides {
    const char *host; /* the host of the run; NULL: none */
    bool host_wins;   /* it replaces the `host` of every kind: it was given on the command line */
    bool insecure;
    const char *resolve;   /* host:port:address, comma separated; NULL: as the kind says */
    const char *local_ips; /* addresses of this machine, comma separated; NULL: the kernel selects one */
    bool has_http_backend;
    enum client_backend http_backend;
};

/* Zero bytes are valid settings. The creator owns the texts and lists; a copy owns its own. */
struct run_settings {
    uint64_t users;        /* at the peak; ignored if has_load */
    double spawn_rate;     /* users per second, evenly spaced; 0 or less: all at once */
    nanos run_time;        /* from the first spawn; 0: until stopped; it also ends a load */
    nanos stop_timeout;    /* how long running tasks may take to finish; 0: they are canceled at once */
    uint64_t iterations;   /* number of tasks in the whole run; 0: no limit */
    bool has_load;         /* use the `load { }` of the program in place of users and spawn_rate */
    bool external_users;   /* in place of users, spawn_rate and load, a front sets the population */
    bool is_part;          /* of a run over many nodes: another node runs `setup` and `teardown` and evaluates
                              thresholds */
    bool is_searched;      /* with is_part: another node searches the capacity, with capacity.step_time */
    bool publishes_out;    /* `publish` sends to other nodes (run_backend.published), not to this one */
    uint64_t users_before; /* the ids of users start after this number */
    uint32_t worker_index; /* of this node in a cluster; 0 without one */
    uint32_t worker_count; /* 0: without a cluster, or not known */
    instant load_began;    /* when the load began, on other nodes too; {0}: when the first user may start */
    uint64_t seed;         /* of all random numbers */
    uint32_t reactors;     /* threads; 0: one per core */
    bool reset_stats;      /* reset the statistics when the load has reached its peak */
    bool recent_times;     /* keep the response times of the last seconds for each row (recent_times) */
    struct selection_settings selection;
    struct client_overrides client;
    struct capacity_settings capacity; /* replaces users, spawn_rate and thresholds; run_time limits it */

    const struct threshold *thresholds; /* in addition to those of the program */
    size_t threshold_count;
    const char *scenario;               /* path of the main file, for reports */
    const struct run_setting *settings; /* settings as shown in reports */
    size_t setting_count;
    const struct run_setting *constants; /* values of `const`s in place of the program's, as for --var */
    size_t constant_count;
    struct arena arena; /* owns the texts and lists of a copy */
};

/* Makes `to` a copy that owns all its texts and lists. The previous content of `to` is overwritten, not
 * freed. */
void run_settings_copy(struct run_settings *to, const struct run_settings *from);

/* Copies a text into the memory of a copied settings struct, to replace one of its texts. */
const char *run_settings_text(struct run_settings *settings, const char *text);

/* Sets what the head of reports says about one setting of a copy; both texts are copied. NULL removes it. */
void run_settings_show(struct run_settings *settings, const char *name, const char *value);

/* Frees what the settings own. All bytes are zero then. */
void run_settings_free(struct run_settings *settings);

#endif
