/* The steps of reading JSON that json.c and jsonpath_scan.c share. Not for others.
 *
 * Every function leaves the scanner behind what it read, and returns false with the error noted. */
#ifndef SWARM_TEXT_JSON_SCAN_H
#define SWARM_TEXT_JSON_SCAN_H

#include "runtime/text/json.h"

struct json_scanner {
    const char *start, *at, *end;
    unsigned depth; /* of lists and maps around `at` */
    struct json_error error;
};

/* A string as it stands in the text, without its quotes. */
struct json_string {
    const char *bytes;
    size_t length;
    size_t decoded; /* length without escapes; equal to `length` exactly when there are none */
};

/* At the first byte of the value; a byte order mark is passed over. */
void json_begin(struct json_scanner *scanner, const char *text, size_t length);

/* After the value: nothing but blanks may be left. */
bool json_finish(struct json_scanner *scanner);

/* The next value, owned by the caller; with NULL it is only checked. */
bool json_read(struct json_scanner *scanner, value *result);

/* For walking a list or map: json_enter at its opening bracket, json_next after each item. *more tells
 * whether an item comes next; `close` is its closing bracket. */
bool json_enter(struct json_scanner *scanner, char close, bool *more);
bool json_next(struct json_scanner *scanner, char close, bool *more);

/* A member's key and the colon. */
bool json_read_key(struct json_scanner *scanner, struct json_string *key);

/* A string at its opening quote (json_string.c). */
bool json_scan_string(struct json_scanner *scanner, struct json_string *string);

/* Writes string->decoded bytes. */
void json_string_decode(const struct json_string *string, char *out);

bool json_string_equal(const struct json_string *string, const char *bytes, size_t length);

/* Notes what is wrong at `at`; returns false. */
bool json_fail(struct json_scanner *scanner, const char *at, const char *text);

static inline void json_skip_blanks(struct json_scanner *scanner)
{
    while (scanner->at < scanner->end &&
           (*scanner->at == ' ' || *scanner->at == '\n' || *scanner->at == '\r' || *scanner->at == '\t'))
        scanner->at++;
}

#endif
