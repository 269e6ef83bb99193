#include "runtime/vm/vm_state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define MESSAGE_MAX ((size_t)4096) /* bytes of a message; `fail` may have a longer text */
#define TRACE_ENDS 5               /* calls shown at each end of a deep stack */

const char *vm_error_text(struct vm *vm, const char *format, ...)
{
    va_list arguments;

    buffer_clear(&vm->error_text);
    va_start(arguments, format);
    buffer_vprintf(&vm->error_text, format, arguments);
    va_end(arguments);
    return buffer_text(&vm->error_text);
}

static void append_place(const struct vm *vm, const struct frame *frame, struct buffer *out)
{
    const struct function *function = frame->function;
    uint32_t at = frame->next ? frame->next - 1 : 0;

    buffer_printf(out, "%s:%" PRIu32, vm->environment->common->program->files[function->file].path,
                  function->lines[at]);
}

static void trace_frame(struct vm *vm, const struct frame *frame)
{
    buffer_printf(&vm->trace, "  at %s (", frame->function->name);
    append_place(vm, frame, &vm->trace);
    buffer_append_text(&vm->trace, ")\n");
}

/* The middle of a deep stack, as of an endless recursion, is left out. */
static void trace_write(struct vm *vm)
{
    uint32_t count = vm->frames_count, left_out = count > 2 * TRACE_ENDS ? count - 2 * TRACE_ENDS : 0;

    for (uint32_t i = count; i-- > 0;) {
        if (i < TRACE_ENDS || i >= TRACE_ENDS + left_out)
            trace_frame(vm, &vm->frames[i]);
        else if (i == TRACE_ENDS)
            buffer_printf(&vm->trace, "  … %" PRIu32 " more calls\n", left_out);
    }
}

enum vm_status vm_fail(struct vm *vm, const char *text)
{
    buffer_clear(&vm->message);
    buffer_clear(&vm->location);
    buffer_clear(&vm->trace);
    buffer_append(&vm->message, text, strnlen(text, MESSAGE_MAX));
    append_place(vm, vm_frame(vm), &vm->location);
    trace_write(vm);
    vm->error = (struct vm_error){
        .message = buffer_text(&vm->message),
        .location = buffer_text(&vm->location),
        .trace = buffer_text(&vm->trace),
    };
    vm_blocks_close(vm, 0, VM_LEFT_FAILED);
    vm_clear(vm);
    return VM_ERROR;
}

const struct vm_error *vm_error(const struct vm *vm)
{
    return &vm->error;
}
