#include "runtime/report/visible.h"

#include "runtime/base/utf8.h"

#include <stdbool.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6" /* one column */

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/* Characters that change the direction of text, and line and paragraph separators. */
static bool is_directing(uint32_t code)
{
    return code == 0x061C || (code >= 0x200E && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static void control_append(uint32_t code, struct buffer *out)
{
    switch (code) {
    case '\n': buffer_append_text(out, "\\n"); break;
    case '\r': buffer_append_text(out, "\\r"); break;
    case '\t': buffer_append_text(out, "\\t"); break;
    default: buffer_printf(out, "\\x%02x", (unsigned)code);
    }
}

void visible_append(const char *text, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t taken = utf8_decode(text + at, length - at, &code);
        if (is_control(code))
            control_append(code, out);
        else if (is_directing(code))
            buffer_printf(out, "\\u{%x}", (unsigned)code);
        else if (code == UTF8_REPLACEMENT_CODE)
            buffer_append_text(out, UTF8_REPLACEMENT);
        else
            buffer_append(out, text + at, taken);
        at += taken;
    }
}

/* The length of the start of the text that fits in `width` columns, with the combining marks of its last
 * character. */
static size_t head_fitting(const char *text, size_t length, size_t width)
{
    size_t at = 0, used = 0;
    while (at < length) {
        uint32_t code;
        size_t taken = utf8_decode(text + at, length - at, &code);
        used += utf8_width(text + at, taken);
        if (used > width)
            break;
        at += taken;
    }
    return at;
}

/* The start of the longest end of the text that fits. It never starts with a combining mark. */
static size_t tail_fitting(const char *text, size_t length, size_t width)
{
    size_t at = 0, left = utf8_width(text, length);
    while (at < length) {
        uint32_t code;
        size_t taken = utf8_decode(text + at, length - at, &code);
        size_t wide = utf8_width(text + at, taken);
        if (left <= width && wide)
            break;
        left -= wide;
        at += taken;
    }
    return at;
}

size_t visible_shorten(const char *text, size_t length, size_t width, struct buffer *out)
{
    size_t whole = utf8_width(text, length);
    if (whole <= width) {
        buffer_append(out, text, length);
        return whole;
    }
    if (!width)
        return 0;
    size_t tail = tail_fitting(text, length, (width - 1) / 2);
    size_t tail_width = utf8_width(text + tail, length - tail);
    size_t head = head_fitting(text, length, width - 1 - tail_width);
    buffer_append(out, text, head);
    buffer_append_text(out, ELLIPSIS);
    buffer_append(out, text + tail, length - tail);
    return utf8_width(text, head) + 1 + tail_width;
}

size_t visible_line(const char *text, size_t length, size_t width)
{
    const char *newline = memchr(text, '\n', length);
    size_t line = newline ? (size_t)(newline - text) : length;
    size_t fits = head_fitting(text, line, width);
    if (fits == line)
        return line;
    for (size_t blank = fits; blank > 0; blank--)
        if (text[blank] == ' ')
            return blank;
    return fits ? fits : utf8_sequence(text, line);
}
