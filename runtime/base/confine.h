/* Confines what a scenario reads to one folder: for a program that another node has sent, which mustn't read
 * other files of this machine. The limit holds for the whole process. */
#ifndef SWARM_BASE_CONFINE_H
#define SWARM_BASE_CONFINE_H

#include <stdbool.h>

/* From now on, the scenario reads only files in this folder. Before any other thread starts. */
void confine_to(const char *folder);

bool confine_is_on(void);

/* NULL: the scenario may read the file at `path`, or would fail as for any missing file. Otherwise the
 * reason, a static text. Follows symbolic links and "..". Any thread. */
const char *confine_refusal(const char *path);

#endif
