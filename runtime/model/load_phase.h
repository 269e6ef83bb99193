/* One phase of `load { }`: plain data, created by the compiler and used by runtime/load/. */
#ifndef SWARM_MODEL_LOAD_PHASE_H
#define SWARM_MODEL_LOAD_PHASE_H

#include "runtime/base/clock.h"

#include <stdbool.h>

enum load_phase_kind { LOAD_RAMP_USERS, LOAD_HOLD, LOAD_STEP, LOAD_RAMP_RATE, LOAD_RATE };

struct load_phase {
    enum load_phase_kind kind;
    double target;  /* users, or arrivals per second */
    double step;    /* LOAD_STEP: users added per step */
    nanos duration; /* of the phase; LOAD_STEP: of each step */
    bool poisson;
};

#endif
