/* Text that others wrote (servers, data files, scenarios), made fit for a terminal. */
#ifndef SWARM_REPORT_VISIBLE_H
#define SWARM_REPORT_VISIBLE_H

#include "runtime/base/buffer.h"

#include <stddef.h>

/* Appends the text with everything that would steer a terminal or turn the line's direction shown as an
 * escape: "\n", "\x1b", "\u{202e}". Bytes that aren't UTF-8 become U+FFFD. */
void visible_append(const char *text, size_t length, struct buffer *out);

/* Appends the text in `width` columns at most: what is too wide loses its middle and shows "…" there,
 * since the ends of a URL tell more. The text is visible already. Returns the columns used. */
size_t visible_shorten(const char *text, size_t length, size_t width, struct buffer *out);

/* The length of the first piece of a text that is to go on in the next line after `width` columns: up to a
 * newline, else up to the last blank that fits, else as much as fits, one character at least. */
size_t visible_line(const char *text, size_t length, size_t width);

#endif
