/* The state of the server, shared by the files of the target. */
#ifndef SWARM_TARGET_TARGET_STATE_H
#define SWARM_TARGET_TARGET_STATE_H

#include "runtime/base/clock.h"
#include "runtime/target/devices.h"
#include "runtime/target/store.h"
#include "runtime/target/target.h"
#include "runtime/target/workers.h"

#include <stdatomic.h>
#include <stdint.h>

struct delays;
struct MHD_Daemon;

struct target {
    struct MHD_Daemon *daemon;
    struct delays *delays;
    struct workers workers;
    struct target_options options; /* `host` isn't kept */
    uint16_t port;
    unsigned char key[32];         /* signs tokens */
    atomic_uint_fast64_t requests; /* started; whether a request fails depends on its number */
    atomic_uint_fast64_t answered;
    atomic_uint_fast64_t tokens_given;
    struct store playlists;
    struct store comments;
    struct store messages; /* of the board */
    struct devices devices;
};

#endif
