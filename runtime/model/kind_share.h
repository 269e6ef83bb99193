/* The share of one kind in the users of a run. Zero bytes: the kind takes no part. */
#ifndef SWARM_MODEL_KIND_SHARE_H
#define SWARM_MODEL_KIND_SHARE_H

#include <stdint.h>

struct kind_share {
    double weight;  /* relative to the weights of the other kinds, 0 or more; ignored if `fixed` is set */
    uint64_t fixed; /* exactly this number of users, assigned before all others; 0: by weight */
};

#endif
