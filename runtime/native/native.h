/* The built-in functions, in one table (natives.def). The compiler checks calls against it and evaluates
 * constant calls. The VM calls functions by index. */
#ifndef SWARM_NATIVE_NATIVE_H
#define SWARM_NATIVE_NATIVE_H

#include "runtime/base/rng.h"
#include "runtime/value/value.h"

#include <stddef.h>
#include <stdint.h>

enum native_id {
#define NATIVE(name, least, most, arguments, result, when) NATIVE_##name,
#include "runtime/native/natives.def"
#undef NATIVE
    NATIVE_COUNT
};

/* When a call may be evaluated; see natives.def. */
enum native_when { NATIVE_PURE, NATIVE_SETUP, NATIVE_RUN };

/* What a call may use besides its arguments. */
struct native_context {
    struct rng *rng;    /* the user's stream RNG_CODE; never NULL for a RUN function */
    const char *folder; /* of the scenario file; file() and read() resolve relative paths against it */
};

/* Sets *result to a value that the caller owns and returns NULL. On an error it returns the text (static or
 * per thread, valid until the thread's next call) and doesn't set *result. Arguments are borrowed; their
 * number has been checked, their types by native_call. */
typedef const char *native_function(struct native_context *context, const value *arguments, size_t count,
                                    value *result);

struct native {
    const char *name;
    const char *arguments; /* type letters, see natives.def */
    native_function *function;
    enum native_when when;
    uint8_t least, most; /* number of arguments; most 255: no limit */
    char result;         /* type letter */
};

extern const struct native natives[NATIVE_COUNT];

/* Checks the types of the arguments and calls natives[id]. Errors like "upper() takes a string, not an int".
 */
const char *native_call(struct native_context *context, enum native_id id, const value *arguments,
                        size_t count, value *result);

#endif
