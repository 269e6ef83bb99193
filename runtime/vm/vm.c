/* The dispatch loop. It is one long function on purpose. The instructions have the order of opcodes.def, and
 * those that need more than a few lines call functions in other files of this folder.
 *
 * The verifier has accepted the program. So nothing here checks that an operand is in its table, that the
 * stack holds enough values, or that a block is open. Checks that depend on values at run time are made
 * here. */
#include "runtime/native/native.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

/* Cost of an exchange in instructions. Without it, a user whose exchanges complete at once would keep
 * other users waiting. */
#define EXCHANGE_COST 150

/* Replaces the topmost `taken` values with `result`. */
static inline value *replace(value *sp, size_t taken, value result)
{
    while (taken--)
        value_drop(*--sp);
    *sp++ = result;
    return sp;
}

static inline void assign(value *place, value v)
{
    value before = *place;

    *place = v;
    value_drop(before);
}

static inline value *scope_variable(const struct frame *frame, uint32_t slot, uint32_t depth)
{
    struct vm_scope *scope = frame->scope;

    while (depth--)
        scope = scope->outer;
    return &scope->variables[slot];
}

/* `place.key[i]… = value`: pops the keys and the value. Returns the new top of the stack; sets *error. */
static value *set_path(value *place, value *sp, uint32_t keys, const char **error)
{
    value item = *--sp;

    *error = value_set_path(place, sp - keys, keys, item);
    while (keys--)
        value_drop(*--sp);
    return sp;
}

static const char *call_native(struct vm *vm, const struct frame *frame,
                               const struct instruction *instruction, const value *arguments, value *result)
{
    const struct program *program = vm->environment->common->program;
    struct native_context context = {
        .rng = vm->environment->rng,
        .folder = program->files[frame->function->file].folder,
    };

    return native_call(&context, (enum native_id)instruction->a, arguments, instruction->b, result);
}

static const char *log_value(struct vm *vm, value v)
{
    buffer_clear(&vm->text);
    if (!value_show(v, &vm->text))
        return "the value is too long or nested too deeply to be printed";
    vm->environment->common->services->log(vm->environment->context, buffer_text(&vm->text), vm->text.length);
    return NULL;
}

static const char *publish(struct vm *vm, value type, value message)
{
    if (type.type != VALUE_STRING)
        return vm_error_text(vm, "the type of a message must be a string, not %s",
                             value_type_name(type.type));
    vm->environment->common->services->publish(vm->environment->context, type.as.string->bytes, message);
    return NULL;
}

static const char *pool_push(struct vm *vm, uint32_t pool, value v)
{
    if (v.type == VALUE_NONE)
        return "none can't be pushed: it would look like an empty pool";
    if (v.type == VALUE_RESPONSE)
        return "a response can't be pushed: push the value that is needed of it";
    vm->environment->common->services->push(vm->environment->context, pool, v);
    return NULL;
}

static const char *forget_cookie(struct vm *vm, value name)
{
    if (name.type != VALUE_STRING)
        return vm_error_text(vm, "the name of a cookie must be a string, not %s", value_type_name(name.type));
    vm->environment->common->services->forget_cookies(vm->environment->context, name.as.string->bytes);
    return NULL;
}

static uint32_t scopes_count(const struct vm_scope *scope)
{
    uint32_t count = 0;

    for (; scope; scope = scope->outer)
        count++;
    return count;
}

/* The next inner scope that has headers, and their function. NULL: there is none left. */
static struct vm_scope *next_headers(const struct vm *vm, struct frame *frame, uint32_t *function)
{
    while (frame->scopes_left) {
        struct vm_scope *scope = frame->scope;
        uint32_t inner = --frame->scopes_left;

        while (inner--)
            scope = scope->outer;
        *function = vm->environment->common->program->sets[scope->set].headers;
        if (*function != FUNCTION_NONE)
            return scope;
    }
    return NULL;
}

/* The expectation of the EXPECT instruction that jumps to `target`. */
static const struct expectation *expectation_before(const struct vm *vm, const struct frame *frame,
                                                    uint32_t target)
{
    const struct instruction *failed = &frame->function->code[target] - 1;

    return &vm->environment->common->program->expectations[failed->a];
}

