#include "runtime/base/utf8.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Checks the second byte against the range that the first byte allows (RFC 3629 section 4). This excludes
 * overlong forms, surrogates and code points above U+10FFFF. */
static bool second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return second >= low && second <= high;
}

size_t utf8_sequence(const char *bytes, size_t length)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    size_t size;

    if (length == 0)
        return 0;
    if (byte[0] < 0x80)
        return 1;
    size = byte[0] < 0xc2 ? 0 : byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : byte[0] < 0xf5 ? 4 : 0;
    if (size == 0 || size > length || !second_fits(byte[0], byte[1]))
        return 0;
    for (size_t i = 2; i < size; i++) {
        if (!is_continuation(byte[i]))
            return 0;
    }
    return size;
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    size_t size = utf8_sequence(bytes, length);

    if (size == 0) {
        *code = UTF8_REPLACEMENT_CODE;
        return 1;
    }
    *code = size == 1 ? byte[0] : byte[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++)
        *code = *code << 6 | (byte[i] & 0x3fu);
    return size;
}

size_t utf8_encode(uint32_t code, char out[4])
{
    if (code > 0x10ffff)
        code = UTF8_REPLACEMENT_CODE;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* The number of ASCII bytes at the start, eight at a time; the result may be up to seven too small. */
static size_t ascii_run(const char *bytes, size_t length)
{
    size_t at = 0;

    while (length - at >= 8) {
        uint64_t word;

        memcpy(&word, bytes + at, 8);
        if (word & HIGH_BITS)
            break;
        at += 8;
    }
    return at;
}

bool utf8_valid(const char *bytes, size_t length)
{
    size_t at = ascii_run(bytes, length);

    while (at < length) {
        size_t size = utf8_sequence(bytes + at, length - at);

        if (size == 0)
            return false;
        at += size;
        at += size > 1 ? ascii_run(bytes + at, length - at) : 0;
    }
    return true;
}

/* The length of the character at `at`; 1 for an invalid byte. */
static size_t character_size(const char *bytes, size_t length, size_t at)
{
    size_t size = utf8_sequence(bytes + at, length - at);

    return size ? size : 1;
}

size_t utf8_length(const char *bytes, size_t length)
{
    size_t at = ascii_run(bytes, length), count = at;

    for (; at < length; count++)
        at += character_size(bytes, length, at);
    return count;
}

/* The offset after `count` characters from `at`, or the end. */
static size_t offset_after(const char *bytes, size_t length, size_t at, size_t count)
{
    for (; count > 0 && at < length; count--)
        at += character_size(bytes, length, at);
    return at;
}

struct slice utf8_substring(const char *bytes, size_t length, int64_t start, size_t count)
{
    size_t from, to;

    if (start < 0) {
        size_t back = -(uint64_t)start, whole = utf8_length(bytes, length);

        start = back < whole ? (int64_t)(whole - back) : 0;
    }
    from = offset_after(bytes, length, 0, (size_t)start);
    to = offset_after(bytes, length, from, count);
    return (struct slice){bytes + from, to - from};
}
