/* The call graph of a scenario: which code can reach which code.
 *
 * A unit is a piece of code that is entered as a whole: the members of a user or set, a function, a check, a
 * hook of the run. The checker records in each unit what it does and which units it leads to. When all units
 * are known, call_graph_check does the checks that need all of them. */
#ifndef SWARM_COMPILER_CHECK_CALL_GRAPH_H
#define SWARM_COMPILER_CHECK_CALL_GRAPH_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stddef.h>

struct symbol;
struct unit;

enum unit_kind {
    UNIT_HOOK,     /* setup, teardown, on message: without a user */
    UNIT_USER,     /* the members of a user */
    UNIT_SET,      /* the members of a task set or sequence */
    UNIT_HEADERS,  /* the headers { } of a user or set */
    UNIT_FUNCTION, /* fn and check */
};

struct unit_edge {
    struct unit *to;
    span place;
    bool is_set;       /* a nested or used set; otherwise a call */
    bool must_be_left; /* of a set: it has siblings, and no `times` ends it */
};

/* A use of `user.NAME`, or of something else that needs a user. */
struct unit_need {
    const char *name; /* name of the variable, interned; NULL: needs a user, but no variable */
    span place;
};

struct unit {
    enum unit_kind kind;
    const char *name;            /* name in messages */
    span span;                   /* of that name */
    VEC(const char *) variables; /* of a user: the names of its `var` declarations, interned */
    VEC(struct unit_edge) edges;
    VEC(struct unit_need) needs;
    VEC(span) interrupts;
    span sending; /* the first request, if there is one */
    /* The first request that uses the host of the user: an HTTP request if there is one, otherwise a
     * `connect`. Of this unit; after the check also of units that a user or hook reaches. */
    span host_use;
    bool uses_host, host_is_tcp;
    bool sends;      /* sends a request, TCP included */
    bool waits;      /* has a wait between tasks, or in a task */
    bool stops;      /* has stop user or stop run */
    bool is_reached; /* reached from a user or a hook of the run; set by call_graph_check */
    unsigned mark;   /* number of the last walk that visited it */
};

struct units {
    VEC(struct unit *) items; /* owned, like their lists */
    unsigned marks;
};

void units_free(struct units *units);
struct unit *unit_new(struct units *units, enum unit_kind kind, const char *name, span place);

/* Reports errors of the graph as a whole: users without a variable that reachable code needs, hooks of the
 * run that reach code that needs a user, interrupts outside of any set, users that neither wait nor send. */
void call_graph_check(struct units *units, struct diag_list *diags);

#endif
