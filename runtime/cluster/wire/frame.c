#include "runtime/cluster/wire/frame.h"

#include <string.h>

static bool text_take(const msgpack_object *object, size_t most, char *text)
{
    if (!packed_is_text(object, most))
        return false;
    memcpy(text, object->via.str.ptr, object->via.str.size);
    text[object->via.str.size] = '\0';
    return true;
}

static bool elements_take(struct frame *frame)
{
    const msgpack_object *whole = &frame->unpacked.data;

    if (whole->type != MSGPACK_OBJECT_ARRAY || whole->via.array.size != 3)
        return false;
    frame->data = &whole->via.array.ptr[1];
    return text_take(&whole->via.array.ptr[0], FRAME_TYPE_MOST, frame->type) &&
           text_take(&whole->via.array.ptr[2], FRAME_NODE_MOST, frame->node);
}

bool frame_read(const char *bytes, size_t length, struct frame *frame)
{
    if (!packed_read(bytes, length, &frame->unpacked))
        return false;
    if (elements_take(frame))
        return true;
    frame_clear(frame);
    return false;
}

void frame_clear(struct frame *frame)
{
    msgpack_unpacked_destroy(&frame->unpacked);
    frame->data = NULL;
}

void frame_begin(struct frame_writer *writer, const char *type, const char *node)
{
    buffer_init(&writer->bytes, 0);
    writer->packer = packed_writer(&writer->bytes);
    writer->node = node;
    msgpack_pack_array(&writer->packer, 3);
    packed_write_text(&writer->packer, type, strlen(type));
}

void frame_end(struct frame_writer *writer)
{
    packed_write_word(&writer->packer, writer->node);
}
