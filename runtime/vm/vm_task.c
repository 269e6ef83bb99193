/* Start and end of a task in a VM: frames, stack, memory. */
#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

#define SLICE_DEFAULT 10000

/* ---- arrays: their first memory is in the VM ---- */

void *vm_array_grow(void *items, const void *first, uint32_t *capacity, size_t item_size)
{
    size_t size = *capacity * item_size;
    void *grown;

    *capacity *= 2;
    if (items != first)
        return mem_realloc(items, 2 * size);
    grown = mem_alloc(2 * size);
    memcpy(grown, items, size);
    return grown;
}

static void array_free(void *items, const void *first)
{
    if (items != first)
        mem_free(items);
}

/* ---- VMs ---- */

struct vm *vm_new(uint32_t slice)
{
    struct vm *vm = mem_zalloc_lines(1, sizeof *vm);

    vm->slice = slice ? slice : SLICE_DEFAULT;
    vm->blocks = vm->first_blocks;
    vm->blocks_capacity = COUNT_OF(vm->first_blocks);
    vm->frames = &vm->first_frame;
    vm->frames_capacity = 1;
    vm->stack = vm->first_stack;
    vm->stack_capacity = COUNT_OF(vm->first_stack);
    buffer_init(&vm->text, VM_STRING_MAX);
    buffer_init(&vm->request.url, VM_STRING_MAX);
    buffer_init(&vm->request.body, VM_STRING_MAX);
    vm->error = (struct vm_error){"", "", ""};
    return vm;
}

void vm_free(struct vm *vm)
{
    if (!vm)
        return;
    vm_clear(vm);
    value_release(vm->result);
    vm_request_free(vm);
    buffer_free(&vm->text);
    buffer_free(&vm->error_text);
    buffer_free(&vm->message);
    buffer_free(&vm->location);
    buffer_free(&vm->trace);
    array_free(vm->stack, vm->first_stack);
    array_free(vm->frames, &vm->first_frame);
    array_free(vm->blocks, vm->first_blocks);
    mem_free(vm);
}

/* ---- frames ---- */

static void stack_make_room(struct vm *vm, size_t values)
{
    while (values > vm->stack_capacity)
        vm->stack = vm_array_grow(vm->stack, vm->first_stack, &vm->stack_capacity, sizeof *vm->stack);
}

static struct frame *frame_push(struct vm *vm)
{
    if (vm->frames_count == vm->frames_capacity)
        vm->frames = vm_array_grow(vm->frames, &vm->first_frame, &vm->frames_capacity, sizeof *vm->frames);
    return &vm->frames[vm->frames_count++];
}

const char *vm_enter(struct vm *vm, uint32_t index, struct vm_scope *scope, bool gives_headers)
{
    const struct function *function = &vm->environment->common->program->functions[index];
    uint32_t base = vm->height - function->parameters;

    if (vm->frames_count == VM_FRAMES_MAX)
        return "calls are nested too deeply";
    stack_make_room(vm, (size_t)base + function->locals + function->stack);
    while (vm->height < base + function->locals)
        vm->stack[vm->height++] = value_none();
    *frame_push(vm) = (struct frame){
        .function = function,
        .scope = scope,
        .base = base,
        .blocks = vm->blocks_count,
        .gives_headers = gives_headers,
    };
    vm->budget -= function->count;
    return NULL;
}

bool vm_leave(struct vm *vm, value result)
{
    struct frame *frame = vm_frame(vm);

    vm_blocks_close(vm, frame->blocks, VM_LEFT_AS_IS);
    vm_drop_to(vm, frame->base);
    if (--vm->frames_count == 0) {
        vm->result = result;
        return false;
    }
    vm->stack[vm->height++] = result;
    return true;
}

void vm_drop_to(struct vm *vm, uint32_t height)
{
    while (vm->height > height)
        value_drop(vm->stack[--vm->height]);
}

/* ---- the task ---- */

void vm_start(struct vm *vm, const struct vm_environment *environment, uint32_t function,
              struct vm_scope *scope, const value *arguments, size_t count)
{
    size_t parameters = environment->common->program->functions[function].parameters;

    value_release(vm->result);
    vm->result = value_none();
    vm->outcome = VM_FINISHED;
    vm->has_no_connection = false;
    vm->environment = environment;
    vm->budget = vm->slice;
    stack_make_room(vm, parameters);
    for (size_t i = 0; i < parameters; i++)
        vm->stack[vm->height++] = i < count ? value_copy(arguments[i]) : value_none();
    vm_enter(vm, function, scope, false);
    vm->state = VM_READY;
}

void vm_clear(struct vm *vm)
{
    for (uint32_t i = 0; i < vm->blocks_count; i++) {
        value_release(vm->blocks[i].name);
        if (vm->blocks[i].response)
            response_release(vm->blocks[i].response);
    }
    vm->blocks_count = 0;
    vm->frames_count = 0;
    vm_drop_to(vm, 0);
    vm_actual_clear(vm);
    if (vm->arrived)
        response_release(vm->arrived);
    vm->arrived = NULL;
    value_drop(vm->request.name);
    vm->request.name = value_none();
    vm_scratch_shrink(&vm->text);
    vm_request_reset(vm);
    vm->state = VM_EMPTY;
}

enum vm_status vm_finish(struct vm *vm, enum vm_outcome outcome)
{
    vm->outcome = outcome;
    vm_blocks_close(vm, 0, outcome == VM_SKIPPED ? VM_LEFT_FAILED : VM_LEFT_AS_IS);
    vm_clear(vm);
    return VM_DONE;
}

void vm_cancel(struct vm *vm)
{
    vm_blocks_cancel(vm);
    vm_clear(vm);
}

enum vm_outcome vm_outcome(const struct vm *vm)
{
    return vm->outcome;
}

value vm_result(const struct vm *vm)
{
    return vm->result;
}

/* ---- answers ---- */

void vm_prefetch(const struct tcp_request *request)
{
    const struct vm *vm = (const struct vm *)((const char *)request - offsetof(struct vm, request.tcp));

    mem_prefetch(vm, offsetof(struct vm, request.http));
    mem_prefetch(vm->first_blocks, 1);
    mem_prefetch(&vm->first_frame, sizeof vm->first_frame + sizeof *vm->first_stack);
}

void vm_answer_response(struct vm *vm, struct response *response)
{
    vm->arrived = response;
    vm->state = VM_ANSWERED;
}

/* The instruction has room for the value on the stack. */
void vm_answer_value(struct vm *vm, value v)
{
    vm->stack[vm->height++] = v;
    vm->state = VM_READY;
}

void vm_answer_none(struct vm *vm)
{
    vm->state = VM_READY;
}
