/* The functions every scenario has: one table (natives.def) that the compiler checks against and folds
 * constants with, and that the VM calls by index. */
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

enum native_when { NATIVE_PURE, NATIVE_SETUP, NATIVE_RUN };

/* What a call may see of its surroundings. */
struct native_context {
    struct rng *rng;    /* the running user's stream (RNG_CODE); never NULL for a RUN function */
    const char *folder; /* relative paths of file() and read() start here: the scenario file's own folder */
};

/* Puts an owned value into *result and returns NULL, or returns the text of what is wrong (static or per
 * thread, valid until the thread's next call) and leaves *result alone. Arguments are borrowed; their number
 * has been checked against the table, their types haven't. */
typedef const char *native_function(struct native_context *context, const value *arguments, size_t count,
                                    value *result);

struct native {
    const char *name;
    const char *arguments; /* type letters, see natives.def */
    native_function *function;
    enum native_when when;
    uint8_t least, most; /* arguments; most 255: any number */
    char result;
};

extern const struct native natives[NATIVE_COUNT];

/* Calls natives[id] after checking the types of the arguments against the table: "upper() takes a string, not
 * an int". */
const char *native_call(struct native_context *context, enum native_id id, const value *arguments,
                        size_t count, value *result);

#endif
