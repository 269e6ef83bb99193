/* Text that others wrote, made fit for XML and HTML: element content, and attributes in double quotes. */
#ifndef SWARM_REPORT_MARKUP_H
#define SWARM_REPORT_MARKUP_H

#include "runtime/base/buffer.h"

/* Appends the text with & < > " ' as references. What neither XML 1.0 (section 2.2, Char) nor HTML can hold,
 * and bytes that aren't UTF-8, become U+FFFD. */
void markup_append(const char *text, struct buffer *out);

#endif
