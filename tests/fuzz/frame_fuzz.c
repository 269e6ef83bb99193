/* Any bytes as a frame from another node. Nothing crashes, and what is accepted can be sent again. */
#include "runtime/cluster/message/spawn_message.h"
#include "runtime/cluster/wire/frame.h"
#include "runtime/cluster/wire/packed_value.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void value_try(const struct frame *frame)
{
    struct frame_writer writer;
    struct frame again;
    value v = packed_value(frame->data);

    frame_begin(&writer, frame->type, frame->node);
    packed_write_value(&writer.packer, v);
    frame_end(&writer);
    if (!frame_read(writer.bytes.data, writer.bytes.length, &again))
        abort();
    frame_clear(&again);
    buffer_free(&writer.bytes);
    value_release(v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct frame frame;
    struct spawn_message message;

    if (!frame_read((const char *)data, size, &frame))
        return 0;
    spawn_message_read(frame.data, &message);
    value_try(&frame);
    frame_clear(&frame);
    return 0;
}
