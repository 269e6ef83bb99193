/* Text in other charsets than UTF-8, decoded by iconv(3). Names of charsets mean what they mean in browsers
 * (Encoding standard, section 4.2): `iso-8859-1`, for example, is windows-1252. Any thread. */
#ifndef SWARM_TEXT_CHARSET_H
#define SWARM_TEXT_CHARSET_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define CHARSET_NAME_MOST 40 /* bytes of a name, with its NUL */

/* Sets `name` to the charset with this name, in any case, for the functions below. False: it isn't known. */
bool charset_find(const char *label, size_t length, char name[CHARSET_NAME_MOST]);

/* True for UTF-8. */
bool charset_is_utf8(const char *name);

/* The charset that a byte order mark at the start of the bytes shows, and the length of the mark. NULL: there
 * is no mark. */
const char *charset_of_mark(const char *bytes, size_t length, size_t *mark);

/* Appends the bytes as UTF-8, up to the first ones that aren't text in the charset. Returns the number of
 * bytes decoded. */
size_t charset_decode(const char *name, const char *bytes, size_t length, struct buffer *out);

/* The same to the end, as browsers do it: what isn't text becomes U+FFFD. Bytes in UTF-8 stay as they are,
 * valid or not. */
void charset_decode_all(const char *name, const char *bytes, size_t length, struct buffer *out);

#endif
