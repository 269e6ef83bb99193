/* The steps of parsing JSON that json.c and jsonpath_scan.c share. Not for other files.
 *
 * Each function moves the scanner past what it has read. On an error it sets `error` and returns false. */
#ifndef SWARM_TEXT_JSON_SCAN_H
#define SWARM_TEXT_JSON_SCAN_H

#include "runtime/text/json.h"

struct json_scanner {
    const char *start, *at, *end;
    unsigned depth; /* of lists and maps around `at` */
    struct json_error error;
};

/* A string as it is in the text, without its quotes. */
struct json_string {
    const char *bytes;
    size_t length;
    size_t decoded; /* length with escapes resolved; equal to `length` only if there are no escapes */
};

/* Moves to the first byte of the value. A byte order mark is skipped. */
void json_begin(struct json_scanner *scanner, const char *text, size_t length);

/* Checks that only whitespace follows the value. */
bool json_finish(struct json_scanner *scanner);

/* Reads the next value, owned by the caller. If `result` is NULL, the value is only checked. */
bool json_read(struct json_scanner *scanner, value *result);

/* Iterates over a list or map: call json_enter at its opening bracket and json_next after each item. *more:
 * another item follows. `close` is its closing bracket. */
bool json_enter(struct json_scanner *scanner, char close, bool *more);
bool json_next(struct json_scanner *scanner, char close, bool *more);

/* Reads the key of a member and the colon. */
bool json_read_key(struct json_scanner *scanner, struct json_string *key);

/* Reads a string, at its opening quote (json_string.c). */
bool json_scan_string(struct json_scanner *scanner, struct json_string *string);

/* Writes string->decoded bytes. */
void json_string_decode(const struct json_string *string, char *out);

bool json_string_equal(const struct json_string *string, const char *bytes, size_t length);

/* Sets the error, at `at`. Returns false. */
bool json_fail(struct json_scanner *scanner, const char *at, const char *text);

static inline void json_skip_blanks(struct json_scanner *scanner)
{
    while (scanner->at < scanner->end &&
           (*scanner->at == ' ' || *scanner->at == '\n' || *scanner->at == '\r' || *scanner->at == '\t'))
        scanner->at++;
}

#endif
