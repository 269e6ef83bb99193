/* Files of comma-separated values (RFC 4180): quoted fields with "" for a quote, line breaks inside quotes,
 * LF or CRLF at the end of a row. A byte order mark and empty lines are skipped. The first row contains the
 * names of the columns. */
#ifndef SWARM_TEXT_CSV_H
#define SWARM_TEXT_CSV_H

#include "runtime/base/buffer.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

struct csv_error {
    size_t line;    /* from 1; 0: the error concerns the whole file */
    char text[160]; /* "3 fields where the header has 4" */
};

/* Sets *rows to a list of maps from column to string, owned by the caller. The maps share their keys. On an
 * error it returns false, sets *error, and *rows is none. Errors are: a row with another number of fields
 * than the header, a quote that isn't closed or is followed by more text, an empty or repeated name in the
 * header, more than 4,096 names, no header. */
bool csv_decode(const char *text, size_t length, value *rows, struct csv_error *error);

/* The same for only the names in the header, as a list of strings. */
bool csv_decode_header(const char *text, size_t length, value *columns, struct csv_error *error);

/* The same for a file of at most `most` bytes. It is an error if the file is larger or can't be read. */
bool csv_read(const char *path, size_t most, value *rows, struct csv_error *error);
bool csv_read_header(const char *path, size_t most, value *columns, struct csv_error *error);

/* Appends a text as a field, in quotes if it contains a quote, a comma or a line break. Bytes that aren't
 * UTF-8 become U+FFFD, since other programs fail on them. */
void csv_append(const char *text, size_t length, struct buffer *out);

#endif
