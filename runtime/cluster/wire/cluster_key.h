/* The key of --cluster-key: whoever has the file can lead or join a cluster. Connections are encrypted and
 * authenticated by CURVE of ZeroMQ (Curve25519).
 *
 * All nodes derive the same pair of keys from the file. A connection needs the public key of the other side,
 * which is never sent, so only those who have the file can make one. */
#ifndef SWARM_CLUSTER_WIRE_CLUSTER_KEY_H
#define SWARM_CLUSTER_WIRE_CLUSTER_KEY_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

enum { CLUSTER_KEY_TEXT = 41 }; /* a key in Z85, with its NUL */

/* Zero bytes: no key, connections are open. */
struct cluster_key {
    char secret[CLUSTER_KEY_TEXT], public_key[CLUSTER_KEY_TEXT];
};

/* Reads the key from a file of at least 16 bytes that nobody can guess, such as the output of `openssl rand
 * -hex 32`. White space at its end doesn't count. False with the reason appended to `why`. */
bool cluster_key_read(const char *path, struct cluster_key *key, struct buffer *why);

#endif
