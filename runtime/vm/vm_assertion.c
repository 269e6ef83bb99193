/* Blocks of requests and transactions: expectations, failures, reports. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/base/mask.h"
#include "runtime/vm/vm_state.h"

#include <stdio.h>
#include <string.h>

#define ACTUAL_MAX 200 /* bytes of an actual value that a failure shows */
#define SHOWN_MAX 4096 /* bytes of the value that are formatted for that */

/* ---- actual values ---- */

/* The length of the text cut to ACTUAL_MAX bytes, without splitting a character. */
static size_t cut_length(const char *text, size_t length)
{
    if (length <= ACTUAL_MAX)
        return length;
    for (length = ACTUAL_MAX; length > ACTUAL_MAX - 4 && ((unsigned char)text[length] & 0xc0) == 0x80;)
        length--;
    return length;
}

/* Formats the value on one line, at most ACTUAL_MAX bytes and a NUL, in `line`. Secrets are masked before
 * the text is cut, since a part of a secret isn't recognized. */
static const char *actual_text(value v, char *line)
{
    struct buffer shown, masked = {0};
    size_t length;

    buffer_init(&shown, SHOWN_MAX);
    if (v.type == VALUE_STRING)
        buffer_append(&shown, v.as.string->bytes,
                      v.as.string->length < SHOWN_MAX ? v.as.string->length : SHOWN_MAX);
    else
        value_show(v, &shown);
    mask_apply(buffer_text(&shown), shown.length, &masked);
    length = cut_length(buffer_text(&masked), masked.length);
    memcpy(line, buffer_text(&masked), length);
    line[length] = '\0';
    buffer_free(&shown);
    buffer_free(&masked);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = ' ';
    return line;
}

void vm_actual_clear(struct vm *vm)
{
    value_drop(vm->actual);
    vm->actual = value_none();
    vm->has_actual = false;
}

void vm_actual_set(struct vm *vm, value actual)
{
    value_drop(vm->actual);
    vm->actual = value_dup(actual);
    vm->has_actual = true;
}

/* ---- reports ---- */

static void block_row(const struct block *block, const char **type, const char **name, size_t *length)
{
    *type = block->type;
    *name = NULL;
    *length = 0;

    if (block->name.type == VALUE_STRING) {
        *name = block->name.as.string->bytes;
        *length = block->name.as.string->length;
    }
}

static void report_failure(struct vm *vm, struct block *block, uint32_t counted_as, const char *error,
                           const char *line)
{
    struct vm_failure failure = {.row = block->row, .error = error, .counted_as = counted_as, .actual = line};

    block->failed = true;
    block_row(block, &failure.type, &failure.name, &failure.name_length);
    vm->environment->observer->failure(vm->environment->context, &failure);
}

static void report_block(struct vm *vm, const struct block *block)
{
    struct vm_report report = {
        .row = block->row,
        .failed = block->failed,
        .start = block->start,
        .end = block->response ? block->response->end : clock_now(),
        .response = block->response,
    };

    vm_count(vm, block->counted_as)->passed += !block->failed;
    vm_count(vm, block->counted_as)->failed += block->failed;
    block_row(block, &report.type, &report.name, &report.name_length);
    vm->environment->observer->report(vm->environment->context, &report);
    vm_trace(vm, &(struct vm_event){.kind = VM_EVENT_REPORT, .report = &report});
}

/* ---- blocks ---- */

static struct block *block_push(struct vm *vm)
{
    if (vm->blocks_count == vm->blocks_capacity)
        vm->blocks = vm_array_grow(vm->blocks, vm->first_blocks, &vm->blocks_capacity, sizeof *vm->blocks);
    return &vm->blocks[vm->blocks_count++];
}

const char *vm_row_name(struct vm *vm, uint32_t row, const value *slots, uint16_t slot, value *name)
{
    if (row == ROW_DYNAMIC)
        return vm_concat(vm, &slots[slot], 1, name);
    *name = value_none();
    return NULL;
}

