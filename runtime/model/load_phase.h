/* One phase of `load { }`: plain data, created by the compiler and used by runtime/load/. */
#ifndef SWARM_MODEL_LOAD_PHASE_H
#define SWARM_MODEL_LOAD_PHASE_H

#include "runtime/base/buffer.h"
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

/* Appends the phase in the syntax of the language: "ramp to 100 users over 30s". */
void load_phase_text(const struct load_phase *phase, struct buffer *out);

/* The duration of the whole phase; that of a step phase depends on the number of users before it. */
nanos load_phase_length(const struct load_phase *phase, double users);

/* The number of users after the phase. */
double load_phase_users(const struct load_phase *phase, double users);

#endif
