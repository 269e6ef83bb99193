/* Reads values from texts that people type: options, fields of forms, values of constants. */
#ifndef SWARM_VALUE_VALUE_PARSE_H
#define SWARM_VALUE_VALUE_PARSE_H

#include "runtime/base/clock.h"
#include "runtime/value/value.h"

#include <stdbool.h>

/* A finite number that is the whole text: "5", "2.5", "1e3". */
bool number_parse(const char *text, double *number);

/* A duration of the language that is the whole text, or a number of seconds, as in Locust: "90s", "1h30m",
 * "2.5". At most 1e9 seconds, at least 0. */
bool time_parse(const char *text, nanos *time);

/* A constant of a type, as --var gives it: an int may be given as any number; a float also as a percentage
 * ("5%"); a bool as true, on, false or off. The value of every other type than these and duration is the text
 * itself. False: the text isn't such a value. */
bool value_parse(const char *text, enum value_type type, value *v);

#endif
