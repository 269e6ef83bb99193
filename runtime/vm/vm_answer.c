/* Responses: the instruction before the one to go on with has asked. */
#include "runtime/vm/vm_state.h"

const struct tcp_site *vm_tcp_site(const struct vm *vm, const struct instruction *instruction)
{
    return instruction->op == OP_DISCONNECT ? NULL : &vm->environment->common->program->tcp[instruction->a];
}

/* Opens the block; `next` is its BLOCK instruction. False: the task ends because there is no response. */
static bool block_open(struct vm *vm, struct frame *frame, const struct instruction *next,
                       struct vm_answered *answered)
{
    answered->end = next->a;
    switch (vm_request_open(vm, answered)) {
    case VM_OPEN_BLOCK: frame->next++; break;
    case VM_OPEN_AT_END: frame->next = next->a; break;
    case VM_OPEN_SKIP_TASK: return false;
    }
    return true;
}

static bool request_answered(struct vm *vm, const struct request_site *site, struct vm_answered *answered)
{
    struct frame *frame = vm_frame(vm);

    vm_trace(vm, &(struct vm_event){.kind = VM_EVENT_RESPONSE,
                                    .request = &vm->request.http,
                                    .response = answered->response});
    vm_drop_to(vm, vm->height - site->slots - 1);
    answered->type = site->method;
    answered->row = site->row;
    answered->counted_as = site->counted_as;
    answered->needs_response = site->needs_response;
    return block_open(vm, frame, &frame->function->code[frame->next], answered);
}

/* Whether it fails only because of the `connect` before it, which was reported. */
static bool is_consequence(const struct vm *vm, const struct tcp_site *site, const struct response *response)
{
    return response->error && site->action != TCP_CONNECT && vm->has_no_connection;
}

/* The task ends, because there is no connection. */
static bool consequence_drop(const struct vm_answered *answered)
{
    value_drop(answered->name);
    response_release(answered->response);
    return false;
}

/* Only `receive` has a block. Other actions are reported here, or not at all. */
static bool tcp_answered(struct vm *vm, const struct tcp_site *site, struct vm_answered *answered)
{
    struct frame *frame = vm_frame(vm);
    const struct tcp_response *response = answered->response ? tcp_response_of(answered->response) : NULL;

    vm_trace(vm, &(struct vm_event){
                     .kind = VM_EVENT_TCP_DONE, .tcp = &vm->request.tcp, .response = answered->response});
    if (site)
        vm_drop_to(vm, vm->height - site->slots);
    if (!site || !response) {
        value_drop(answered->name);
        return true;
    }
    if (is_consequence(vm, site, answered->response))
        return consequence_drop(answered);
    if (site->action == TCP_CONNECT)
        vm->has_no_connection = answered->response->error != NET_OK;
    answered->type = response->is_udp ? "UDP" : "TCP";
    answered->row = response->is_udp ? site->udp_row : site->tcp_row;
    answered->counted_as = site->counted_as;
    answered->needs_response = site->needs_response;
    if (site->action == TCP_RECEIVE)
        return block_open(vm, frame, &frame->function->code[frame->next], answered);
    vm_request_report(vm, answered);
    return true;
}

bool vm_answered_take(struct vm *vm)
{
    const struct frame *frame = vm_frame(vm);
    const struct instruction *asked = &frame->function->code[frame->next] - 1;
    struct vm_answered answer = {.name = vm->request.name, .response = vm->arrived};

    vm->arrived = NULL;
    vm->request.name = value_none();
    if (asked->op == OP_REQUEST)
        return request_answered(vm, &vm->environment->common->program->requests[asked->a], &answer);
    return tcp_answered(vm, vm_tcp_site(vm, asked), &answer);
}
