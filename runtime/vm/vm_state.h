/* The internal state of the VM, for the files of this folder: the dispatch loop (vm.c), start and end of
 * tasks (vm_task.c), operators (vm_operator.c), loops (vm_iterate.c), random durations (vm_random.c),
 * requests (vm_request.c, vm_body.c, vm_header.c, vm_tcp.c, vm_secret.c), responses (vm_response.c),
 * values in texts (vm_extract.c), expectations (vm_assertion.c), requests in flight (vm_pending.c) and errors
 * (vm_error.c).
 *
 * Values on the stack and in locals are owned. A function that returns `const char *` returns NULL, or the
 * text of a runtime error. The text is static, per thread or in vm->error_text: the next such call overwrites
 * it. */
#ifndef SWARM_VM_VM_STATE_H
#define SWARM_VM_VM_STATE_H

#include "runtime/base/alloc.h"
#include "runtime/base/arena.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_FRAMES_MAX 200
#define VM_STRING_MAX ((size_t)64 << 20)   /* bytes of a string, URL or body that a scenario makes */
#define VM_LIST_MAX 10000000u              /* items of a list */
#define VM_SCRATCH_KEPT ((size_t)64 << 10) /* bytes of scratch that an empty VM keeps */

/* A function call that hasn't returned. */
struct frame {
    const struct function *function;
    struct vm_scope *scope;
    uint32_t next;        /* index of the next instruction */
    uint32_t base;        /* where its locals begin on the stack */
    uint32_t blocks;      /* blocks that were open when it was entered */
    uint32_t scopes_left; /* HEADERS_NEXT: scopes whose headers are still to come */
    bool gives_headers;   /* called by HEADERS_NEXT: the result is merged into the caller's headers */
};

/* An open request block or transaction. */
struct block {
    bool is_transaction;
    bool failed;         /* by an expectation, the status or the transport: vm_report.failed */
    bool status_checked; /* an expectation that reads `status` was evaluated */
    uint32_t frame;      /* index of the frame that opened it */
    uint32_t height;     /* of the stack; `fail` drops the values above it */
    uint32_t end;        /* index of the instruction where execution continues after `fail` */
    uint32_t row;
    uint32_t counted_as;
    value name;                /* with ROW_DYNAMIC, a string; else none */
    const char *type;          /* "GET", "TCP", "TXN" */
    struct response *response; /* one reference; NULL for a transaction */
    instant start;
};

/* The request in flight, and its memory until the answer. A text that is a single value isn't copied: the
 * value stays on the stack until then. */
struct vm_request {
    value name;            /* name of its row, if it is interpolated; owned */
    struct regex *pattern; /* of tcp, if it was compiled at run time; owned */
    struct tcp_request tcp;
    struct http_request http;
    struct http_header *headers; /* of `http`, during construction */
    size_t headers_count;
    struct arena arena;
    struct buffer url;
    struct buffer body;
};

enum vm_state { VM_EMPTY, VM_READY, VM_WAITING, VM_ANSWERED };

/* The members that each request uses come first: with thousands of waiting VMs each cache line is a cache
 * miss. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): see above */
struct vm {
    const struct vm_environment *environment;
    struct response *arrived; /* the response, if ANSWERED; owned */
    value *stack;
    struct frame *frames;
    struct block *blocks;
    uint32_t height; /* values on the stack */
    uint32_t frames_count;
    uint32_t blocks_count;
    uint8_t state;   /* enum vm_state */
    uint8_t outcome; /* enum vm_outcome */
    bool has_actual;
    bool has_no_connection; /* the last `connect` of the task has failed */
    uint32_t lease;         /* see vm_lease */
    int64_t budget;         /* the rest of the slice, in instructions */

    value actual; /* the left side of the current expectation; owned */
    value result;
    uint32_t slice;
    uint32_t stack_capacity, frames_capacity, blocks_capacity;
    struct buffer text; /* scratch */
    struct vm_request request;
    struct buffer error_text; /* of vm_error_text */

    /* The first memory of blocks, frames and stack, in adjacent cache lines. Most tasks need no more. */
    _Alignas(CACHE_LINE) struct block first_blocks[2];
    struct frame first_frame;
    value first_stack[24];