/* Errors of this machine, not of the server, are logged once, with advice. */
static void report_transport_error(struct vm *vm, struct block *block)
{
    const struct response *response = block->response;
    const char *text = net_error_text(response->error);
    const char *advice = net_error_advice(response->error);
    struct buffer whole = {0};

    if (advice)
        log_warning_once(text, "%s: %s", text, advice);
    if (response->reason)
        net_error_write(response->error, response->reason, &whole);
    report_failure(vm, block, block->counted_as, response->reason ? buffer_text(&whole) : text, "");
    buffer_free(&whole);
}

static void block_release(const struct block *block)
{
    value_drop(block->name);
    if (block->response)
        response_release(block->response);
}

/* Reports a block that is over. A failed request also fails the transactions among the `around` outer blocks.
 */
static void block_end(struct vm *vm, struct block *block, uint32_t around)
{
    for (uint32_t i = 0; block->failed && !block->is_transaction && i < around; i++)
        vm->blocks[i].failed |= vm->blocks[i].is_transaction;
    report_block(vm, block);
    block_release(block);
}

static void block_fill(const struct vm *vm, struct block *block, const struct vm_answered *answered)
{
    *block = (struct block){
        .frame = vm->frames_count - 1,
        .height = vm->height,
        .end = answered->end,
        .row = answered->row,
        .counted_as = answered->counted_as,
        .name = answered->name,
        .type = answered->type,
        .response = answered->response,
        .start = answered->response->start,
    };
}

enum vm_opening vm_request_open(struct vm *vm, const struct vm_answered *answered)
{
    struct block *block = block_push(vm);

    block_fill(vm, block, answered);
    if (block->response->error == NET_OK)
        return VM_OPEN_BLOCK;
    report_transport_error(vm, block);
    return answered->needs_response ? VM_OPEN_SKIP_TASK : VM_OPEN_AT_END;
}

void vm_request_report(struct vm *vm, const struct vm_answered *answered)
{
    struct block block;

    block_fill(vm, &block, answered);
    if (block.response->error)
        report_transport_error(vm, &block);
    block_end(vm, &block, vm->blocks_count);
}

void vm_transaction_open(struct vm *vm, const struct transaction_site *site, value name)
{
    *block_push(vm) = (struct block){
        .is_transaction = true,
        .type = "TXN",
        .frame = vm->frames_count - 1,
        .height = vm->height,
        .row = site->row,
        .counted_as = site->counted_as,
        .name = name,
        .start = clock_now(),
    };
}

/* A status of 400 or more is a failure, unless an expectation has looked at the status. */
static void evaluate_status(struct vm *vm, struct block *block)
{
    const struct http_response *response = http_response_of(block->response);
    int status = response ? response->status : 0;
    char error[80];

    if (block->failed || block->status_checked || status < 400)
        return;
    snprintf(error, sizeof error, "status %d %s", status, http_status_text(status));
    if (!*http_status_text(status))
        snprintf(error, sizeof error, "status %d", status);
    report_failure(vm, block, block->counted_as, error, "");
}

void vm_block_close(struct vm *vm, enum vm_leaving leaving)
{
    struct block *block = &vm->blocks[vm->blocks_count - 1];

    if (block->is_transaction)
        block->failed = block->failed || leaving == VM_LEFT_FAILED;
    else
        evaluate_status(vm, block);
    block_end(vm, block, vm->blocks_count - 1);
    vm->blocks_count--;
}

void vm_blocks_close(struct vm *vm, uint32_t count, enum vm_leaving leaving)
{
    while (vm->blocks_count > count)
        vm_block_close(vm, leaving);
}

void vm_blocks_cancel(struct vm *vm)
{
    while (vm->blocks_count > 0) {
        if (vm->blocks[vm->blocks_count - 1].is_transaction)
            block_release(&vm->blocks[--vm->blocks_count]);
        else
            vm_block_close(vm, VM_LEFT_AS_IS);
    }
}

