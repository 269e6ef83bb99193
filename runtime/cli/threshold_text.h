/* Thresholds that an option holds, in the language's own reading: the compiler reads `thresholds { … }`
 * around them. */
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

/* Adds the threshold that --threshold has. False after saying on stderr what is wrong with it. */
bool threshold_text_add(const char *text, struct arena *arena, struct threshold_list *list);

/* Adds those of the condition that --find-capacity has: "p95 < 2s and failed < 1%". Likewise. */
bool condition_text_add(const char *text, struct arena *arena, struct threshold_list *list);

/* The first name in the list that the program reports nothing as: a slip of the pen. NULL: there is none, or
 * some names are only known when the program runs. */
const char *threshold_text_stray(const struct threshold_list *list, const struct program *program);

#endif
