/* Files of other load testers, which are passed to swarm by mistake. */
#ifndef SWARM_COMPILER_MODULE_FOREIGN_FILE_H
#define SWARM_COMPILER_MODULE_FOREIGN_FILE_H

/* What a file is, from its name and its text: "a locustfile in Python". NULL: it can be a scenario of swarm.
 */
const char *foreign_file(const char *path, const char *text);

#endif
