/* The chat server of the target: it echoes each line that it receives; incomplete lines are kept until they
 * are complete.
 *
 * One thread with its own loop serves all clients; there may be tens of thousands. If a client doesn't read
 * its responses, the server doesn't read from it either. It disconnects a client that sends a line longer
 * than 64 KiB. */
#ifndef SWARM_TARGET_CHAT_H
#define SWARM_TARGET_CHAT_H

#include <stdint.h>

struct chat;

/* Starts the server and returns at once. `host` and `port` as in struct target_options. NULL: it can't start;
 * the reason has been logged. */
struct chat *chat_start(const char *host, uint16_t port);

/* Disconnects all clients and stops the server. NULL is allowed. */
void chat_stop(struct chat *chat);

/* The port it listens on. */
uint16_t chat_port(const struct chat *chat);

/* Number of lines sent back since the start. */
uint64_t chat_lines(const struct chat *chat);

#endif
