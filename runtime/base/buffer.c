#include "runtime/base/buffer.h"

#include "runtime/base/alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CAPACITY_SMALLEST ((size_t)64)

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_free(struct buffer *buffer)
{
    mem_free(buffer->data);
    buffer_init(buffer, buffer->limit);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->overflowed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

static bool buffer_fits(const struct buffer *buffer, size_t length)
{
    size_t most = buffer->limit ? buffer->limit : SIZE_MAX / 2;

    return buffer->length <= most && length <= most - buffer->length;
}

/* Makes room for `needed` bytes in total, including the NUL. */
static void buffer_grow(struct buffer *buffer, size_t needed)
{
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : CAPACITY_SMALLEST;

    while (capacity < needed)
        capacity *= 2;
    buffer->data = mem_realloc(buffer->data, capacity);
    buffer->capacity = capacity;
}

char *buffer_reserve(struct buffer *buffer, size_t length)
{
    if (!buffer_fits(buffer, length)) {
        buffer->overflowed = true;
        return NULL;
    }
    if (buffer->length + length + 1 > buffer->capacity)
        buffer_grow(buffer, buffer->length + length + 1);
    return buffer->data + buffer->length;
}

void buffer_commit(struct buffer *buffer, size_t length)
{
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    char *place = buffer_reserve(buffer, length);

    if (!place)
        return false;
    if (length)
        memcpy(place, bytes, length);
    buffer_commit(buffer, length);
    return true;
}

bool buffer_append_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

bool buffer_append_char(struct buffer *buffer, char c)
{
    return buffer_append(buffer, &c, 1);
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    bool fits;

    va_start(arguments, format);
    fits = buffer_vprintf(buffer, format, arguments);
    va_end(arguments);
    return fits;
}

/* Most texts fit into the free space, so they are formatted only once. */
bool buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
{
    size_t room = buffer->capacity - buffer->length;
    va_list again;
    char *place;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(room ? buffer->data + buffer->length : NULL, room, format, arguments);
    place = length < 0 ? NULL : buffer_reserve(buffer, (size_t)length);
    if (place && (size_t)length >= room)
        vsnprintf(place, (size_t)length + 1, format, again);
    va_end(again);
    if (place)
        buffer->length += (size_t)length;
    else if (buffer->data)
        buffer->data[buffer->length] = '\0';
    return place != NULL;
}

const char *buffer_text(const struct buffer *buffer)
{
    if (!buffer->data)
        return "";
    buffer->data[buffer->length] = '\0';
    return buffer->data;
}

char *buffer_steal(struct buffer *buffer)
{
    char *text = buffer->data ? buffer->data : mem_zalloc(1, 1);

    text[buffer->length] = '\0';
    buffer_init(buffer, buffer->limit);
    return text;
}
