/* The version of swarm and of the libraries that it uses. */
#ifndef SWARM_CLI_VERSION_H
#define SWARM_CLI_VERSION_H

/* Prints "swarm 0.1.0" on stdout, and a line with the libraries as they are on this machine. */
void version_print(void);

#endif
