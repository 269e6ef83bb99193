/* How many of a run's users are of one kind. All-zero: the kind takes no part. */
#ifndef SWARM_MODEL_KIND_SHARE_H
#define SWARM_MODEL_KIND_SHARE_H

#include <stdint.h>

struct kind_share {
    double weight;  /* relative to the weights of the other kinds, 0 or more; ignored where `fixed` is set */
    uint64_t fixed; /* exactly so many users, before all others; 0: by weight */
};

#endif
