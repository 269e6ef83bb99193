/* What code can reach: the call graph of a scenario, and the questions asked of it.
 *
 * A unit is a piece of code that is entered as a whole: a user's or set's own members, a function, a check, a
 * hook of the run. The checker notes in each what it does and where it goes on to; when all units are known,
 * call_graph_check asks what can only be told of all of them together. */
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
    UNIT_USER,     /* a user's own members */
    UNIT_SET,      /* those of a task set or sequence */
    UNIT_HEADERS,  /* the headers { } of either */
    UNIT_FUNCTION, /* fn and check */
};

struct unit_edge {
    struct unit *to;
    span place;
    bool is_set;       /* a nested or used set, else a call */
    bool must_be_left; /* of a set: there is more beside it, and no `times` ends it */
};

/* `user.NAME`, or what else needs a user. */
struct unit_need {
    const char *name; /* of the variable, interned; NULL: the user as such */
    span place;
};

struct unit {
    enum unit_kind kind;
    const char *name;            /* as messages call it */
    span span;                   /* of that name */
    VEC(const char *) variables; /* of a user: the names of its `var`s, interned */
    VEC(struct unit_edge) edges;
    VEC(struct unit_need) needs;
    VEC(span) interrupts;
    span sending; /* the first request, where there is one */
    /* The first request that goes to the user's host, one of HTTP rather than a `connect`: of this unit or,
     * for a user or hook once the graph is checked, of what it reaches. */
    span host_use;
    bool uses_host, host_is_tcp;
    bool sends;      /* a request, TCP included */
    bool waits;      /* a wait between tasks, or in one */
    bool stops;      /* stop user, stop run */
    bool is_reached; /* by a user or a hook of the run; set by call_graph_check */
    unsigned mark;   /* of the walk that was here last */
};

struct units {
    VEC(struct unit *) items; /* owned, as their lists are */
    unsigned marks;
};

void units_free(struct units *units);
struct unit *unit_new(struct units *units, enum unit_kind kind, const char *name, span place);

/* Reports what is wrong with the graph as a whole: users without a variable that code they reach needs, hooks
 * of the run that reach what needs a user, interrupts that nothing encloses, users that neither wait nor
 * send. */
void call_graph_check(struct units *units, struct diag_list *diags);

#endif
