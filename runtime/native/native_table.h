/* What the native_*.c share. Not for others. */
#ifndef SWARM_NATIVE_NATIVE_TABLE_H
#define SWARM_NATIVE_NATIVE_TABLE_H

#include "runtime/native/native.h"

/* Declares native_<name> of every row. */
#define NATIVE(name, least, most, arguments, result, when) native_function native_##name;
#include "runtime/native/natives.def"
#undef NATIVE

/* Formats what is wrong into a text of the thread that the next call overwrites. */
const char *native_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The bytes as a string value in *result; frees the buffer. For the last line of a function. */
const char *native_take_text(struct buffer *text, value *result);

/* A whole float as an int; the text of an error where 64 bit don't hold it. */
const char *native_whole(double number, value *result);

#endif
