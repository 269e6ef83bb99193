/* Numbers: integers, floats, durations, sizes. */
#include "compiler/parse/literal.h"
#include "runtime/base/count_of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX_BYTES = 64 };

/* Copies the digits without `_`. Digits past the limit are cut off. */
static void number_clean(const char *text, size_t length, char clean[NUMBER_MAX_BYTES])
{
    size_t count = 0;
    for (size_t i = 0; i < length && count + 1 < NUMBER_MAX_BYTES; i++)
        if (text[i] != '_')
            clean[count++] = text[i];
    clean[count] = '\0';
}

bool literal_is_float(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] == '.' || text[i] == 'e' || text[i] == 'E')
            return true;
    return false;
}

bool literal_integer(const char *text, size_t length, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '_')
            continue;
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, text[i] - '0', value)) {
            *value = INT64_MAX;
            return false;
        }
    }
    return true;
}

double literal_number(const char *text, size_t length)
{
    char clean[NUMBER_MAX_BYTES];
    number_clean(text, length, clean);
    return strtod(clean, NULL);
}

nanos literal_unit_nanos(char unit)
{
    switch (unit) {
    case 'h': return 3600 * NANOS_PER_S;
    case 'm': return 60 * NANOS_PER_S;
    default: return NANOS_PER_S;
    }
}

struct unit {
    const char *text;
    int64_t scale; /* nanoseconds or bytes */
};

static const struct unit time_units[] = {
    {"us", NANOS_PER_US},    {"ms", NANOS_PER_MS},      {"s", NANOS_PER_S},
    {"m", 60 * NANOS_PER_S}, {"h", 3600 * NANOS_PER_S}, {NULL, 0},
};

static const struct unit size_units[] = {
    {"B", 1},           {"kB", 1000},       {"MB", 1000000},    {"GB", 1000000000},
    {"KiB", 1ll << 10}, {"MiB", 1ll << 20}, {"GiB", 1ll << 30}, {NULL, 0},
};

/* Units that people write by mistake, and the answers. */
static const struct {
    const char *written;
    const char *advice;
    bool is_number; /* what was meant isn't a duration */
} foreign_units[] = {
    {"sec", "write `s`", false},
    {"secs", "write `s`", false},
    {"second", "write `s`", false},
    {"seconds", "write `s`", false},
    {"S", "write `s`", false},
    {"min", "write `m`", false},
    {"mins", "write `m`", false},
    {"minute", "write `m`", false},
    {"minutes", "write `m`", false},
    {"hr", "write `h`", false},
    {"hrs", "write `h`", false},
    {"hour", "write `h`", false},
    {"hours", "write `h`", false},
    {"H", "write `h`", false},
    {"msec", "write `ms`", false},
    {"msecs", "write `ms`", false},
    {"millis", "write `ms`", false},
    {"usec", "write `us`", false},
    {"d", "write `24h`", false},
    {"day", "write `24h`", false},
    {"days", "write `24h`", false},
    {"KB", "write `kB` (1,000 bytes) or `KiB` (1,024)", true},
    {"K", "write `kB` (1,000 bytes) or `KiB` (1,024)", true},
    {"k", "write all digits: `1_000`", true},
    {"kb", "write `kB` (1,000 bytes) or `KiB` (1,024)", true},
    {"M", "write `MB`, or `m` for minutes", true},
    {"mb", "write `MB`", true},
    {"gb", "write `GB`", true},
    {"G", "write `GB`", true},
    {"b", "write `B`", true},
    {"x", "numbers are written in decimal", true},
    {"xx", "write a range: `in 200..299`", true},
    {"XX", "write a range: `in 200..299`", true},
    {"p", "write `p95`", true},
    {"th", "write `p95`", true},
};

static const struct unit *unit_find(const struct unit *units, const char *text, size_t length)
{
    for (; units->text != NULL; units++)
        if (strlen(units->text) == length && memcmp(units->text, text, length) == 0)
            return units;
    return NULL;
}

static void unit_advise(const char *text, size_t length, struct literal_problem *problem)
{
    problem->advice = "the units are us ms s m h and B kB MB GB KiB MiB GiB";
    for (size_t i = 0; i < COUNT_OF(foreign_units); i++)
        if (strlen(foreign_units[i].written) == length &&
            memcmp(foreign_units[i].written, text, length) == 0) {
            problem->advice = foreign_units[i].advice;
            problem->is_number = foreign_units[i].is_number;
        }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One `number unit` of a measure. */
struct measure_part {
    double number;
    size_t unit_at;
    size_t end;
};

static struct measure_part measure_part(const char *text, size_t length, size_t at)
{
    size_t unit_at = at;
    while (unit_at < length &&
           (is_digit(text[unit_at]) || text[unit_at] == '.' ||
            (text[unit_at] == '_' && unit_at + 1 < length && is_digit(text[unit_at + 1]))))
        unit_at++;
    size_t end = unit_at;
    while (end < length && !is_digit(text[end]))
        end++;
    return (struct measure_part){literal_number(text + at, unit_at - at), unit_at, end};
}

static enum measure measure_bad(const char *text, size_t at, size_t end, struct literal_problem *problem)
{
    problem->offset = (uint32_t)at;
    problem->length = (uint32_t)(end - at);
    unit_advise(text + at, end - at, problem);
    return MEASURE_BAD_UNIT;
}

/* Adds number × scale to the sum; false past 64 bits. */
static bool measure_add(double number, int64_t scale, int64_t *sum)
{
    double scaled = round(number * (double)scale);
    if (!(scaled < 9.2e18))
        return false;
    return !__builtin_add_overflow(*sum, (int64_t)scaled, sum);
}

enum measure literal_measure(const char *text, size_t length, int64_t *value, struct literal_problem *problem)
{
    *value = 0;
    struct measure_part part = measure_part(text, length, 0);
    const struct unit *size = unit_find(size_units, text + part.unit_at, part.end - part.unit_at);
    if (size != NULL && part.end == length)
        return measure_add(part.number, size->scale, value) ? MEASURE_SIZE : MEASURE_TOO_LARGE;
    for (size_t at = 0; at < length; at = part.end) {
        part = measure_part(text, length, at);
        if (part.unit_at == length)
            return measure_bad(text, at, length, problem);
        const struct unit *unit = unit_find(time_units, text + part.unit_at, part.end - part.unit_at);
        if (unit == NULL)
            return measure_bad(text, part.unit_at, part.end, problem);
        if (!measure_add(part.number, unit->scale, value))
            return MEASURE_TOO_LARGE;
    }
    return MEASURE_DURATION;
}
