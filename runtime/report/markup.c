#include "runtime/report/markup.h"

#include "runtime/base/utf8.h"

#include <stdbool.h>
#include <string.h>

static const char *reference_for(uint32_t code)
{
    switch (code) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static bool is_allowed(uint32_t code)
{
    if (code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    return code != UTF8_REPLACEMENT_CODE && code != 0x7F && code != 0xFFFE && code != 0xFFFF;
}

void markup_append(const char *text, struct buffer *out)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t taken = utf8_decode(text + at, length - at, &code);
        const char *reference = reference_for(code);
        if (reference)
            buffer_append_text(out, reference);
        else if (is_allowed(code))
            buffer_append(out, text + at, taken);
        else
            buffer_append_text(out, UTF8_REPLACEMENT);
        at += taken;
    }
}
