/* Random lengths of waits. */
#include "runtime/vm/vm_state.h"

#define LONGEST ((double)(INT64_MAX / 2))

/* Hooks of the run have no user; they use the stream of their code. */
static struct rng *wait_stream(const struct vm *vm)
{
    return vm->environment->wait_rng ? vm->environment->wait_rng : vm->environment->rng;
}

static const char *check_duration(struct vm *vm, value v)
{
    if (v.type == VALUE_DURATION)
        return NULL;
    return vm_error_text(vm, "wait takes a duration, not %s", value_type_name(v.type));
}

static value duration_within(double length)
{
    if (!(length > 0))
        return value_duration(0);
    return value_duration(length < LONGEST ? (nanos)length : (nanos)LONGEST);
}

const char *vm_random_between(struct vm *vm, value a, value b, value *result)
{
    const char *error = check_duration(vm, a);
    bool ordered;

    if (!error)
        error = check_duration(vm, b);
    if (error)
        return error;
    ordered = a.as.duration <= b.as.duration;
    *result = value_duration(rng_between(wait_stream(vm), ordered ? a.as.duration : b.as.duration,
                                         ordered ? b.as.duration : a.as.duration));
    return NULL;
}

const char *vm_random_exponential(struct vm *vm, value mean, value *result)
{
    const char *error = check_duration(vm, mean);

    if (!error)
        *result = duration_within((double)mean.as.duration * rng_exponential(wait_stream(vm)));
    return error;
}

const char *vm_random_normal(struct vm *vm, value mean, value deviation, value *result)
{
    const char *error = check_duration(vm, mean);

    if (!error)
        error = check_duration(vm, deviation);
    if (!error)
        *result = duration_within((double)mean.as.duration +
                                  (double)deviation.as.duration * rng_normal(wait_stream(vm)));
    return error;
}