    struct vm_error error;
    struct buffer message, location, trace; /* of error */
};

/* Whether values of its type have a reference count. */
static inline bool value_is_counted(value v)
{
    return (1u << v.type) &
           (1u << VALUE_BIG | 1u << VALUE_STRING | 1u << VALUE_LIST | 1u << VALUE_MAP | 1u << VALUE_RESPONSE);
}

/* value_release without a call for the types that have nothing to release. */
static inline void value_drop(value v)
{
    if (value_is_counted(v))
        value_release(v);
}

static inline value value_dup(value v)
{
    return value_is_counted(v) ? value_copy(v) : v;
}

/* Frees a scratch buffer that has grown too large to be kept. */
static inline void vm_scratch_shrink(struct buffer *buffer)
{
    if (buffer->capacity > VM_SCRATCH_KEPT)
        buffer_free(buffer);
}

/* Passes an event to the tracer. A macro, so that no event is created without a tracer. */
#define vm_trace(vm, ...)                                                                                    \
    do {                                                                                                     \
        if ((vm)->environment->common->tracer)                                                               \
            (vm)->environment->common->tracer((vm)->environment->context, __VA_ARGS__);                      \
    } while (0)

static inline struct frame *vm_frame(struct vm *vm)
{
    return &vm->frames[vm->frames_count - 1];
}

/* Where the VM counts what is counted under that number. */
static inline struct line_count *vm_count(const struct vm *vm, uint32_t counted_as)
{
    return &vm->environment->common->counts[counted_as];
}

/* ---- vm_task.c ---- */

/* Doubles the capacity of an array of the VM: moves it out of its first memory, or reallocates it. */
void *vm_array_grow(void *items, const void *first, uint32_t *capacity, size_t item_size);

/* Enters a function, whose arguments are on top of the stack. It fails if calls are nested too deep. */
const char *vm_enter(struct vm *vm, uint32_t function, struct vm_scope *scope, bool gives_headers);

/* Leaves the innermost frame: closes the blocks that it opened, drops its locals and pushes `result` (taken)
 * on the stack of the caller. False: there is no frame left; then `result` is that of the task. */
bool vm_leave(struct vm *vm, value result);

/* Drops the values above that height. */
void vm_drop_to(struct vm *vm, uint32_t height);

/* Ends the task: reports open requests and transactions and releases everything. Returns VM_DONE. */
enum vm_status vm_finish(struct vm *vm, enum vm_outcome outcome);

/* Releases everything that the task has. Reports nothing. */
void vm_clear(struct vm *vm);

/* ---- vm_error.c ---- */

