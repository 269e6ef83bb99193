/* Parses thresholds in options. The syntax is that of the language: the compiler parses them inside
 * `thresholds { … }`. */
#ifndef SWARM_CLI_THRESHOLD_TEXT_H
#define SWARM_CLI_THRESHOLD_TEXT_H

#include "runtime/base/arena.h"
#include "runtime/base/vec.h"
#include "runtime/model/threshold.h"
#include "runtime/program/program.h"

#include <stdbool.h>

struct threshold_list {
    VEC(struct threshold) items; /* texts in the arena */
};

/* Adds the threshold of a --threshold. False: there is an error, which is printed on stderr. */
bool threshold_text_add(const char *text, struct arena *arena, struct threshold_list *list);

/* Adds the parts of the condition of --find-capacity: "p95 < 2s and failed < 1%". Returns the same. */
bool condition_text_add(const char *text, struct arena *arena, struct threshold_list *list);

/* The first name in the list that isn't the name of a row of the program, probably a typing error. NULL:
 * there is none, or the program has names that are known only at run time. */
const char *threshold_text_stray(const struct threshold_list *list, const struct program *program);

#endif
