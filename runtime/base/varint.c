#include "runtime/base/varint.h"

#include <string.h>

enum { VARINT_BYTES = 10 };

void varint_write(struct buffer *out, uint64_t number)
{
    char bytes[VARINT_BYTES];
    size_t length = 0;

    for (; number > 0x7f; number >>= 7)
        bytes[length++] = (char)(number | 0x80);
    bytes[length++] = (char)number;
    buffer_append(out, bytes, length);
}

void varint_write_signed(struct buffer *out, int64_t number)
{
    varint_write(out, ((uint64_t)number << 1) ^ -(uint64_t)(number < 0));
}

void varint_write_text(struct buffer *out, const char *text, size_t length)
{
    varint_write(out, length);
    buffer_append(out, text, length);
}

static uint64_t reader_fail(struct varint_reader *reader)
{
    reader->failed = true;
    reader->at = reader->end;
    return 0;
}

uint64_t varint_read(struct varint_reader *reader)
{
    uint64_t number = 0;

    for (unsigned shift = 0; reader->at < reader->end && shift < 64; shift += 7) {
        uint64_t byte = (unsigned char)*reader->at++;

        if (shift == 63 && byte > 1)
            break;
        number |= (byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    return reader_fail(reader);
}

int64_t varint_read_signed(struct varint_reader *reader)
{
    uint64_t number = varint_read(reader);

    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

uint64_t varint_read_bounded(struct varint_reader *reader, uint64_t most)
{
    uint64_t number = varint_read(reader);

    return number <= most ? number : reader_fail(reader);
}

const char *varint_read_text(struct varint_reader *reader, size_t most, size_t *length)
{
    const char *text;

    *length = (size_t)varint_read_bounded(reader, most);
    if (*length > (size_t)(reader->end - reader->at) || memchr(reader->at, '\0', *length)) {
        reader_fail(reader);
        *length = 0;
    }
    text = *length > 0 ? reader->at : "";
    reader->at += *length;
    return text;
}