static const char *request_send(struct vm *vm, const struct request_site *site, const value *slots,
                                struct vm_want *want)
{
    const char *error = vm_row_name(vm, site->row, slots, site->name_slot, &vm->request.name);

    if (!error)
        error = vm_request_build(vm, site, slots[-1], slots);
    if (error)
        return error;
    vm_trace(vm, &(struct vm_event){.kind = VM_EVENT_REQUEST, .request = &vm->request.http});
    *want = (struct vm_want){.kind = VM_WANT_REQUEST, .request = &vm->request.http};
    return NULL;
}

/* Builds the request for the user's connection from the site's values on top of the stack. */
static const char *tcp_build(struct vm *vm, const struct instruction *instruction, const value *sp)
{
    const struct tcp_site *site = vm_tcp_site(vm, instruction);
    const value *slots;
    const char *error;

    if (!site) {
        vm_tcp_reset(vm);
        vm->request.tcp.action = TCP_DISCONNECT;
        return NULL;
    }
    slots = sp - site->slots;
    error = vm_row_name(vm, site->tcp_row, slots, site->name_slot, &vm->request.name);
    return error ? error : vm_tcp_build(vm, site, slots);
}

/* Starts the exchange. False if it isn't complete: the VM suspends with *want. */
static bool tcp_act(struct vm *vm, struct vm_want *want)
{
    const struct vm_environment *environment = vm->environment;

    vm_trace(vm, &(struct vm_event){.kind = VM_EVENT_TCP, .tcp = &vm->request.tcp});
    vm->budget -= EXCHANGE_COST;
    if (environment->common->services->act(environment->context, &vm->request.tcp, &vm->arrived))
        return true;
    *want = (struct vm_want){.kind = VM_WANT_TCP, .tcp = &vm->request.tcp};
    return false;
}

static enum vm_status suspend(struct vm *vm)
{
    vm->state = VM_WAITING;
    return VM_WAIT;
}

static enum vm_status lease_want(struct vm *vm, uint32_t item, struct vm_want *want)
{
    vm->lease = item;
    *want = (struct vm_want){.kind = VM_WANT_LEASE, .lease = item};
    return suspend(vm);
}

uint32_t vm_lease(const struct vm *vm)
{
    return vm->lease;
}

/* The local variables of the loop, saved to the VM and loaded from it. */
#define SAVE()                                                                                               \
    do {                                                                                                     \
        frame->next = (uint32_t)(ip - frame->function->code);                                                \
        vm->height = (uint32_t)(sp - vm->stack);                                                             \
    } while (0)
#define LOAD()                                                                                               \
    do {                                                                                                     \
        frame = vm_frame(vm);                                                                                \
        ip = frame->function->code + frame->next;                                                            \
        sp = vm->stack + vm->height;                                                                         \
        locals = vm->stack + frame->base;                                                                    \
    } while (0)

/* Ends the task with a runtime error if the call returns one. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        error = (call);                                                                                      \
        if (error)                                                                                           \
            goto failed;                                                                                     \
    } while (0)

/* The same for a call that sets `result`, which replaces the topmost `taken` values. */
#define APPLY(taken, call)                                                                                   \
    do {                                                                                                     \
        TRY(call);                                                                                           \
        sp = replace(sp, taken, result);                                                                     \
    } while (0)

/* Jumps. A jump back costs the instructions between. */
#define JUMP(target)                                                                                         \
    do {                                                                                                     \
        const struct instruction *to = frame->function->code + (target);                                     \
        if (to < ip)                                                                                         \
            vm->budget -= ip - to;                                                                           \
        ip = to;                                                                                             \
        if (vm->budget < 0)                                                                                  \
            goto yield;                                                                                      \
    } while (0)

static enum vm_status dispatch(struct vm *vm, struct vm_want *want)
{
    const struct vm_environment *environment = vm->environment;
    const struct program *program = environment->common->program;
    const struct instruction *ip;
    struct frame *frame;
    struct vm_scope *scope;
    value *sp, *locals;
    value result = value_none(), key, item;
    const char *error = NULL;
    uint32_t function;
    bool truth;

