/* The inside of a VM, for the files of this folder: the dispatch loop (vm.c), starting and ending tasks
 * (vm_task.c), operators (vm_operator.c), requests (vm_request.c, vm_body.c, vm_header.c), responses
 * (vm_response.c), judging (vm_assertion.c) and errors (vm_error.c).
 *
 * Values on the stack and in locals are owned. A function here that can go wrong returns NULL or the text of
 * what is wrong, which the dispatch loop makes a runtime error of; the text is static, per thread or in
 * vm->problem, so it is used before the next such call. */
#ifndef SWARM_VM_VM_STATE_H
#define SWARM_VM_VM_STATE_H

#include "runtime/base/alloc.h"
#include "runtime/base/arena.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VM_FRAMES_MOST 200
#define VM_STRING_MOST ((size_t)64 << 20)  /* bytes of a string, URL or body that a scenario makes */
#define VM_LIST_MOST 10000000u             /* items of a list */
#define VM_SCRATCH_KEPT ((size_t)64 << 10) /* bytes of scratch that an empty VM keeps */

/* A function that was entered and hasn't returned. */
struct frame {
    const struct function *function;
    struct vm_scope *scope;
    uint32_t next;        /* the instruction to go on with */
    uint32_t base;        /* where its locals begin on the stack */
    uint32_t blocks;      /* how many blocks were open when it was entered */
    uint32_t scopes_left; /* HEADERS_NEXT: scopes whose headers are still to come */
    bool gives_headers;   /* called by HEADERS_NEXT: the result is merged into the caller's headers */
};

/* An open request block or transaction. */
struct block {
    bool is_transaction;
    bool failed;
    bool status_judged; /* an expectation that reads `status` was evaluated */
    uint32_t frame;     /* that opened it */
    uint32_t height;    /* of the whole stack, to which `fail` takes it down */
    uint32_t end;       /* the instruction that `fail` goes on with */
    uint32_t row;
    value name;                /* with ROW_DYNAMIC, a string; else none */
    const char *type;          /* "GET", "TCP", "TXN" */
    struct response *response; /* one reference; NULL for a transaction */
    instant start;
};

/* The request that is on its way, and the memory that it lives in until the answer. What it says in one piece
 * isn't copied: the values stay on the stack as long. */
struct vm_request {
    value name;            /* of its row, where it is interpolated; owned */
    struct regex *pattern; /* of tcp, where it was made at run time; owned */
    struct tcp_request tcp;
    struct http_request http;
    struct http_header *headers; /* of http, while they gather */
    size_t headers_count;
    struct arena arena;
    struct buffer url;
    struct buffer body;
};

enum vm_state { VM_EMPTY, VM_READY, VM_WAITING, VM_ANSWERED };

/* What each request touches comes first, since thousands of users wait with a VM each, and every line of it
 * that has left the processor's cache is a miss. */
struct vm {
    const struct vm_environment *environment;
    struct response *arrived; /* ANSWERED a request; owned */
    value *stack;
    struct frame *frames;
    struct block *blocks;
    uint32_t height; /* values on the stack */
    uint32_t frames_count;
    uint32_t blocks_count;
    uint8_t state;   /* enum vm_state */
    uint8_t outcome; /* enum vm_outcome */
    bool noted;      /* there is a note */
    int64_t budget;  /* what is left of the slice */

    value note; /* the actual value of the expectation that is being evaluated, owned */
    value result;
    uint32_t slice;
    uint32_t stack_capacity, frames_capacity, blocks_capacity;
    struct buffer text; /* scratch */
    struct vm_request request;
    struct buffer problem; /* of vm_problem */

    /* Where blocks, frames and stack begin, beside one another; most tasks need no more. */
    _Alignas(CACHE_LINE) struct block first_blocks[2];
    struct frame first_frame;
    value first_stack[24];

    struct vm_error error;
    struct buffer message, location, trace; /* of error */
};

/* A value whose type has a count. */
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

/* Scratch is cleared before each use, so afterwards only too much of it is given back. */
static inline void vm_scratch_shrink(struct buffer *buffer)
{
    if (buffer->capacity > VM_SCRATCH_KEPT)
        buffer_free(buffer);
}

