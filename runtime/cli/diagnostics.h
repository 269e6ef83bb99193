/* What the compiler has to say, on stderr. */
#ifndef SWARM_CLI_DIAGNOSTICS_H
#define SWARM_CLI_DIAGNOSTICS_H

struct compilation;

/* Prints all that the compilation has found, in colors where stderr is a terminal and NO_COLOR isn't set. */
void diagnostics_print(struct compilation *compilation);

#endif
