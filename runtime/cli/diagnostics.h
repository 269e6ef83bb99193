/* Diagnostics of the compiler on stderr. */
#ifndef SWARM_CLI_DIAGNOSTICS_H
#define SWARM_CLI_DIAGNOSTICS_H

struct compilation;

/* Prints all diagnostics of the compilation, in color if stderr is a terminal and NO_COLOR isn't set. */
void diagnostics_print(struct compilation *compilation);

#endif
