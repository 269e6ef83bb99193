/* For the native_*.c only. */
#ifndef SWARM_NATIVE_NATIVE_TABLE_H
#define SWARM_NATIVE_NATIVE_TABLE_H

#include "runtime/native/native.h"

/* Declares native_<name> of every row. */
#define NATIVE(name, least, most, arguments, result, when) native_function native_##name;
#include "runtime/native/natives.def"
#undef NATIVE

/* Formats an error into a buffer of this thread, which the next call overwrites. */
const char *native_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets *result to the text as a string and frees the buffer. Returns NULL. */
const char *native_take_text(struct buffer *text, value *result);

/* A number of any type as a double. */
double native_double(value v);

/* Sets *result to `number`, which has no fraction, as an int. It is an error if the number doesn't fit 64
 * bits. */
const char *native_whole(double number, value *result);

#endif
