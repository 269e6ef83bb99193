/* Escapes untrusted text (of servers, data files, scenarios) for a terminal. */
#ifndef SWARM_REPORT_VISIBLE_H
#define SWARM_REPORT_VISIBLE_H

#include "runtime/base/buffer.h"

#include <stddef.h>

/* Appends the text. Characters that control a terminal or change the direction of text are escaped: "\n",
 * "\x1b", "\u{202e}". Bytes that aren't UTF-8 become U+FFFD. */
void visible_append(const char *text, size_t length, struct buffer *out);

/* Appends the text in at most `width` columns: if it is too wide, "…" replaces its middle, since the ends of
 * a URL are more informative. The text must be escaped already. Returns the columns used. */
size_t visible_shorten(const char *text, size_t length, size_t width, struct buffer *out);

/* The length in bytes of the first line of a text that wraps after `width` columns: up to a newline,
 * otherwise up to the last space that fits, otherwise as much as fits, at least one character. */
size_t visible_line(const char *text, size_t length, size_t width);

#endif
