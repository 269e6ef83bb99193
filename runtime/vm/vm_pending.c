/* Reports the request in flight and the transactions around it. */
#include "runtime/vm/vm_state.h"

static void name_fill(struct vm_report *report, value name)
{
    if (name.type != VALUE_STRING)
        return;
    report->name = name.as.string->bytes;
    report->name_length = name.as.string->length;
}

/* The row of the request; false for a disconnect, which has none. Whether a connection is UDP isn't known
 * here, so it is reported as TCP. */
static bool row_fill(struct vm_report *report, const struct program *program, const struct instruction *asked)
{
    if (asked->op == OP_DISCONNECT)
        return false;
    report->type = asked->op == OP_REQUEST ? program->requests[asked->a].method : "TCP";
    report->row = asked->op == OP_REQUEST ? program->requests[asked->a].row : program->tcp[asked->a].tcp_row;
    return true;
}

static void report_request(const struct vm *vm, instant submitted, vm_pending_reporter *reporter,
                           void *context)
{
    const struct frame *frame = &vm->frames[vm->frames_count - 1];
    struct vm_report report = {.start = submitted, .end = clock_now()};

    if (!row_fill(&report, vm->environment->common->program, &frame->function->code[frame->next] - 1))
        return;
    name_fill(&report, vm->request.name);
    reporter(context, &report);
}

static void report_transaction(const struct block *block, vm_pending_reporter *reporter, void *context)
{
    struct vm_report report = {
        .row = block->row, .type = block->type, .start = block->start, .end = clock_now()};

    name_fill(&report, block->name);
    reporter(context, &report);
}

void vm_report_pending(const struct vm *vm, instant submitted, vm_pending_reporter *reporter, void *context)
{
    report_request(vm, submitted, reporter, context);
    for (uint32_t i = 0; i < vm->blocks_count; i++) {
        if (vm->blocks[i].is_transaction)
            report_transaction(&vm->blocks[i], reporter, context);
    }
}
