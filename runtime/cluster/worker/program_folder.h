/* The private folder of a program that a master has sent. Its names come from another node and aren't
 * trusted: nothing outside of the folder is written. Belongs to one thread. */
#ifndef SWARM_CLUSTER_WORKER_PROGRAM_FOLDER_H
#define SWARM_CLUSTER_WORKER_PROGRAM_FOLDER_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Creates a folder that only this user can read, in $TMPDIR or /tmp. Returns its path, which the caller
 * frees; NULL with the reason appended to `why`. */
char *program_folder_new(struct buffer *why);

/* Whether a name stays within a folder: relative, with slashes, without "", "." and ".." as a part, without
 * control characters, not too long. */
bool program_name_fits(const char *name, size_t length);

/* Creates the file of a name that fits, and the folders above it. Returns a descriptor for writing, which the
 * caller closes; -1 with errno: EEXIST for a name that was there before. */
int program_folder_create(const char *folder, const char *name);

/* Removes the folder with all that is in it, and frees its path. NULL is allowed. */
void program_folder_remove(char *folder);

#endif
