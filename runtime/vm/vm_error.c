#include "runtime/vm/vm_state.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define MESSAGE_MOST ((size_t)4096) /* bytes of a message: `fail` may have made a long one */

const char *vm_problem(struct vm *vm, const char *format, ...)
{
    va_list arguments;

    buffer_clear(&vm->problem);
    va_start(arguments, format);
    buffer_vprintf(&vm->problem, format, arguments);
    va_end(arguments);
    return buffer_text(&vm->problem);
}

static void append_place(const struct vm *vm, const struct frame *frame, struct buffer *out)
{
    const struct function *function = frame->function;
    uint32_t at = frame->next ? frame->next - 1 : 0;

    buffer_printf(out, "%s:%" PRIu32, vm->environment->program->files[function->file].path,
                  function->lines[at]);
}

static void trace_write(struct vm *vm)
{
    for (uint32_t i = vm->frames_count; i-- > 0;) {
        buffer_printf(&vm->trace, "  at %s (", vm->frames[i].function->name);
        append_place(vm, &vm->frames[i], &vm->trace);
        buffer_append_text(&vm->trace, ")\n");
    }
}

enum vm_status vm_fail(struct vm *vm, const char *text)
{
    buffer_clear(&vm->message);
    buffer_clear(&vm->location);
    buffer_clear(&vm->trace);
    buffer_append(&vm->message, text, strnlen(text, MESSAGE_MOST));
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
