/* Regular expressions: PCRE2 with its JIT, in UTF mode that takes invalid bytes as they come, and with
 * limits, so that no pattern a scenario makes up can hold a reactor. A compiled expression is immutable and
 * may be used by all threads; the scratch memory of a match is the calling thread's. */
#ifndef SWARM_TEXT_REGEX_H
#define SWARM_TEXT_REGEX_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;

struct regex_error {
    size_t offset;  /* bytes from the start of the pattern */
    char text[160]; /* PCRE2's own words */
};

/* Where a match, or a group in it, lies in the subject. */
struct regex_match {
    size_t start, end; /* bytes; start == SIZE_MAX: the group took no part in the match */
};

/* An expression, which the caller frees with regex_free; NULL with *error filled where the pattern isn't one.
 */
struct regex *regex_compile(const char *pattern, size_t length, struct regex_error *error);
void regex_free(struct regex *regex);

/* Looks for the first match at or after `from`. NULL, with *found and up to `count` places in `matches` (0 is
 * the whole match, then the groups); or the static text of what went wrong, where a limit was hit. */
const char *regex_search(const struct regex *regex, const char *subject, size_t length, size_t from,
                         bool *found, struct regex_match *matches, size_t count);

/* The text of a group of the first match as a string value, none without a match or where the group took no
 * part. Group -1 is the language's default: 1 if there is one, else 0. Errors as regex_search, and for a
 * group that the expression doesn't have. */
const char *regex_value(const struct regex *regex, const char *subject, size_t length, int group,
                        value *result);

/* The same for all matches, which don't overlap, as a list; matches in which the group took no part are left
 * out.
 */
const char *regex_value_all(const struct regex *regex, const char *subject, size_t length, int group,
                            value *result);

#endif
