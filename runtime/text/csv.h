/* Files of comma-separated values (RFC 4180): quoted fields with "" for a quote, line breaks inside quotes,
 * LF or CRLF at the ends, a byte order mark skipped, empty lines skipped. The first row names the columns. */
#ifndef SWARM_TEXT_CSV_H
#define SWARM_TEXT_CSV_H

#include "runtime/base/buffer.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

struct csv_error {
    size_t line;    /* from 1; 0: it is about the file as a whole */
    char text[160]; /* "3 fields where the header has 4" */
};

/* The rows as a list of maps from column to string, owned by the caller; the maps share the keys. False with
 * *error for a row of another length than the header, a quote that isn't closed or is followed by more text,
 * a header with an empty or doubled name or over 4,096 of them, and no header at all; *rows is then none. */
bool csv_decode(const char *text, size_t length, value *rows, struct csv_error *error);

/* Only the names in the header, as a list of strings. */
bool csv_decode_header(const char *text, size_t length, value *columns, struct csv_error *error);

/* The same from a file of at most `most` bytes; false also where it can't be read or is larger. */
bool csv_read(const char *path, size_t most, value *rows, struct csv_error *error);
bool csv_read_header(const char *path, size_t most, value *columns, struct csv_error *error);

/* Appends a text as a field, in quotes where it needs them: with a quote, a comma or a line break in it.
 * Bytes that aren't UTF-8 become U+FFFD, since readers stop at them. */
void csv_append(const char *text, size_t length, struct buffer *out);

#endif
