#include "runtime/model/load_phase.h"

#include "runtime/value/value.h"

#include <math.h>

void load_phase_text(const struct load_phase *phase, struct buffer *out)
{
    const char *poisson = phase->poisson ? " poisson" : "";

    switch (phase->kind) {
    case LOAD_RAMP_USERS: buffer_printf(out, "ramp to %.10g users over ", phase->target); break;
    case LOAD_HOLD: buffer_append_text(out, "hold "); break;
    case LOAD_STEP: buffer_printf(out, "step %.10g users every ", phase->step); break;
    case LOAD_RAMP_RATE: buffer_printf(out, "ramp to %.10g/s%s over ", phase->target, poisson); break;
    case LOAD_RATE: buffer_printf(out, "rate %.10g/s%s for ", phase->target, poisson); break;
    }
    duration_show(phase->duration, out);
    if (phase->kind == LOAD_STEP)
        buffer_printf(out, " up to %.10g", phase->target);
}

nanos load_phase_length(const struct load_phase *phase, double users)
{
    double step = phase->step >= 1 ? round(phase->step) : 1, more = round(phase->target) - users;

    if (phase->kind != LOAD_STEP)
        return phase->duration;
    return more > 0 ? (nanos)(ceil(more / step) * (double)phase->duration) : 0;
}

double load_phase_users(const struct load_phase *phase, double users)
{
    if (phase->kind == LOAD_STEP)
        return fmax(users, round(phase->target));
    return phase->kind == LOAD_RAMP_USERS ? round(phase->target) : users;
}
