/* The numbers one reactor gathers: a row per type and name, failures and errors.
 *
 * A reactor owns one `struct stats` and writes into its current set, without locks. Once a second the engine
 * sends it an empty set (MESSAGE_TAKE). The reactor exchanges it for the full one by stats_take, on its own
 * thread, and sends that back (MESSAGE_STATS). The engine merges it into the totals on the control thread
 * (totals.h), clears it, and sends it with the next MESSAGE_TAKE. Row ids are fixed at compile time;
 * interpolated `as` names get theirs from a table in `struct stats`, so an id stays good over hand-overs.
 * What a set refers to (names) never changes while the `struct stats` that filled it lives, so it may be read
 * by another thread. */
#ifndef SWARM_STATS_STATS_H
#define SWARM_STATS_STATS_H

#include "runtime/base/clock.h"
#include "runtime/base/strmap.h"
#include "runtime/base/vec.h"
#include "runtime/model/row_name.h"
#include "runtime/stats/failures.h"
#include "runtime/stats/histogram.h"
#include "runtime/stats/line_counts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STATS_NAMES = 1000,      /* interpolated names in a run; the excess goes to `(other)` */
    STATS_NAME = TALLY_TEXT, /* bytes of a name that are kept */
};

#define STATS_OTHER "(other)"
#define STATS_TRANSACTION "TXN"

/* A request or transaction that has ended. Unknown members are 0. */
struct sample {
    uint32_t row;                /* id */
    bool failed;                 /* for any reason; stats_failure counts the reasons */
    bool is_intended;            /* `intended` is set */
    instant intended;            /* intended start, by its wait or timetable */
    instant start;               /* just before it was handed to the connection */
    instant end;                 /* last byte of the last response, redirects included */
    nanos connect;               /* duration of the connect with its look-up; 0: reused, or unknown */
    nanos tls;                   /* duration of the TLS handshake; 0: none */
    nanos first_byte;            /* from start to the first byte of the last response; 0: unknown */
    int status;                  /* of the last response, 0 to 999; 0: no response */
    uint32_t connections_opened; /* including those for redirects */
    uint32_t connections_reused;
    uint64_t bytes_received; /* of the body, decoded; Locust calls it content length */
    uint64_t bytes_sent;     /* of the body */
};

/* A request that has no answer yet, or a transaction that isn't over. */
struct waiting {
    uint32_t row; /* id in the stats of the reactor */
    struct row_name name;
    nanos age;
};

enum { STATUS_HUNDREDS = 10, STATUS_HUNDRED = 100 };

struct stats_row {
    struct row_name name;
    bool is_transaction; /* not part of Aggregated */
    uint64_t connections_opened;
    uint64_t connections_reused;
    uint64_t bytes_received;
    uint64_t bytes_sent;
    uint64_t *statuses[STATUS_HUNDREDS]; /* counts of x00 to x99; NULL: all zero */
    struct histogram successes;          /* end - start */
    /* These are NULL until their first sample. */
    struct histogram *failures;   /* end - start */
    struct histogram *scheduled;  /* end - intended: since it should have started, failed ones included */
    struct histogram *first_byte; /* these three as in the sample */
    struct histogram *connect;
    struct histogram *tls;
};

/* Resources of this machine that a connection may lack. */
enum stats_shortage { STATS_NO_DESCRIPTOR, STATS_NO_PORT, STATS_SHORTAGES };

/* The numbers between two hand-overs. */
struct stats_set {
    VEC(struct stats_row) rows; /* by id; may be shorter than the table of names */
    struct failures failures;
    struct errors errors;
    struct line_counts lines;
    int64_t users_not_started; /* users whose `on start` has failed so far; below 0 if some of the previous
                                  set have started */
    uint64_t arrivals;         /* started */
    uint64_t arrivals_dropped; /* not started, because the maximum was in flight */
    instant last_end;          /* of the last sample; {0} without samples */

    /* How well the load generator kept up. */
    struct histogram late_waits;         /* lateness of users when they resumed */
    struct histogram late_arrivals;      /* lateness of arrivals against their timetable */
    uint64_t shortages[STATS_SHORTAGES]; /* requests that failed for lack of a resource here */
};

struct stats {
    const struct row_name *static_names; /* borrowed */
    uint32_t static_count;
    VEC(struct row_name) dynamic_names; /* ids from static_count on; texts owned */
    struct strmap ids;                  /* "type\0name" to id + 1, dynamic ones */
    struct buffer key;                  /* scratch */
    struct stats_set *set;              /* being filled; owned */
};