    LOAD();
    for (;;) {
        const struct instruction *instruction = ip++;
        const uint32_t a = instruction->a;
        const uint32_t b = instruction->b;

        switch ((enum opcode)instruction->op) {
        /* ---- values ---- */
        case OP_CONST: *sp++ = value_dup(program->constants[a]); break;
        case OP_POP: value_drop(*--sp); break;
        case OP_DUP:
            *sp = value_dup(sp[-1]);
            sp++;
            break;
        case OP_LOAD: *sp++ = value_dup(locals[a]); break;
        case OP_STORE: assign(&locals[a], *--sp); break;
        case OP_USER_LOAD: *sp++ = value_dup(environment->user_variables[a]); break;
        case OP_USER_STORE: assign(&environment->user_variables[a], *--sp); break;
        case OP_SCOPE_LOAD: *sp++ = value_dup(*scope_variable(frame, a, b)); break;
        case OP_SCOPE_STORE: assign(scope_variable(frame, a, b), *--sp); break;
        case OP_SHARED_LOAD: *sp++ = value_dup(environment->common->shared[a]); break;
        case OP_SHARED_STORE: assign(&environment->common->shared[a], *--sp); break;
        case OP_CONTEXT_LOAD: *sp++ = vm_context(vm, (enum context_field)a); break;
        case OP_LOCAL_SET: sp = set_path(&locals[a], sp, b, &error); goto tried;
        case OP_USER_SET: sp = set_path(&environment->user_variables[a], sp, b, &error); goto tried;
        case OP_SCOPE_SET: sp = set_path(scope_variable(frame, a, b / 256), sp, b % 256, &error); goto tried;
        case OP_SHARED_SET: sp = set_path(&environment->common->shared[a], sp, b, &error); goto tried;

        /* ---- making values ---- */
        case OP_LIST: sp = replace(sp, a, vm_list(sp - a, a)); break;
        case OP_MAP: APPLY(2 * (size_t)a, vm_map(vm, sp - 2 * (size_t)a, a, &result)); break;
        case OP_CONCAT: APPLY(a, vm_concat(vm, sp - a, a, &result)); break;
        case OP_RANGE: APPLY(2, value_range(sp[-2], sp[-1], &result)); break;

        /* ---- operators ---- */
        case OP_ADD:
            APPLY(2, value_add(sp[-2], sp[-1], &result));
            TRY(vm_bounded(result));
            break;
        case OP_SUBTRACT: APPLY(2, value_subtract(sp[-2], sp[-1], &result)); break;
        case OP_MULTIPLY: APPLY(2, value_multiply(sp[-2], sp[-1], &result)); break;
        case OP_DIVIDE: APPLY(2, value_divide(sp[-2], sp[-1], &result)); break;
        case OP_MODULO: APPLY(2, value_modulo(sp[-2], sp[-1], &result)); break;
        case OP_NEGATE: APPLY(1, value_negate(sp[-1], &result)); break;
        case OP_NOT:
            TRY(value_truth(sp[-1], &truth));
            sp = replace(sp, 1, value_bool(!truth));
            break;
        case OP_TRUTH:
            TRY(value_truth(sp[-1], &truth));
            sp = replace(sp, 1, value_bool(truth));
            break;
        case OP_EQUAL: sp = replace(sp, 2, value_bool(value_equal(sp[-2], sp[-1]))); break;
        case OP_NOT_EQUAL: sp = replace(sp, 2, value_bool(!value_equal(sp[-2], sp[-1]))); break;
        case OP_LESS: APPLY(2, vm_compare(vm, VM_LESS, sp[-2], sp[-1], &result)); break;
        case OP_LESS_EQUAL: APPLY(2, vm_compare(vm, VM_LESS_EQUAL, sp[-2], sp[-1], &result)); break;
        case OP_GREATER: APPLY(2, vm_compare(vm, VM_GREATER, sp[-2], sp[-1], &result)); break;
        case OP_GREATER_EQUAL: APPLY(2, vm_compare(vm, VM_GREATER_EQUAL, sp[-2], sp[-1], &result)); break;
        case OP_IN: APPLY(2, vm_contains(vm, sp[-1], sp[-2], &result)); break;
        case OP_CONTAINS: APPLY(2, vm_contains(vm, sp[-2], sp[-1], &result)); break;
        case OP_STARTS_WITH: APPLY(2, vm_starts_with(vm, sp[-2], sp[-1], &result)); break;
        case OP_ENDS_WITH: APPLY(2, vm_ends_with(vm, sp[-2], sp[-1], &result)); break;
        case OP_MATCHES: APPLY(1, vm_matches(vm, program->regexes[a].regex, sp[-1], &result)); break;
        case OP_MATCHES_TEXT: APPLY(2, vm_matches_text(vm, sp[-2], sp[-1], &result)); break;
        case OP_EXISTS: sp = replace(sp, 1, value_bool(sp[-1].type != VALUE_NONE)); break;
        case OP_IS: sp = replace(sp, 1, value_bool(vm_is(sp[-1], a))); break;
        case OP_INDEX: APPLY(2, vm_index(vm, sp[-2], sp[-1], &result)); break;
        case OP_MEMBER: APPLY(1, vm_index(vm, sp[-1], program->constants[a], &result)); break;

        /* ---- control ---- */
        case OP_JUMP: JUMP(a); break;
        case OP_JUMP_IF_FALSE:
            TRY(value_truth(sp[-1], &truth));
            value_drop(*--sp);
            if (!truth)
                JUMP(a);
            break;
        case OP_JUMP_IF_TRUE:
            TRY(value_truth(sp[-1], &truth));
            value_drop(*--sp);
            if (truth)
                JUMP(a);
            break;
        case OP_ITERATE:
            TRY(vm_iterate(vm, &locals[a], sp[-1]));
            value_drop(*--sp);
            break;
        case OP_NEXT_ITEM:
            TRY(vm_next_item(&locals[b], &truth, &key, &item));
            if (!truth) {
                JUMP(a);
            } else if (locals[b].type == VALUE_LIST) {
                *sp++ = item;
            } else {
                value_drop(item);
                *sp++ = key;
            }
            break;
        case OP_NEXT_PAIR:
            TRY(vm_next_item(&locals[b], &truth, &key, &item));
            if (truth) {
                *sp++ = key;
                *sp++ = item;
            } else {
                JUMP(a);
            }
            break;
        case OP_COUNT_FROM:
            TRY(vm_count_from(vm, &locals[a], sp[-2], sp[-1]));
            sp -= 2; /* two ints */
            break;
        case OP_NEXT_COUNT:
            TRY(vm_next_count(&locals[b], &truth, &item));
            if (truth)
                *sp++ = item;
            else
                JUMP(a);
            break;
        case OP_CALL:
            SAVE();
            TRY(vm_enter(vm, a, frame->scope, false));
            LOAD();
            if (vm->budget < 0)
                goto yield;
            break;
        case OP_NATIVE:
            APPLY(b, call_native(vm, frame, instruction, sp - b, &result));
            TRY(vm_bounded(result));
            break;
        case OP_RETURN:
            result = *--sp;
            truth = frame->gives_headers;
            SAVE();
            if (!vm_leave(vm, result))
                return vm_finish(vm, VM_FINISHED);
            LOAD();
            if (truth) {
                result = *--sp;
                TRY(vm_headers_merge(vm, &sp[-1], result));
            }
            break;

        /* ---- the task ---- */
        case OP_LOG:
            TRY(log_value(vm, sp[-1]));
            value_drop(*--sp);
            break;
        case OP_SLEEP:
            if (sp[-1].type != VALUE_DURATION)
                TRY(vm_error_text(vm, "wait takes a duration, not %s", value_type_name(sp[-1].type)));
            sp--;
            SAVE();
            *want =
                (struct vm_want){.kind = VM_WANT_SLEEP, .sleep = sp->as.duration > 0 ? sp->as.duration : 0};
            return suspend(vm);
        case OP_RANDOM_BETWEEN: APPLY(2, vm_random_between(vm, sp[-2], sp[-1], &result)); break;
        case OP_RANDOM_EXPONENTIAL: APPLY(1, vm_random_exponential(vm, sp[-1], &result)); break;
        case OP_RANDOM_NORMAL: APPLY(2, vm_random_normal(vm, sp[-2], sp[-1], &result)); break;
        case OP_INTERRUPT: SAVE(); return vm_finish(vm, a ? VM_INTERRUPTED_LATER : VM_INTERRUPTED);
        case OP_FAIL_TASK:
            APPLY(1, vm_concat(vm, sp - 1, 1, &result));
            TRY(vm_error_text(vm, "%s", result.as.string->bytes));
            break;
        case OP_STOP_USER: SAVE(); return vm_finish(vm, VM_STOP_USER);
        case OP_STOP_RUN: SAVE(); return vm_finish(vm, VM_STOP_RUN);
        case OP_TAKE:
            if (!environment->common->services->take(environment->context, a, sp)) {
                SAVE();
                return lease_want(vm, a, want);
            }
            sp++;
            break;
        case OP_NEXT:
            if (!environment->common->services->next(environment->context, a, sp)) {
                SAVE();
                return lease_want(vm, (uint32_t)program->data_count + a, want);
            }
            sp++;
            break;
        case OP_POOL_PUSH:
            TRY(pool_push(vm, a, sp[-1]));
            sp = replace(sp, 1, value_none());
            break;
        case OP_POOL_PICK: *sp++ = environment->common->services->pick(environment->context, a); break;
        case OP_POOL_TAKE: *sp++ = environment->common->services->draw(environment->context, a); break;
        case OP_PUBLISH:
            TRY(publish(vm, sp[-2], sp[-1]));
            value_drop(*--sp);
            value_drop(*--sp);
            break;
        case OP_FORGET:
            if (a)
                environment->common->services->forget_session(environment->context);
            else
                environment->common->services->forget_cookies(environment->context, NULL);
            break;
        case OP_FORGET_COOKIE:
            TRY(forget_cookie(vm, sp[-1]));
            value_drop(*--sp);
            break;
        case OP_TRANSACTION_BEGIN:
            item = value_none();
            TRY(vm_row_name(vm, program->transactions[a].row, sp - program->transactions[a].slots, 0, &item));
            if (program->transactions[a].slots)
                value_drop(*--sp);
            SAVE();
            vm_transaction_open(vm, &program->transactions[a], item);
            break;
        case OP_TRANSACTION_END: vm_block_close(vm, VM_LEFT_AS_IS); break;

        /* ---- requests ---- */
        case OP_HEADERS_BEGIN:
            frame->scopes_left = scopes_count(frame->scope);
            *sp++ = value_none(); /* stands for an empty map, without allocating one */
            break;
        case OP_HEADERS_NEXT:
            scope = next_headers(vm, frame, &function);
            if (!scope) {
                JUMP(a);
                break;
            }
            ip = instruction;
            SAVE();
            TRY(vm_enter(vm, function, scope, true));
            LOAD();
            break;
        case OP_REQUEST:
            SAVE();
            TRY(request_send(vm, &program->requests[a], sp - program->requests[a].slots, want));
            return suspend(vm);
        case OP_BLOCK: break; /* its target is read by the REQUEST before it */
        case OP_REQUEST_END: vm_block_close(vm, VM_LEFT_AS_IS); break;
        case OP_RESPONSE: *sp++ = value_copy(response_value(vm_request_block(vm)->response)); break;
        case OP_RESPONSE_FIELD:
            APPLY(1, vm_response_field_of(vm, sp[-1], (enum response_field)a, &result));
            break;
        case OP_RESPONSE_HEADER: APPLY(2, vm_response_header(vm, sp[-2], sp[-1], &result)); break;
        case OP_RESPONSE_HEADER_ALL: APPLY(2, vm_response_header_all(vm, sp[-2], sp[-1], &result)); break;
        case OP_RESPONSE_COOKIE: APPLY(2, vm_response_cookie(vm, sp[-2], sp[-1], &result)); break;
        case OP_RESPONSE_JSON: APPLY(1, vm_json(vm, program->jsonpaths[a].path, sp[-1], &result)); break;
        case OP_RESPONSE_JSON_TEXT: APPLY(2, vm_json_text(vm, sp[-2], sp[-1], &result)); break;
        case OP_RESPONSE_REGEX:
            APPLY(1, vm_regex(vm, program->regexes[a].regex, b, VM_MATCH_FIRST, sp[-1], &result));
            break;
        case OP_RESPONSE_REGEX_TEXT:
            APPLY(2, vm_regex_text(vm, sp[-2], sp[-1], a, VM_MATCH_FIRST, &result));
            break;
        case OP_RESPONSE_REGEX_ALL:
            APPLY(1, vm_regex(vm, program->regexes[a].regex, b, VM_MATCH_ALL, sp[-1], &result));
            break;
        case OP_RESPONSE_REGEX_ALL_TEXT:
            APPLY(2, vm_regex_text(vm, sp[-2], sp[-1], a, VM_MATCH_ALL, &result));
            break;
        case OP_RESPONSE_REGEX_GROUPS:
            APPLY(1, vm_regex(vm, program->regexes[a].regex, 0, VM_MATCH_GROUPS, sp[-1], &result));
            break;
        case OP_RESPONSE_REGEX_GROUPS_TEXT:
            APPLY(2, vm_regex_text(vm, sp[-2], sp[-1], 0, VM_MATCH_GROUPS, &result));
            break;
        case OP_RESPONSE_XPATH: APPLY(2, vm_xpath(vm, a, sp[-2], sp[-1], &result)); break;

        /* ---- TCP and UDP ---- */
        case OP_CONNECT:
        case OP_SEND:
        case OP_RECEIVE:
        case OP_DISCONNECT:
            TRY(tcp_build(vm, instruction, sp));
            SAVE();
            if (!tcp_act(vm, want))
                return suspend(vm);
            if (!vm_answered_take(vm))
                return vm_finish(vm, VM_SKIPPED);
            LOAD();
            if (vm->budget < 0)
                goto yield;
            break;

        /* ---- expectations ---- */
        case OP_NOTE: vm_actual_set(vm, sp[-1]); break;
        case OP_EXPECT:
            TRY(value_truth(sp[-1], &truth));
            value_drop(*--sp);
            vm_expected(vm, expectation_before(vm, frame, a), truth, b);
            if (truth)
                JUMP(a);
            break;
        case OP_EXPECT_FAILED:
            vm_expectation_failed(vm, &program->expectations[a], sp[-1]);
            value_drop(*--sp);
            if (program->expectations[a].kind == EXPECTATION_REQUIRE) {
                SAVE();
                return vm_finish(vm, VM_SKIPPED);
            }
            break;
        case OP_CAPTURE:
            vm_captured(vm, &program->expectations[a], sp[-1]);
            if (sp[-1].type == VALUE_NONE) {
                SAVE();
                return vm_finish(vm, VM_SKIPPED);
            }
            break;
        case OP_FAIL_REQUEST:
            vm_request_failed(vm, &program->expectations[a], sp[-1]);
            SAVE();
            vm_unwind_to_block(vm);
            LOAD();
            vm->budget -= frame->function->count; /* it may be a jump back */
            if (vm->budget < 0)
                goto yield;
            break;
        case OPCODE_COUNT: break;
        }
        continue;
    tried:
        if (error)
            goto failed;
    }

failed:
    SAVE();
    return vm_fail(vm, error);
yield:
    SAVE();
    return VM_YIELD;
}

enum vm_status vm_run(struct vm *vm, struct vm_want *want)
{
    vm->budget = vm->slice;
    if (vm->state == VM_ANSWERED && !vm_answered_take(vm))
        return vm_finish(vm, VM_SKIPPED);
    vm->state = VM_READY;
    return dispatch(vm, want);
}
