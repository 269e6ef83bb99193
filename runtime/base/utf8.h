/* UTF-8 text. Invalid bytes are accepted: each counts as one character. length(), substring() and the tables
 * of the terminal count characters with these functions. They allocate nothing; results point into the given
 * text. */
#ifndef SWARM_BASE_UTF8_H
#define SWARM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD, replaces invalid bytes in output */
#define UTF8_REPLACEMENT_CODE 0xfffdu

/* A part of a text, borrowed. */
struct slice {
    const char *bytes;
    size_t length;
};

/* The length, 1 to 4, of the valid sequence (RFC 3629: no overlong forms, no surrogates) at the start of the
 * text. 0 if there is none. */
size_t utf8_sequence(const char *bytes, size_t length);

/* Decodes the character at the start of a text, which has at least one byte. Returns the number of bytes. An
 * invalid byte is one byte long and gives UTF8_REPLACEMENT_CODE. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code);

/* Writes the character and returns its length in bytes, 1 to 4. Surrogates are written too (3 bytes, as in
 * WTF-8). Codes above U+10FFFF become U+FFFD. */
size_t utf8_encode(uint32_t code, char out[4]);

bool utf8_valid(const char *bytes, size_t length);

/* Length in characters. */
size_t utf8_length(const char *bytes, size_t length);

/* `count` characters from the one at `start`; fewer at the end of the text. A negative `start` counts from
 * the end (-1: the last character); if it is before the beginning, the beginning is used. Empty if `start` is
 * past the end. */
struct slice utf8_substring(const char *bytes, size_t length, int64_t start, size_t count);

/* Columns on a terminal: 2 for wide East Asian characters and emoji, 0 for combining marks and controls, 1
 * for an invalid byte. */
size_t utf8_width(const char *bytes, size_t length);

#endif