/* Passes an event to the tracer. A macro, so that no event is built where nobody traces. */
#define vm_trace(vm, ...)                                                                                    \
    do {                                                                                                     \
        if ((vm)->environment->common->tracer)                                                               \
            (vm)->environment->common->tracer((vm)->environment->context, __VA_ARGS__);                      \
    } while (0)

static inline struct frame *vm_frame(struct vm *vm)
{
    return &vm->frames[vm->frames_count - 1];
}

/* ---- vm_task.c ---- */

/* An array of the VM with room for twice as many items: moved out of where it began, or grown. */
void *vm_array_grow(void *items, const void *first, uint32_t *capacity, size_t item_size);

/* Enters the function, whose arguments are the topmost values of the stack. NULL, or the text of what is
 * wrong: nested too deep. */
const char *vm_enter(struct vm *vm, uint32_t function, struct vm_scope *scope, bool gives_headers);

/* Leaves the innermost frame with that result (taken): closes the blocks it opened, drops its locals, and
 * leaves the result on the caller's stack, or ends the task with it. False when no frame is left. */
bool vm_leave(struct vm *vm, value result);

/* Takes the stack down to that height. */
void vm_drop_to(struct vm *vm, uint32_t height);

/* Ends the task in that way: open requests and transactions are reported, everything is released. */
enum vm_status vm_finish(struct vm *vm, enum vm_outcome outcome);

/* Releases everything that the task had and reports nothing. */
void vm_clear(struct vm *vm);

/* ---- vm_error.c ---- */

/* Formats into vm->problem and returns its text. */
const char *vm_problem(struct vm *vm, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));

/* Ends the task with a runtime error at the innermost frame's current instruction (`next` is the one after).
 */
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

/* Whether a result stays within the bounds on strings and lists. */
const char *vm_bounded(value result);

/* The value that CONTEXT_LOAD gives. */
value vm_context(const struct vm *vm, enum context_field field);

/* ---- vm_walk.c ---- */

/* ITERATE and COUNT_FROM into two locals; NEXT_… from them: *more is false at the end. */
const char *vm_iterate(struct vm *vm, value *walk, value container);
const char *vm_count_from(struct vm *vm, value *walk, value first, value last);
const char *vm_next_item(value *walk, bool *more, value *key, value *item);
const char *vm_next_count(value *walk, bool *more, value *number);

/* ---- vm_random.c: of durations, from the user's RNG_WAIT stream ---- */

const char *vm_random_between(struct vm *vm, value a, value b, value *result);
const char *vm_random_exponential(struct vm *vm, value mean, value *result);
const char *vm_random_normal(struct vm *vm, value mean, value deviation, value *result);

/* ---- vm_request.c ---- */

/* Makes vm->request.http of the site, the headers gathered for it (a map or none) and the values of its
 * slots. They must stay until the answer. */
const char *vm_request_build(struct vm *vm, const struct request_site *site, value headers,
                             const value *slots);

/* Gives the request's memory back, all but a little. */
void vm_request_reset(struct vm *vm);
void vm_request_free(struct vm *vm);

/* The template's text; what isn't in one piece already is put together in the request's arena. */
struct text {
    const char *bytes; /* NUL-terminated */
    size_t length;
};
const char *vm_template_text(struct vm *vm, const struct template *template, const value *slots,
                             struct text *text);

/* The same of a value, as ${} shows it. */
const char *vm_value_text(struct vm *vm, const value *v, struct text *text);

/* Appends the template's text: holes as ${} shows them. */
const char *vm_template_append(const struct template *template, const value *slots, struct buffer *out);

/* The value of a template that is one hole, borrowed; NULL for another. */
const value *vm_template_value(const struct template *template, const value *slots);

/* A field that is left out because its value is none. */
bool vm_field_is_out(const struct field *field, const value *slots);

/* ---- vm_header.c ---- */

/* Merges an inner scope's headers (taken) into those gathered so far. */
const char *vm_headers_merge(struct vm *vm, value *headers, value inner);

/* The request's headers of those gathered and the site's own, and its cookies and authentication. */
const char *vm_request_headers(struct vm *vm, const struct request_site *site, value headers,
                               const value *slots);
