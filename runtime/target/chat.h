/* The chat server of the target: sends each line back that it gets, whole lines only.
 *
 * One thread with a loop of its own serves all clients; tens of thousands may be there at once. A client that
 * doesn't read what it is sent isn't read from either, and one whose line is longer than 64 KiB is hung up
 * on. */
#ifndef SWARM_TARGET_CHAT_H
#define SWARM_TARGET_CHAT_H

#include <stdint.h>

struct chat;

/* Starts to serve and returns at once. `host` and `port` as in struct target_options. NULL when it can't:
 * log_error has then said why. */
struct chat *chat_start(const char *host, uint16_t port);

/* Hangs up on all clients. NULL is fine. */
void chat_stop(struct chat *chat);

/* The port it listens on. */
uint16_t chat_port(const struct chat *chat);

/* Lines sent back, from the start on. */
uint64_t chat_lines(const struct chat *chat);

#endif
