/* A terminal as a front of control: the table every two seconds, the live line, the keys w W s S that add or
 * remove users, resizing, Ctrl-Z, the results at the end of each run. Each of them is active only if its file
 * descriptor is a terminal. */
#ifndef SWARM_CLI_TERMINAL_TERMINAL_H
#define SWARM_CLI_TERMINAL_TERMINAL_H

#include "runtime/control/control.h"

#include <stdbool.h>

struct terminal;

struct terminal_options {
    bool only_summary; /* no tables before the end; the live line is shown */
    bool is_json;      /* the same, and at the end the JSON document in place of the summary */
    bool is_annotated; /* after the summary, the source with the numbers of its lines */
    bool only_at_exit; /* nothing but the results of the last run, at terminal_exit: there is a web page */
};

/* Observes control (borrowed) until terminal_free. If results can't be written to stdout, it stops the run.
 */
struct terminal *terminal_new(struct control *control, const struct terminal_options *options);

/* With only_at_exit: prints the results of the last run, if there was one. */
void terminal_exit(struct terminal *terminal);

/* Restores the terminal. Must be called before control_free. NULL is allowed. */
void terminal_free(struct terminal *terminal);

/* Whether stdout couldn't be written. The log says so. */
bool terminal_is_unwritable(const struct terminal *terminal);

#endif
