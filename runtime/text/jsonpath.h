/* JSONPath (RFC 9535), complete: names, indexes, wildcards, slices, unions, descendants, filters with the
 * functions length count match search value. A compiled path is immutable, and all threads may use it. */
#ifndef SWARM_TEXT_JSONPATH_H
#define SWARM_TEXT_JSONPATH_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

struct jsonpath;

struct jsonpath_error {
    size_t offset;  /* position of the error in bytes from the start of the path */
    char text[120]; /* "a name, `*` or `[` should follow the dot" */
};

/* Compiles a path, which the caller frees with jsonpath_free. NULL with *error: the text isn't a path. */
struct jsonpath *jsonpath_compile(const char *text, size_t length, struct jsonpath_error *error);
void jsonpath_free(struct jsonpath *path);

/* Sets *result to what the path selects in `root`, owned by the caller. For a singular path this is the
 * value, or none if there is no such value. For other paths it is the list of all values in document order
 * (RFC 9535 doesn't define an order of members; swarm uses the order of insertion). Returns NULL, or a static
 * error text if the result has more than 10 million nodes. */
const char *jsonpath_value(const struct jsonpath *path, value root, value *result);

/* Whether jsonpath_scan accepts the path: it is singular and has only names and non-negative indexes. */
bool jsonpath_is_scannable(const struct jsonpath *path);

/* The same for a scannable path, directly in JSON text: it creates only the selected value. It checks the
 * whole text. If json_decode would refuse the text, it returns false, *result is none, and *found is false.
 * *found distinguishes a null in the text from a missing value. */
bool jsonpath_scan(const struct jsonpath *path, const char *text, size_t length, value *result, bool *found);

#endif
