/* Fields of files of comma-separated values. */
#include "runtime/text/csv.h"

#include "runtime/base/utf8.h"

#include <string.h>

static bool needs_quotes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (strchr("\",\r\n", text[i]))
            return true;
    return false;
}

/* Returns the number of bytes taken from the text. */
static size_t character_append(const char *text, size_t length, struct buffer *out)
{
    size_t taken = utf8_sequence(text, length);

    if (taken == 0) {
        buffer_append_text(out, UTF8_REPLACEMENT);
        return 1;
    }
    if (*text == '"')
        buffer_append_char(out, '"');
    buffer_append(out, text, taken);
    return taken;
}

void csv_append(const char *text, size_t length, struct buffer *out)
{
    bool is_quoted = needs_quotes(text, length);

    if (is_quoted)
        buffer_append_char(out, '"');
    for (size_t at = 0; at < length;)
        at += character_append(text + at, length - at, out);
    if (is_quoted)
        buffer_append_char(out, '"');
}
