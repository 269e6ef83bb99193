#include "runtime/text/host_ascii.h"

#include "runtime/base/alloc.h"

#include <idn2.h>

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80)
            return false;
    }
    return true;
}

bool host_ascii(const char *name, size_t length, struct buffer *out)
{
    char *text, *converted = NULL;
    bool is_possible;

    if (is_ascii(name, length))
        return buffer_append(out, name, length);
    text = mem_strndup(name, length);
    is_possible = idn2_to_ascii_8z(text, &converted, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK;
    if (is_possible)
        buffer_append_text(out, converted);
    idn2_free(converted);
    mem_free(text);
    return is_possible;
}