const char *vm_request_cookies(struct vm *vm, const struct request_site *site, const value *slots);
const char *vm_request_auth(struct vm *vm, const struct request_site *site, const value *slots);

/* ---- vm_tcp.c ---- */

/* Makes vm->request.tcp of the site and the values of its slots, which must stay until the answer. */
const char *vm_tcp_build(struct vm *vm, const struct tcp_site *site, const value *slots);
void vm_tcp_reset(struct vm *vm);

/* ---- vm_secret.c ---- */

/* mask_add, at the cost of a hash for what this thread has told it lately. */
void vm_secret(const char *text, size_t length);

/* ---- vm_body.c ---- */

const char *vm_request_body(struct vm *vm, const struct request_site *site, const value *slots);

/* ---- vm_response.c ---- */

const char *vm_response_field_of(struct vm *vm, value response, enum response_field field, value *result);

/* A response's field by its name in the language; false when it has none of that name. */
bool vm_response_member(const struct response *response, const char *name, value *result);

const char *vm_response_header(struct vm *vm, value response, value name, value *result);
const char *vm_response_cookie(struct vm *vm, value response, value name, value *result);
const char *vm_response_json(struct vm *vm, const struct jsonpath *path, value response, value *result);
const char *vm_response_json_text(struct vm *vm, value response, value path, value *result);

/* A group as the operands have it: GROUP_DEFAULT is the language's default. */
const char *vm_response_regex(struct vm *vm, const struct regex *regex, uint32_t group, bool all,
                              value response, value *result);
const char *vm_response_regex_text(struct vm *vm, value response, value pattern, uint32_t group, bool all,
                                   value *result);
const char *vm_response_xpath(struct vm *vm, bool all, value response, value path, value *result);

/* ---- vm_assertion.c ---- */

/* How a block is left: what becomes of a transaction. */
enum vm_leaving { VM_LEFT_AS_IS, VM_LEFT_FAILED };

/* Opens the block of a request that was answered (the response is taken): reports a transport error. Says how
 * to go on. */
enum vm_opening { VM_OPEN_BLOCK, VM_OPEN_AT_END, VM_OPEN_SKIP_TASK };
struct vm_answered {
    const char *type;
    uint32_t row;
    value name;          /* as vm_row_name gives it; taken */
    uint32_t end;        /* the instruction to go on with after a failure */
    bool needs_response; /* without one, the task ends */
    struct response *response;
};
enum vm_opening vm_request_open(struct vm *vm, const struct vm_answered *answered);

/* The same for what has no block: opened, judged and reported at once. */
void vm_request_report(struct vm *vm, const struct vm_answered *answered);

/* The name of a site's row where a slot has it, a string; else none. */
const char *vm_row_name(struct vm *vm, uint32_t row, const value *slots, uint16_t slot, value *name);

void vm_transaction_open(struct vm *vm, const struct transaction_site *site, value name);

/* Closes the innermost block: judges a request's status, reports. */
void vm_block_close(struct vm *vm, enum vm_leaving leaving);
void vm_blocks_close(struct vm *vm, uint32_t count, enum vm_leaving leaving);

/* Closes all blocks at the end of the run: a request has its answer and counts, as it stands; a transaction
 * isn't over, so it doesn't. */
void vm_blocks_cut(struct vm *vm);

/* The innermost request's block. There is one: the verifier has seen to it. */
struct block *vm_request_block(struct vm *vm);

void vm_note(struct vm *vm, value actual);
void vm_note_clear(struct vm *vm);

/* EXPECT: a condition was evaluated. */
void vm_expected(struct vm *vm, const struct expectation *expectation, bool holds, bool reads_status);

/* EXPECT_FAILED, CAPTURE, FAIL_REQUEST. Texts are borrowed. */
void vm_expectation_failed(struct vm *vm, const struct expectation *expectation, value text);
void vm_captured(struct vm *vm, const struct expectation *expectation, value captured);
void vm_request_failed(struct vm *vm, const struct expectation *expectation, value text);

/* Takes frames, blocks and stack down to the innermost request's block, for `fail`. */
void vm_unwind_to_block(struct vm *vm);

#endif
