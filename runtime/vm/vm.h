/* The VM: runs one function of the program for one user until it is done or wants something.
 *
 * It knows no socket, no timer and no thread. What it can't do itself it asks for by returning: vm_run gives
 * VM_WAIT and a want; whoever drives it (runtime/user) sees to the want and calls vm_answer_…, then vm_run
 * again. A function that sends a request suspends through all its frames: frames live in the VM, not on the C
 * stack.
 *
 * A VM is borrowed for the time of a task (or hook) and given back: an idle user has none. vm_start enters a
 * function; VM_DONE or VM_ERROR ends it, and the VM is empty again. */
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

struct vm;

enum vm_status {
    VM_DONE,  /* the function ended; vm_outcome says how */
    VM_WAIT,  /* *want says for what */
    VM_YIELD, /* its slice is used up: run it again when others had their turn */
    VM_ERROR, /* a runtime error ended it; vm_error tells */
};

enum vm_outcome {
    VM_FINISHED, /* by return or its end; vm_result has the value */
    VM_SKIPPED,  /* a require or capture failed: the rest was skipped */
    VM_INTERRUPTED,
    VM_INTERRUPTED_LATER,
    VM_STOP_USER,
    VM_STOP_RUN,
};

enum vm_want_kind {
    VM_WANT_REQUEST, /* answer: vm_answer_response */
    VM_WANT_TCP,     /* services->exchange has started it; answer: vm_answer_response */
    VM_WANT_SLEEP,   /* answer: vm_answer_none */
};

struct vm_want {
    enum vm_want_kind kind;
    const struct http_request *request; /* stays valid until the answer */
    const struct tcp_request *tcp;      /* likewise */
    nanos sleep;
};

/* The variables of a set that the user is in, chained outwards; the last is the kind's body. */
struct vm_scope {
    struct vm_scope *outer; /* NULL: this is the user's own */
    value *variables;       /* [program->sets[set].variables]; of the user's own: [program->user_variables] */
    uint32_t set;
};

/* A finished request or transaction, for the statistics. */
struct vm_report {
    uint32_t row;     /* or ROW_DYNAMIC */
    const char *type; /* "GET", "TXN" */
    const char *name; /* with ROW_DYNAMIC: the interpolated name */
    size_t name_length;
    bool failed;
    instant start, end;
    const struct response *response; /* NULL for a transaction */
};

/* One line of the failures table. */
struct vm_failure {
    uint32_t row;
    const char *type;
    const char *name; /* as in struct vm_report */
    size_t name_length;
    const char *error;  /* the group: the expectation's text, or the transport's */
    const char *sample; /* an actual value, "" without; NUL-terminated, cut to 200 bytes */
};

/* What `swarm try` watches. */
enum vm_event_kind {
    VM_EVENT_REQUEST,     /* request: about to be sent */
    VM_EVENT_RESPONSE,    /* request, response */
    VM_EVENT_EXPECTATION, /* expectation, holds, text: the actual value */
    VM_EVENT_CAPTURE,     /* expectation, text: the value */
    VM_EVENT_REPORT,      /* report */
    VM_EVENT_TCP,         /* tcp: about to be done */
    VM_EVENT_TCP_DONE,    /* tcp, response, NULL where there is nothing to report */
};

struct vm_event {
    enum vm_event_kind kind;
    const struct http_request *request;
    const struct tcp_request *tcp;
    const struct response *response;
    const struct expectation *expectation;
    bool holds;
    const char *text;
    value actual; /* what `text` is the beginning of; borrowed */
    const struct vm_report *report;
};

/* What the code of a scenario asks of its surroundings. The calls come on the VM's own thread; none may run
 * the VM. */
struct vm_services {
    void (*log)(void *context, const char *text, size_t length);
    void (*publish)(void *context, const char *type, value v); /* v is borrowed */

    /* The cookie that the user would send to the URL: an owned string, or none. */
    value (*cookie)(void *context, const char *url, const char *name);

    /* The next row, owned; none when the data are exhausted. */
    value (*take)(void *context, uint32_t data);

    int64_t (*next)(void *context, uint32_t counter);

    /* Starts what is to be done with the user's connection. `request` stays valid until the answer. True:
     * done at once; *response is the result (owned), or NULL where there is nothing to report. False: the VM
     * suspends with VM_WANT_TCP. */
    bool (*exchange)(void *context, const struct tcp_request *request, struct response **response);
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
    vm_tracer *tracer; /* NULL: nobody traces */
    value *shared;     /* the reactor's copies, [program->shared_count] */
    int64_t worker_index, worker_count;
    instant run_start;
};

/* Whom the VM runs for. Borrowed from vm_start until the VM is empty again. */
struct vm_environment {
    const struct vm_common *common;
    const struct vm_observer *observer;
    void *context;         /* of services, observer and tracer */
    int64_t iteration;     /* tasks begun */
    struct rng *rng;       /* RNG_CODE */
    struct rng *wait_rng;  /* RNG_WAIT; NULL where there is no user */
    value *user_variables; /* NULL where there is no user (hooks of the run) */
    uint64_t user_id;      /* from 1; 0 where there is no user */
    const char *kind;      /* its name; "" without a user */
    const char *base_url;  /* of relative URLs; NULL: a relative URL is a runtime error */
};

/* A VM with no memory but itself; `slice` is the number of instructions between two VM_YIELDs (0: 10,000). */
struct vm *vm_new(uint32_t slice);
void vm_free(struct vm *vm);

/* Enters a function with its arguments (copied). `scope` is the innermost set the user is in, or NULL. The VM
 * must be empty. */
void vm_start(struct vm *vm, const struct vm_environment *environment, uint32_t function,
              struct vm_scope *scope, const value *arguments, size_t count);

/* What a VM has asked for will be answered soon: has the memory fetched that its going on will touch. */
void vm_soon(const struct tcp_request *request);

/* Goes on. After VM_WAIT, only once the want was answered. */
enum vm_status vm_run(struct vm *vm, struct vm_want *want);

void vm_answer_response(struct vm *vm, struct response *response); /* takes it */
void vm_answer_none(struct vm *vm);

/* After VM_DONE, until the next vm_start. The result is borrowed. */
enum vm_outcome vm_outcome(const struct vm *vm);
value vm_result(const struct vm *vm);

/* After VM_ERROR, until the next vm_start. */
struct vm_error {
    const char *message;  /* "division by 0", without place */
    const char *location; /* "shop.swarm:12" */
    const char *trace;    /* the call stack, innermost first, a line each: "  at fn say (chat.swarm:22)" */
};
const struct vm_error *vm_error(const struct vm *vm);

/* Ends whatever runs: the end of the run cut it. Requests whose answer is there are reported as they stand,
 * one on its way and transactions aren't. The VM is empty afterwards. */
void vm_cut(struct vm *vm);

typedef void vm_open_heard(void *context, const struct vm_report *open);

/* While it waits for the answer to a request that was sent at `submitted`: tells of it and of the
 * transactions around it, as if they ended now. What is told is borrowed for the call. */
void vm_open(const struct vm *vm, instant submitted, vm_open_heard *heard, void *context);

#endif
