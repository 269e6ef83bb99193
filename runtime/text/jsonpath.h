/* JSONPath (RFC 9535), whole: names, indexes, wildcards, slices, unions, descendants, filters with the
 * functions length count match search value. A compiled path is immutable and may be used by all threads. */
#ifndef SWARM_TEXT_JSONPATH_H
#define SWARM_TEXT_JSONPATH_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

struct jsonpath;

struct jsonpath_error {
    size_t offset;  /* bytes from the start of the path to what is wrong */
    char text[120]; /* "a name, `*` or `[` should follow the dot" */
};

/* A path, which the caller frees with jsonpath_free; NULL with *error filled where it isn't one. */
struct jsonpath *jsonpath_compile(const char *text, size_t length, struct jsonpath_error *error);
void jsonpath_free(struct jsonpath *path);

/* What the path selects in `root`, owned by the caller: for a singular path the value, or none without one;
 * for another the list of all values in the order of the document (RFC 9535 leaves the order of members free;
 * ours is that of insertion). Returns NULL, or the static text of what went wrong: a result of over 10
 * million nodes. */
const char *jsonpath_value(const struct jsonpath *path, value root, value *result);

/* Whether jsonpath_scan takes the path: singular, of names and non-negative indexes. */
bool jsonpath_is_scannable(const struct jsonpath *path);

/* The same for a scannable path straight out of JSON text, without building more than the value selected. All
 * of the text is looked at: false where json_decode would refuse it, with *result none and *found false.
 * Otherwise *result is what jsonpath_value gives on the decoded text, and *found tells a null that is there
 * from nothing. */
bool jsonpath_scan(const struct jsonpath *path, const char *text, size_t length, value *result, bool *found);

#endif