/* Stats without samples. `names` are the rows with ids 0 to count - 1: borrowed, they outlive the stats. */
struct stats *stats_new(const struct row_name *names, uint32_t count);
void stats_free(struct stats *stats);

/* The id of the row of an interpolated name, created if necessary. Beyond STATS_NAMES, the id of the
 * `(other)` row: one for transactions with type TXN, and one for everything else with type "". That is
 * logged once. Secrets in a name are masked. */
uint32_t stats_row_dynamic(struct stats *stats, const char *type, const char *name, size_t name_length);

/* The type and name of a row. */
struct row_name stats_row_name(const struct stats *stats, uint32_t row);

/* The number of ids so far, static and dynamic. */
uint32_t stats_row_count(const struct stats *stats);

/* The id in `stats` for a row that has this id and name in other stats with the same static rows. */
uint32_t stats_row_of(struct stats *stats, uint32_t row, struct row_name name);

/* Counts one sample; takes well under 100 ns. */
void stats_record(struct stats *stats, const struct sample *sample);

/* Counts a request or transaction that hasn't ended as `times` samples of its age. */
void stats_wait(struct stats *stats, const struct waiting *waiting, uint64_t times);

/* Counts a reason for the failure of a request of that row. A request fails once, but may have several
 * reasons. Method and name of the event are those of the row. */
void stats_failure(struct stats *stats, uint32_t row, struct failure_event event);

/* Counts a runtime error of the scenario; see errors_record. */
void stats_error(struct stats *stats, const char *place, const char *message, const char *stack,
                 int64_t when);

/* +1: the `on start` of a user failed for the first time; -1: such a user has started later. */
void stats_users_not_started(struct stats *stats, int change);

/* Counts arrivals of a `load` of rates. */
void stats_arrivals(struct stats *stats, uint64_t started, uint64_t dropped);

/* The time by which a user resumed after the end of its wait, or an arrival started after its time in the
 * timetable. */
void stats_late_wait(struct stats *stats, nanos lateness);
void stats_late_arrival(struct stats *stats, nanos lateness);

/* A request failed for lack of a resource of this machine. */
void stats_shortage(struct stats *stats, enum stats_shortage shortage);

/* The counts of the numbered places in the scenario, `count` of them. The caller may add to them until the
 * next stats_take. */
struct line_count *stats_lines(struct stats *stats, uint32_t count);

/* Returns the current set and continues with `empty`: a cleared set that an earlier stats_take of the same
 * stats returned, or NULL for a new set. The caller owns the returned set, and frees it before the stats. */
struct stats_set *stats_take(struct stats *stats, struct stats_set *empty);

/* Forgets what was counted, keeps the memory of rows. */
void stats_set_clear(struct stats_set *set);
void stats_set_free(struct stats_set *set);

/* Adds a set to `total`, static rows by id (both have the same ones), dynamic ones by type and name. */
void stats_merge(struct stats *total, const struct stats_set *set);

/* The parts of that: the row with an id, which has requests (returns its id in `total`); and all else. */
uint32_t stats_merge_row(struct stats *total, const struct stats_set *set, uint32_t row);
void stats_merge_rest(struct stats *total, const struct stats_set *set);

/* ---- rows, for code that fills them without samples ---- */

/* The row of an id, made if there is none yet; valid until the next row is made. */
struct stats_row *stats_row_open(struct stats *stats, uint32_t row);

/* The histogram at one of the places in a row that are NULL without samples, made if it is NULL. */
struct histogram *stats_row_histogram(struct histogram **place);

/* How often a status, 0 to 999, was answered; adds so many answers of one from 1 to 999, others are left out.
 */
uint64_t stats_row_status(const struct stats_row *row, int status);
void stats_row_status_add(struct stats_row *row, int status, uint64_t count);

/* Requests and failed requests of a row. */
uint64_t stats_row_failures(const struct stats_row *row);
uint64_t stats_row_requests(const struct stats_row *row);

/* Adds all counts of a row to another, whose name stays. */
void stats_row_merge(struct stats_row *into, const struct stats_row *from);

/* Adds both histograms of a row to `into`: all response times, failed requests included. */
void stats_row_times(const struct stats_row *row, struct histogram *into);

#endif
