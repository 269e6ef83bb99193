/* Escapes untrusted text for XML and HTML: element content, and attributes in double quotes. */
#ifndef SWARM_REPORT_MARKUP_H
#define SWARM_REPORT_MARKUP_H

#include "runtime/base/buffer.h"

/* Appends the text with references for & < > " '. Characters that XML 1.0 (section 2.2, Char) or HTML can't
 * contain, and bytes that aren't UTF-8, become U+FFFD. */
void markup_append(const char *text, struct buffer *out);

#endif
