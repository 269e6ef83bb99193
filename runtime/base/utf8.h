/* Text in UTF-8, with invalid bytes accepted: each counts as one character. What length(), substring() and
 * the tables on the terminal mean by a character is decided here. Nothing is allocated; results point into
 * the text given. */
#ifndef SWARM_BASE_UTF8_H
#define SWARM_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD, shown for what isn't UTF-8 */
#define UTF8_REPLACEMENT_CODE 0xfffdu

/* Some bytes of a text that somebody else owns. */
struct slice {
    const char *bytes;
    size_t length;
};

/* Length, 1 to 4, of the valid sequence (RFC 3629: no overlong forms, no surrogates) at the start of the
 * text; 0 where there is none. */
size_t utf8_sequence(const char *bytes, size_t length);

/* The character at the start of a text of at least one byte, and how many bytes it takes. An invalid byte is
 * UTF8_REPLACEMENT_CODE and takes 1. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code);

/* Writes the character, returns its 1 to 4 bytes. Surrogates are written too (3 bytes, as WTF-8 does);
 * anything past U+10FFFF becomes U+FFFD. */
size_t utf8_encode(uint32_t code, char out[4]);

bool utf8_valid(const char *bytes, size_t length);

/* Length in characters. */
size_t utf8_length(const char *bytes, size_t length);

/* `count` characters from the one at `start`, fewer where the text ends; from the end when `start` is
 * negative (-1: the last one), from the beginning when that is before it. Empty past the end. */
struct slice utf8_substring(const char *bytes, size_t length, int64_t start, size_t count);

/* Columns on a terminal: 2 for wide East Asian characters and emoji, 0 for combining marks and controls, 1
 * for an invalid byte. */
size_t utf8_width(const char *bytes, size_t length);

#endif
