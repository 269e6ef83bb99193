#include "runtime/target/hostile.h"

#include "runtime/base/buffer.h"
#include "runtime/base/count_of.h"
#include "runtime/text/url.h"

#include <stddef.h>
#include <string.h>

/* "%25252e" needs three rounds. */
enum { DECODE_ROUNDS = 4 };

static const char *const wanted_files[] = {"..", "\\", "etc/passwd", "etc/shadow", "boot.ini", "win.ini"};

static bool bytes_are_hostile(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
            return true;
    for (size_t i = 0; i < COUNT_OF(wanted_files); i++)
        if (memmem(bytes, length, wanted_files[i], strlen(wanted_files[i])))
            return true;
    return false;
}

/* Decodes the text once; false if it contains no escape. */
static bool decode_once(struct buffer *text)
{
    struct buffer decoded = {0};
    url_decode(buffer_text(text), text->length, &decoded);
    bool changed = decoded.length != text->length;
    buffer_free(text);
    *text = decoded;
    return changed;
}

bool path_is_hostile(const char *path)
{
    struct buffer text = {0};
    buffer_append_text(&text, path);
    bool hostile = bytes_are_hostile(buffer_text(&text), text.length);
    for (int round = 0; !hostile && round < DECODE_ROUNDS && decode_once(&text); round++)
        hostile = bytes_are_hostile(buffer_text(&text), text.length);
    buffer_free(&text);
    return hostile;
}