struct block *vm_request_block(struct vm *vm)
{
    struct block *block = &vm->blocks[vm->blocks_count - 1];

    while (block->is_transaction)
        block--;
    return block;
}

void vm_unwind_to_block(struct vm *vm)
{
    struct block *block = vm_request_block(vm);

    vm_blocks_close(vm, (uint32_t)(block - vm->blocks) + 1, VM_LEFT_FAILED);
    vm->frames_count = block->frame + 1;
    vm_drop_to(vm, block->height);
    vm_frame(vm)->next = block->end;
}

/* ---- expectations ---- */

static void trace_expectation(struct vm *vm, enum vm_event_kind kind, const struct expectation *expectation,
                              bool holds, value actual)
{
    char line[ACTUAL_MAX + 1];

    if (!vm->environment->common->tracer)
        return;
    vm_trace(vm, &(struct vm_event){
                     .kind = kind,
                     .response = vm_request_block(vm)->response,
                     .expectation = expectation,
                     .holds = holds,
                     .text = actual_text(actual, line),
                     .actual = actual,
                 });
}

static void trace_failed(struct vm *vm, const struct expectation *expectation, value actual, const char *said)
{
    char line[ACTUAL_MAX + 1];

    if (!vm->environment->common->tracer)
        return;
    vm_trace(vm, &(struct vm_event){
                     .kind = VM_EVENT_EXPECTATION,
                     .response = vm_request_block(vm)->response,
                     .expectation = expectation,
                     .text = actual_text(actual, line),
                     .actual = actual,
                     .said = *said ? said : NULL,
                 });
}

void vm_expected(struct vm *vm, const struct expectation *expectation, bool holds, bool reads_status)
{
    if (reads_status)
        vm_request_block(vm)->status_checked = true;
    if (!holds)
        return;
    vm_count(vm, expectation->counted_as)->passed++;
    if (vm->environment->common->tracer)
        trace_expectation(vm, VM_EVENT_EXPECTATION, expectation, true,
                          vm->has_actual ? vm->actual : value_bool(true));
    vm_actual_clear(vm);
}

static bool is_filled(const struct expectation *expectation, value text)
{
    return text.type == VALUE_STRING && strcmp(text.as.string->bytes, expectation->text) != 0;
}

/* The failure shows the text of `else` with its interpolated values, otherwise the actual value. */
void vm_expectation_failed(struct vm *vm, const struct expectation *expectation, value text)
{
    char line[ACTUAL_MAX + 1] = "", said[ACTUAL_MAX + 1] = "";

    if (text.type == VALUE_STRING)
        actual_text(text, said);
    if (vm->has_actual)
        actual_text(vm->actual, line);
    vm_count(vm, expectation->counted_as)->failed++;
    report_failure(vm, vm_request_block(vm), expectation->counted_as, expectation->text,
                   is_filled(expectation, text) ? said : line);
    trace_failed(vm, expectation, vm->has_actual ? vm->actual : value_bool(false), said);
    vm_actual_clear(vm);
}

void vm_captured(struct vm *vm, const struct expectation *expectation, value captured)
{
    bool holds = captured.type != VALUE_NONE;

    vm_count(vm, expectation->counted_as)->passed += holds;
    vm_count(vm, expectation->counted_as)->failed += !holds;
    if (!holds)
        report_failure(vm, vm_request_block(vm), expectation->counted_as, expectation->text, "none");
    trace_expectation(vm, VM_EVENT_CAPTURE, expectation, holds, captured);
}

void vm_request_failed(struct vm *vm, const struct expectation *expectation, value text)
{
    char line[ACTUAL_MAX + 1] = "";

    if (is_filled(expectation, text))
        actual_text(text, line);
    vm_count(vm, expectation->counted_as)->failed++;
    report_failure(vm, vm_request_block(vm), expectation->counted_as, expectation->text, line);
    trace_expectation(vm, VM_EVENT_EXPECTATION, expectation, false, text);
}
