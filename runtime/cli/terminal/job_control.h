/* Job control of the shell: whether swarm is in the foreground. */
#ifndef SWARM_CLI_TERMINAL_JOB_CONTROL_H
#define SWARM_CLI_TERMINAL_JOB_CONTROL_H

#include <stdbool.h>

/* Whether the process may read from the terminal at a descriptor and change its mode: the process is in the
 * foreground, or the terminal isn't its controlling terminal. In the background either would stop the
 * process. */
bool job_has_terminal(int descriptor);

/* Stops the process like Ctrl-Z. Returns when the shell continues it, in the foreground or in the background.
 */
void job_suspend(void);

#endif
