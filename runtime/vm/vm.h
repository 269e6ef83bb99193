/* The VM: runs one function of the program for one user, until it has ended or has to wait.
 *
 * It uses no socket, no timer and no thread. To send an HTTP request or to sleep it suspends: vm_run returns
 * VM_WAIT and what it waits for. The caller (runtime/user/fiber.c) carries that out, calls vm_answer_…, and
 * later vm_run again. Actions on a TCP or UDP connection are started by services->act; the VM suspends only
 * if they aren't done at once. A suspended VM holds no C stack: its frames are stored in the VM.
 *
 * A VM is empty before vm_start and after VM_DONE, VM_ERROR and vm_cancel. An empty VM can run for any user.
 */
#ifndef SWARM_VM_VM_H
#define SWARM_VM_VM_H

#include "runtime/base/clock.h"
#include "runtime/base/rng.h"
#include "runtime/model/http_request.h"
#include "runtime/model/http_response.h"
#include "runtime/model/tcp_request.h"
#include "runtime/model/tcp_response.h"
#include "runtime/program/program.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cookie_jar;
struct vm;

enum vm_status {
    VM_DONE,  /* the function has ended; see vm_outcome */
    VM_WAIT,  /* suspended; *want is what it waits for */
    VM_YIELD, /* its slice is used up; call vm_run again after other users have run */
    VM_ERROR, /* a runtime error ended the function; see vm_error */
};

enum vm_outcome {
    VM_FINISHED, /* it returned; see vm_result */
    VM_SKIPPED,  /* a require or capture failed and ended it */
    VM_INTERRUPTED,
    VM_INTERRUPTED_LATER,
    VM_STOP_USER,
    VM_STOP_RUN,
};

enum vm_want_kind {
    VM_WANT_REQUEST, /* answer: vm_answer_response */
    VM_WANT_TCP,     /* started by services->act; answer: vm_answer_response */
    VM_WANT_SLEEP,   /* answer: vm_answer_none */
    VM_WANT_LEASE,   /* a row or number, which services->take or next didn't have; answer: vm_answer_value */
};

struct vm_want {
    enum vm_want_kind kind;
    const struct http_request *request; /* stays valid until the answer */
    const struct tcp_request *tcp;      /* likewise */
    nanos sleep;
    uint32_t lease; /* the data, or program->data_count + the counter */
};

/* The variables of a set that the user is in. The outermost scope is the body of its kind. */
struct vm_scope {
    struct vm_scope *outer; /* NULL: this is the body of the kind */
    value *variables; /* [program->sets[set].variables]; in the body of the kind: [program->user_variables] */
    uint32_t set;
};

/* A finished request or transaction, for the statistics. */
struct vm_report {
    uint32_t row;     /* or ROW_DYNAMIC */
    const char *type; /* "GET", "TXN" */
    const char *name; /* of a ROW_DYNAMIC, not NUL-terminated; else NULL */
    size_t name_length;
    bool failed;
    instant start, end;
    const struct response *response; /* NULL for a transaction */
};

/* A failed expectation or request: one occurrence of a line of the failures table. */
struct vm_failure {
    uint32_t row;
    const char *type;
    const char *name; /* as in struct vm_report */
    size_t name_length;
    const char *error;   /* the text of the expectation or of the transport error; groups failures */
    uint32_t counted_as; /* of the expectation; without one, of the request */
    const char *actual;  /* the actual value: one line, at most 200 bytes; "" if there is none */
};

/* The steps of a request, for `swarm try`. Each kind lists the members that it sets. */
enum vm_event_kind {
    VM_EVENT_REQUEST,     /* request; it will be sent now */
    VM_EVENT_RESPONSE,    /* request, response */
    VM_EVENT_EXPECTATION, /* response, expectation, holds, text, actual and said */
    VM_EVENT_CAPTURE,     /* the same; actual is the captured value */
    VM_EVENT_REPORT,      /* report */
    VM_EVENT_TCP,         /* tcp; it will be started now */
    VM_EVENT_TCP_DONE,    /* tcp, response (NULL if there is nothing to report) */
};

struct vm_event {
    enum vm_event_kind kind;
    const struct http_request *request;
    const struct tcp_request *tcp;
    const struct response *response;
    const struct expectation *expectation;
    bool holds;
    const char *text; /* the actual value on one line, at most 200 bytes */
    const char *said; /* of a failed expectation: its `else` text with values, likewise; NULL: none */
    value actual;     /* the same, complete; borrowed */
    const struct vm_report *report;
};

/* What the code of a scenario needs from outside. Called on the thread of the VM. The functions must not run
 * the VM. */
struct vm_services {
    void (*log)(void *context, const char *text, size_t length);
    void (*publish)(void *context, const char *type, value v); /* v is borrowed */

    /* The cookies of the user, valid during the call of vm_run; NULL: none yet. */
    const struct cookie_jar *(*cookies)(void *context);

