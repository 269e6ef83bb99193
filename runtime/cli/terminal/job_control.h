/* Job control of the shell: whose terminal it is at the moment. */
#ifndef SWARM_CLI_TERMINAL_JOB_CONTROL_H
#define SWARM_CLI_TERMINAL_JOB_CONTROL_H

#include <stdbool.h>

/* Whether the terminal behind a descriptor is ours to read from and to change: we are in its foreground, or
 * it isn't the one that the shell controls us by. From the background either would stop the process. */
bool job_has_terminal(int descriptor);

/* Stops the process, as Ctrl-Z does by default; returns when the shell continues it, in the
 * foreground or in the background. */
void job_suspend(void);

#endif
