/* Comma-separated values (RFC 4180): quoted fields with "" for a quote, line breaks inside quotes, LF or CRLF
 * at the end of a row. The delimiter can be another character than a comma: any byte of ASCII but a quote and
 * a line break. A byte order mark and empty lines are skipped. The first row contains the names of the
 * columns. */
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
bool csv_decode(const char *text, size_t length, char delimiter, value *rows, struct csv_error *error);

/* The same for only the names in the header, as a list of strings. */
bool csv_decode_header(const char *text, size_t length, char delimiter, value *columns,
                       struct csv_error *error);

/* Where a text ends. */
struct csv_place {
    size_t line;   /* from 1 */
    size_t column; /* of the field, from 0 */
    size_t field;  /* offset of the start of the field */
};

struct csv_place csv_place_of_end(const char *text, size_t length, char delimiter);

/* Appends a text as a field, in quotes if it contains a quote, a comma or a line break. Bytes that aren't
 * UTF-8 become U+FFFD, since other programs fail on them. */
void csv_append(const char *text, size_t length, struct buffer *out);

#endif
