/* Regular expressions: PCRE2 with its JIT, in UTF mode that accepts invalid bytes, and with match limits, so
 * a pattern of a scenario can't block a reactor. A compiled expression is immutable, and all threads may use
 * it. Each thread has its own scratch memory for matches. */
#ifndef SWARM_TEXT_REGEX_H
#define SWARM_TEXT_REGEX_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;

struct regex_error {
    size_t offset;  /* position of the error in bytes from the start of the pattern */
    char text[160]; /* the message of PCRE2 */
};

/* The position of a match, or of a group in it, in the subject. */
struct regex_match {
    size_t start, end; /* bytes; start == SIZE_MAX: the group isn't part of the match */
};

/* Compiles an expression, which the caller frees with regex_free. NULL with *error: the pattern isn't valid.
 */
struct regex *regex_compile(const char *pattern, size_t length, struct regex_error *error);
void regex_free(struct regex *regex);

/* Searches for the first match at or after `from`. Sets *found and up to `count` entries of `matches` (0 is
 * the whole match, then the groups) and returns NULL. If a match limit is reached, it returns a static error
 * text. */
const char *regex_search(const struct regex *regex, const char *subject, size_t length, size_t from,
                         bool *found, struct regex_match *matches, size_t count);

/* Sets *result to the text of a group of the first match, as a string. It is none if nothing matches or the
 * group isn't part of the match. Group -1 is the default of the language: group 1 if there is one, else 0.
 * Errors are those of regex_search, and a group that the expression doesn't have. */
const char *regex_value(const struct regex *regex, const char *subject, size_t length, int group,
                        value *result);

/* The same for all matches, which don't overlap, as a list. Matches without the group are left out. */
const char *regex_value_all(const struct regex *regex, const char *subject, size_t length, int group,
                            value *result);

/* Sets *result to the texts of all groups of the first match, as a list; a group that isn't part of the match
 * is none, and without groups the list holds the whole match. None if nothing matches. */
const char *regex_value_groups(const struct regex *regex, const char *subject, size_t length, value *result);

#endif