/* Formats an error into vm->error_text and returns it. */
const char *vm_error_text(struct vm *vm, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Ends the task with a runtime error at the instruction before the innermost frame's `next`. Returns
 * VM_ERROR. */
enum vm_status vm_fail(struct vm *vm, const char *text);

/* ---- vm_operator.c: arguments are borrowed, results owned ---- */

enum vm_comparison { VM_LESS, VM_LESS_EQUAL, VM_GREATER, VM_GREATER_EQUAL };

const char *vm_compare(struct vm *vm, enum vm_comparison comparison, value a, value b, value *result);
const char *vm_contains(struct vm *vm, value container, value item, value *result);
const char *vm_starts_with(struct vm *vm, value text, value start, value *result);
const char *vm_ends_with(struct vm *vm, value text, value end, value *result);
const char *vm_matches(struct vm *vm, const struct regex *regex, value text, value *result);
const char *vm_matches_text(struct vm *vm, value text, value pattern, value *result);
const char *vm_index(struct vm *vm, value container, value key, value *result);
const char *vm_concat(struct vm *vm, const value *values, size_t count, value *result);
const char *vm_map(struct vm *vm, const value *pairs, size_t count, value *result);
value vm_list(const value *values, size_t count);
bool vm_is(value v, uint32_t types);

/* Fails if a string or list is larger than VM_STRING_MAX or VM_LIST_MAX. */
const char *vm_bounded(value result);

/* The value that CONTEXT_LOAD pushes. */
value vm_context(const struct vm *vm, enum context_field field);

/* ---- vm_iterate.c ---- */

/* `for` and `repeat`. ITERATE and COUNT_FROM set up two locals; NEXT_… advances them: *more is false at the
 * end. */
const char *vm_iterate(struct vm *vm, value *walk, value container);
const char *vm_count_from(struct vm *vm, value *walk, value first, value last);
const char *vm_next_item(value *walk, bool *more, value *key, value *item);
const char *vm_next_count(value *walk, bool *more, value *number);

/* ---- vm_random.c: random durations, from the stream RNG_WAIT ---- */

const char *vm_random_between(struct vm *vm, value a, value b, value *result);
const char *vm_random_exponential(struct vm *vm, value mean, value *result);
const char *vm_random_normal(struct vm *vm, value mean, value deviation, value *result);

/* ---- vm_request.c ---- */

/* Builds vm->request.http from the site, the headers of its scopes (a map or none) and the values of its
 * slots, which must stay until the answer. */
const char *vm_request_build(struct vm *vm, const struct request_site *site, value headers,
                             const value *slots);

/* Releases the request; keeps a little of its memory for the next one. */
void vm_request_reset(struct vm *vm);
void vm_request_free(struct vm *vm);

/* The text of a template: borrowed if it is one part, else built in the request's arena. */
struct text {
    const char *bytes; /* NUL-terminated */
    size_t length;
};
const char *vm_template_text(struct vm *vm, const struct template *template, const value *slots,
                             struct text *text);

/* The same for a value, as ${} shows it. */
const char *vm_value_text(struct vm *vm, const value *v, struct text *text);

/* Appends the text of a template, with its holes as ${} shows them. */
const char *vm_template_append(const struct template *template, const value *slots, struct buffer *out);

/* The value of a template that is only one hole (borrowed); NULL for any other template. */
const value *vm_template_value(const struct template *template, const value *slots);

/* Whether the field is left out because its value is none. */
bool vm_field_is_out(const struct field *field, const value *slots);

/* ---- vm_header.c ---- */

/* Merges the headers of an inner scope (taken) into those of the outer scopes. */
const char *vm_headers_merge(struct vm *vm, value *headers, value inner);

/* Set the headers of the request (those of its scopes, then the site's own), its cookies and its
 * authentication. */
const char *vm_request_headers(struct vm *vm, const struct request_site *site, value headers,
                               const value *slots);
const char *vm_request_cookies(struct vm *vm, const struct request_site *site, const value *slots);
const char *vm_request_auth(struct vm *vm, const struct request_site *site, const value *slots);

/* ---- vm_tcp.c ---- */

/* Builds vm->request.tcp from the site and the values of its slots, which must stay until the answer. */
const char *vm_tcp_build(struct vm *vm, const struct tcp_site *site, const value *slots);
void vm_tcp_reset(struct vm *vm);

/* ---- vm_secret.c ---- */

/* mask_add; costs only a hash for a text that this thread has added recently. */
void vm_secret(const char *text, size_t length);

/* ---- vm_body.c ---- */

const char *vm_request_body(struct vm *vm, const struct request_site *site, const value *slots);

/* ---- vm_response.c ---- */

/* The body as text, decoded at the first call; valid as long as the response. */
struct slice vm_response_text(struct response *response);

const char *vm_response_field_of(struct vm *vm, value response, enum response_field field, value *result);

/* The field of a response with that name in the language; false: there is none. */
bool vm_response_member(struct response *response, const char *name, value *result);

const char *vm_response_header(struct vm *vm, value response, value name, value *result);
const char *vm_response_cookie(struct vm *vm, value response, value name, value *result);
const char *vm_response_header_all(struct vm *vm, value response, value name, value *result);

/* A header of an HTTP response, see http_header_find. */
bool vm_response_header_find(const struct response *response, const char *name, const char **text,
                             size_t *length);

/* An error if the argument of that function isn't a string. */
const char *vm_name_check(struct vm *vm, const char *what, value name);

/* ---- vm_extract.c: `v` is a response, a string, a list or a map ---- */

enum vm_matches { VM_MATCH_FIRST, VM_MATCH_ALL, VM_MATCH_GROUPS };

const char *vm_json(struct vm *vm, const struct jsonpath *path, value v, value *result);
const char *vm_json_text(struct vm *vm, value v, value path, value *result);

/* `group` as in the operand: GROUP_DEFAULT is group 1 if there is one, else the whole match. */
const char *vm_regex(struct vm *vm, const struct regex *regex, uint32_t group, enum vm_matches matches,
                     value v, value *result);
const char *vm_regex_text(struct vm *vm, value v, value pattern, uint32_t group, enum vm_matches matches,
                          value *result);
const char *vm_xpath(struct vm *vm, bool all, value v, value path, value *result);

/* ---- vm_assertion.c ---- */

/* How a block is closed. VM_LEFT_FAILED: a transaction counts as failed. */
enum vm_leaving { VM_LEFT_AS_IS, VM_LEFT_FAILED };

/* Opens the block of a request that was answered; takes the response. Reports a transport error as a failure.
 * Returns where to continue: in the block, at its end, or not at all. */
enum vm_opening { VM_OPEN_BLOCK, VM_OPEN_AT_END, VM_OPEN_SKIP_TASK };
struct vm_answered {
    const char *type;
    uint32_t row;
    uint32_t counted_as;
    value name;          /* as vm_row_name gives it; taken */
    uint32_t end;        /* index of the instruction to continue with after a failure */
    bool needs_response; /* without one the task ends */
    struct response *response;
};
enum vm_opening vm_request_open(struct vm *vm, const struct vm_answered *answered);

/* The same for a request without a block: opens, checks and reports it at once. */
void vm_request_report(struct vm *vm, const struct vm_answered *answered);

/* The name of the row as a string value, if a slot holds it (ROW_DYNAMIC); else none. */
const char *vm_row_name(struct vm *vm, uint32_t row, const value *slots, uint16_t slot, value *name);

void vm_transaction_open(struct vm *vm, const struct transaction_site *site, value name);

/* Closes the innermost block. A request fails if its status is 400 or more, unless it has failed already or
 * an expectation has read the status. Then passes the sample of the request or transaction to
 * observer->report. */
void vm_block_close(struct vm *vm, enum vm_leaving leaving);
void vm_blocks_close(struct vm *vm, uint32_t count, enum vm_leaving leaving);

/* Closes all blocks of a canceled task. Requests, which have their response, are reported; transactions
 * aren't. */
void vm_blocks_cancel(struct vm *vm);

/* The innermost block of a request. The verifier guarantees that there is one. */
struct block *vm_request_block(struct vm *vm);

/* The actual value of the expectation that is being evaluated. */
void vm_actual_set(struct vm *vm, value actual);
void vm_actual_clear(struct vm *vm);

/* EXPECT: its condition has been evaluated. Notes whether it read the status, and traces it if it holds. If
 * it doesn't, EXPECT_FAILED follows. */
void vm_expected(struct vm *vm, const struct expectation *expectation, bool holds, bool reads_status);

/* EXPECT_FAILED, CAPTURE, FAIL_REQUEST. A failure marks the block as failed and goes to observer->failure.
 * Afterwards the bytecode continues the block after an `expect`, and ends the task with VM_SKIPPED after a
 * `require` or a `capture`. `text` is the text of the expectation with its holes filled; borrowed. */
void vm_expectation_failed(struct vm *vm, const struct expectation *expectation, value text);
void vm_captured(struct vm *vm, const struct expectation *expectation, value captured);
void vm_request_failed(struct vm *vm, const struct expectation *expectation, value text);

/* For `fail`: leaves frames and blocks, and drops values, down to the innermost block of a request. */
void vm_unwind_to_block(struct vm *vm);

/* ---- vm_answer.c ---- */

/* The site of an instruction for the user's connection; NULL for a DISCONNECT, which has none. */
const struct tcp_site *vm_tcp_site(const struct vm *vm, const struct instruction *instruction);

/* The response has come: drops the site's values from the stack and continues. False: the task ends. */
bool vm_answered_take(struct vm *vm);

#endif
