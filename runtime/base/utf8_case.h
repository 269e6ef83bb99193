/* Upper and lower case of UTF-8 text, by the mappings of Unicode that hold for all languages. */
#ifndef SWARM_BASE_UTF8_CASE_H
#define SWARM_BASE_UTF8_CASE_H

#include "runtime/base/buffer.h"
#include "runtime/base/utf8.h"

#include <stddef.h>

/* Append the text in the other case to `out`. One character may become several: "ß" is "SS". Invalid bytes
 * stay as they are. */
void utf8_upper(const char *bytes, size_t length, struct buffer *out);
void utf8_lower(const char *bytes, size_t length, struct buffer *out);

#endif
