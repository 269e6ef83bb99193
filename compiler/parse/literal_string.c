/* The text of strings: escapes, line ends, common indent. */
#include "compiler/parse/literal.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void append_utf8(struct buffer *out, uint32_t point)
{
    char bytes[4];
    size_t count = 0;
    if (point < 0x80) {
        bytes[count++] = (char)point;
    } else if (point < 0x800) {
        bytes[count++] = (char)(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        bytes[count++] = (char)(0xe0 | point >> 12);
        bytes[count++] = (char)(0x80 | (point >> 6 & 0x3f));
    } else {
        bytes[count++] = (char)(0xf0 | point >> 18);
        bytes[count++] = (char)(0x80 | (point >> 12 & 0x3f));
        bytes[count++] = (char)(0x80 | (point >> 6 & 0x3f));
    }
    if (point >= 0x80)
        bytes[count++] = (char)(0x80 | (point & 0x3f));
    buffer_append(out, bytes, count);
}

/* \xHH: its length, or 0 if it is invalid. */
static size_t escape_byte(const char *raw, size_t length, struct buffer *out)
{
    if (length < 4 || hex_digit(raw[2]) < 0 || hex_digit(raw[3]) < 0)
        return 0;
    buffer_append_char(out, (char)((unsigned)hex_digit(raw[2]) << 4 | (unsigned)hex_digit(raw[3])));
    return 4;
}

/* \u{1F600}: its length, or 0 if it is invalid or no character. */
static size_t escape_point(const char *raw, size_t length, struct buffer *out)
{
    if (length < 4 || raw[2] != '{')
        return 0;
    uint32_t point = 0;
    size_t at = 3;
    for (; at < length && hex_digit(raw[at]) >= 0 && point <= 0x10ffff; at++)
        point = point << 4 | (uint32_t)hex_digit(raw[at]);
    bool is_surrogate = point >= 0xd800 && point < 0xe000;
    if (at == 3 || at == length || raw[at] != '}' || point > 0x10ffff || is_surrogate)
        return 0;
    append_utf8(out, point);
    return at + 1;
}

/* Appends the escape at raw[0], a backslash; returns its length, or 0 for an unknown escape. */
static size_t escape_append(const char *raw, size_t length, struct buffer *out)
{
    static const char letters[] = "nrt0\"\\$'";
    static const char meanings[] = "\n\r\t\0\"\\$'";
    if (length < 2)
        return 0;
    if (raw[1] == 'x')
        return escape_byte(raw, length, out);
    if (raw[1] == 'u')
        return escape_point(raw, length, out);
    const char *found = memchr(letters, raw[1], sizeof letters - 1);
    if (found == NULL)
        return 0;
    buffer_append_char(out, meanings[found - letters]);
    return 2;
}

/* The length of the backslash and the character after it, so that the caret covers the whole character. */
static uint32_t escape_shown_length(const char *raw, size_t length)
{
    uint32_t shown = length < 2 ? 1 : 2;
    while (shown < length && ((unsigned char)raw[shown] & 0xc0) == 0x80)
        shown++;
    return shown;
}

static void escape_report(struct diag_list *diags, span place, const char *raw, size_t length)
{
    uint32_t shown = escape_shown_length(raw, length);
    struct diag *diag =
        diag_report(diags, E0105_BAD_ESCAPE, (span){place.file, place.offset, shown}, (int)shown, raw);
    if (length > 1 && raw[1] == 'x')
        diag_label(diag, "write `\\x` and two hexadecimal digits");
    else if (length > 1 && raw[1] == 'u')
        diag_label(diag, "write `\\u{1F600}`");
    else
        diag_label(diag, "for a backslash write `\\\\`, for a pattern r\"…\"");
}

/* Appends a line or a part of one. */
static void append_line(struct diag_list *diags, span place, const char *raw, size_t length, bool has_escapes,
                        struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        const char *special = has_escapes ? memchr(raw + at, '\\', length - at) : NULL;
        size_t plain = (special != NULL ? (size_t)(special - raw) : length) - at;
        buffer_append(out, raw + at, plain);
        at += plain;
        if (at == length)
            break;
        size_t used = escape_append(raw + at, length - at, out);
        if (used == 0) {
            escape_report(diags, (span){place.file, place.offset + (uint32_t)at, 0}, raw + at, length - at);
            used = escape_shown_length(raw + at, length - at);
            buffer_append(out, raw + at, used);
        }
        at += used;
    }
}

/* The bytes of a line before its line end; `*next` is the start of the next line. */
static size_t line_length(const char *raw, size_t length, size_t at, size_t *next)
{
    const char *end = memchr(raw + at, '\n', length - at);
    *next = end != NULL ? (size_t)(end - raw) + 1 : length;
    if (end == NULL)
        return length - at;
    size_t count = (size_t)(end - raw) - at;
    return count > 0 && end[-1] == '\r' ? count - 1 : count;
}

void literal_append(struct diag_list *diags, span place, const char *raw, size_t length, size_t columns,
                    bool has_escapes, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        size_t next;
        size_t count = line_length(raw, length, at, &next);
        append_line(diags, (span){place.file, place.offset + (uint32_t)at, 0}, raw + at, count, has_escapes,
                    out);
        bool has_end = next > at && raw[next - 1] == '\n';
        if (has_end)
            buffer_append_char(out, '\n');
        at = next;
        for (size_t i = 0; has_end && i < columns && at < length && (raw[at] == ' ' || raw[at] == '\t'); i++)
            at++;
    }
}

/* ---- common indent ---- */

void literal_indent_start(struct literal_indent *indent)
{
    *indent = (struct literal_indent){.columns = SIZE_MAX};
}

static void indent_line_counts(struct literal_indent *indent)
{
    if (indent->at_line_start && indent->seen < indent->columns)
        indent->columns = indent->seen;
    indent->at_line_start = false;
}

void literal_indent_text(struct literal_indent *indent, const char *raw, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (raw[i] == '\n') {
            indent->at_line_start = true;
            indent->seen = 0;
        } else if (raw[i] == ' ' || raw[i] == '\t') {
            indent->seen++;
        } else if (raw[i] != '\r') {
            indent_line_counts(indent);
        }
    }
}

void literal_indent_code(struct literal_indent *indent)
{
    indent_line_counts(indent);
}

void literal_indent_end(struct literal_indent *indent)
{
    indent_line_counts(indent);
    if (indent->columns == SIZE_MAX)
        indent->columns = 0;
}
