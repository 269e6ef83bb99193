#include "runtime/base/alloc.h"
#include "runtime/base/hex.h"
#include "runtime/base/utf8.h"
#include "runtime/text/json_scan.h"

#include <string.h>

#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS EVERY_BYTE(0x80)

/* Nonzero if one of the eight bytes is a quote, a backslash or a control character (below 0x20). A byte of
 * 0x80 or more may be marked too, but only beside one of those. */
static uint64_t word_special(uint64_t word)
{
    uint64_t quote = word ^ EVERY_BYTE('"'), backslash = word ^ EVERY_BYTE('\\');
    uint64_t control = word - EVERY_BYTE(0x20);

    quote = (quote - EVERY_BYTE(1)) & ~quote;
    backslash = (backslash - EVERY_BYTE(1)) & ~backslash;
    return (quote | backslash | (control & ~word)) & HIGH_BITS;
}

/* The first quote, backslash or control at or after `at`, or the end. */
static const char *plain_skip(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word;

        memcpy(&word, at, 8);
        if (word_special(word))
            break;
        at += 8;
    }
    while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
        at++;
    return at;
}

/* The four hexadecimal digits at `at`, or -1. */
static int hex_unit(const char *at, const char *end)
{
    int unit = 0;

    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);

        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static bool is_high_surrogate(int unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low_surrogate(int unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* Reads a \u escape, or a surrogate pair of two. `at` is after the first \u. Returns the position after
 * it; NULL if the digits are invalid. */
static const char *unicode_read(const char *at, const char *end, uint32_t *code)
{
    int unit = hex_unit(at, end), low = -1;

    if (unit < 0)
        return NULL;
    at += 4;
    if (is_high_surrogate(unit) && end - at >= 6 && at[0] == '\\' && at[1] == 'u')
        low = hex_unit(at + 2, end);
    if (!is_low_surrogate(low)) {
        *code = (uint32_t)unit;
        return at;
    }
    *code = 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
    return at + 6;
}

/* The character for the letter after a backslash; 0 if the escape is unknown. */
static char escape_meaning(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '"':
    case '\\':
    case '/': return letter;
    default: return 0;
    }
}

/* Decodes the escape at `at`, a backslash. Returns the position after it; NULL if it is invalid. */
static const char *escape_read(const char *at, const char *end, char out[4], size_t *length)
{
    uint32_t code;

    if (end - at < 2)
        return NULL;
    if (at[1] == 'u') {
        at = unicode_read(at + 2, end, &code);
        *length = at ? utf8_encode(code, out) : 0;
        return at;
    }
    out[0] = escape_meaning(at[1]);
    *length = 1;
    return out[0] ? at + 2 : NULL;
}

bool json_scan_string(struct json_scanner *scanner, struct json_string *string)
{
    const char *at = scanner->at + 1, *after;
    size_t saved = 0, length;
    char decoded[4];

    string->bytes = at;
    for (;;) {
        at = plain_skip(at, scanner->end);
        if (at == scanner->end)
            return json_fail(scanner, scanner->at, "the string that starts here has no end");
        if (*at == '"')
            break;
        if (*at != '\\')
            return json_fail(scanner, at, "a control character must be escaped in a string");
        after = escape_read(at, scanner->end, decoded, &length);
        if (!after)
            return json_fail(scanner, at, "there is no such escape");
        saved += (size_t)(after - at) - length;
        at = after;
    }
    string->length = (size_t)(at - string->bytes);
    string->decoded = string->length - saved;
    scanner->at = at + 1;
    return true;
}

void json_string_decode(const struct json_string *string, char *out)
{
    const char *at = string->bytes, *end = at + string->length;

    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((escape ? escape : end) - at), length = 0;
        char decoded[4];

        memcpy(out, at, plain);
        out += plain;
        at += plain;
        if (!escape)
            break;
        at = escape_read(at, end, decoded, &length);
        memcpy(out, decoded, length);
        out += length;
    }
}

bool json_string_equal(const struct json_string *string, const char *bytes, size_t length)
{
    char *decoded;
    bool equal;

    if (string->decoded != length)
        return false;
    if (string->length == length)
        return memcmp(string->bytes, bytes, length) == 0;
    decoded = mem_alloc(length);
    json_string_decode(string, decoded);
    equal = memcmp(decoded, bytes, length) == 0;
    mem_free(decoded);
    return equal;
}