    /* Drops the cookies of that name (NULL: all), or closes the connections of the user and drops everything
     * that servers know it by. The next request is that of a new visitor. */
    void (*forget_cookies)(void *context, const char *name);
    void (*forget_session)(void *context);

    /* Sets *row to the next row, owned; none if all rows are used up. Likewise the next number of a counter.
     * False: this node has none at the moment; the VM suspends with VM_WANT_LEASE. */
    bool (*take)(void *context, uint32_t data, value *row);
    bool (*next)(void *context, uint32_t counter, value *number);

    /* Copies a value (borrowed) to a pool; returns a random one, which stays, or the oldest, which leaves:
     * owned, none if the pool is empty. */
    void (*push)(void *context, uint32_t pool, value v);
    value (*pick)(void *context, uint32_t pool);
    value (*draw)(void *context, uint32_t pool);

    /* Starts an action on the connection of the user. `request` stays valid until the answer. True: it is
     * complete; *response is the result (owned), or NULL if there is nothing to report. False: the VM
     * suspends with VM_WANT_TCP. */
    bool (*act)(void *context, const struct tcp_request *request, struct response **response);
};

/* What the VM reports. Everything it points to is borrowed for the call. */
struct vm_observer {
    void (*report)(void *context, const struct vm_report *report);
    void (*failure)(void *context, const struct vm_failure *failure);
};

/* Called for each event, which is borrowed. */
typedef void vm_tracer(void *context, const struct vm_event *event);

/* What all VMs of a reactor have in common. */
struct vm_common {
    const struct program *program;
    const struct vm_services *services;
    vm_tracer *tracer;         /* NULL: no tracing */
    value *shared;             /* the reactor's copies, [program->shared_count] */
    struct line_count *counts; /* by counted_as, [program->lines_count + 1]; the VM adds to them */
    int64_t worker_index, worker_count;
    instant run_start;
};

/* The user that the VM runs for. Borrowed from vm_start until the VM is empty again. */
struct vm_environment {
    const struct vm_common *common;
    const struct vm_observer *observer;
    void *context;         /* of services, observer and tracer */
    int64_t iteration;     /* number of tasks started */
    struct rng *rng;       /* RNG_CODE */
    struct rng *wait_rng;  /* RNG_WAIT; NULL without a user */
    value *user_variables; /* NULL without a user (hooks of the run) */
    uint64_t user_id;      /* from 1; 0 without a user */
    const char *kind;      /* the name of its kind; "" without a user */
    const char *base_url;  /* of relative URLs; NULL: a relative URL is a runtime error */
};

/* A new, empty VM. `slice`: instructions between two VM_YIELDs; 0: 10,000. */
struct vm *vm_new(uint32_t slice);
void vm_free(struct vm *vm);

/* Starts a function. `count` arguments are copied; missing ones are none. `scope` is the innermost set that
 * the user is in, or NULL. The VM must be empty. */
void vm_start(struct vm *vm, const struct vm_environment *environment, uint32_t function,
              struct vm_scope *scope, const value *arguments, size_t count);

/* Prefetches the memory that the VM that waits for `request` will use when it is answered. */
void vm_prefetch(const struct tcp_request *request);

/* Runs the function, from its start or from where it stopped. After VM_WAIT the caller must have called
 * vm_answer_… first. */
enum vm_status vm_run(struct vm *vm, struct vm_want *want);

void vm_answer_response(struct vm *vm, struct response *response); /* takes it */
void vm_answer_value(struct vm *vm, value v);                      /* takes it */
void vm_answer_none(struct vm *vm);

/* The item of the last VM_WANT_LEASE. */
uint32_t vm_lease(const struct vm *vm);

/* How the function ended, and its result (borrowed). Valid after VM_DONE, until the next vm_start. */
enum vm_outcome vm_outcome(const struct vm *vm);
value vm_result(const struct vm *vm);

/* The runtime error that ended the function. Valid after VM_ERROR, until the next vm_start. */
struct vm_error {
    const char *message;  /* "division by 0" */
    const char *location; /* "shop.swarm:12" */
    const char *trace;    /* the call stack, innermost first; lines "  at fn say (chat.swarm:22)" */
};
const struct vm_error *vm_error(const struct vm *vm);

/* Cancels the function. If the response of a request has arrived, the request is reported with the
 * expectations evaluated so far. A request in flight and open transactions aren't reported. The VM is empty
 * then. */
void vm_cancel(struct vm *vm);

/* `pending` is borrowed for the call. */
typedef void vm_pending_reporter(void *context, const struct vm_report *pending);

/* Reports the request that the VM waits for, sent at `submitted`, and the transactions around it, as if they
 * ended now. The VM must have a request in flight. */
void vm_report_pending(const struct vm *vm, instant submitted, vm_pending_reporter *reporter, void *context);

#endif
