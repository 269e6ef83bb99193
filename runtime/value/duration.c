#include "runtime/base/count_of.h"
#include "runtime/value/value.h"

#include <stdio.h>
#include <string.h>

#define NANOS_PER_MINUTE (60 * NANOS_PER_S)
#define NANOS_PER_HOUR (3600 * NANOS_PER_S)

struct unit {
    const char *name;
    size_t length;
    nanos nanos;
};

static const struct unit units[] = {
    {"h", 1, NANOS_PER_HOUR}, {"ms", 2, NANOS_PER_MS}, {"m", 1, NANOS_PER_MINUTE},
    {"s", 1, NANOS_PER_S},    {"us", 2, NANOS_PER_US},
};

/* Appends microseconds / per without trailing zeros, and the unit. */
static bool decimal_show(uint64_t microseconds, uint64_t per, const char *unit, struct buffer *out)
{
    char fraction[16] = "";
    uint64_t rest = microseconds % per;

    if (rest) {
        int length = snprintf(fraction, sizeof fraction, ".%0*u", per == 1000 ? 3 : 6, (unsigned)rest);

        while (fraction[length - 1] == '0')
            fraction[--length] = '\0';
    }
    return buffer_printf(out, "%llu%s%s", (unsigned long long)(microseconds / per), fraction, unit);
}

static bool minutes_show(uint64_t microseconds, struct buffer *out)
{
    uint64_t minutes = microseconds / 60000000, rest = microseconds % 60000000;
    bool fits = true;

    if (minutes >= 60)
        fits = buffer_printf(out, "%lluh", (unsigned long long)(minutes / 60));
    if (minutes % 60)
        fits = buffer_printf(out, "%um", (unsigned)(minutes % 60)) && fits;
    if (rest)
        fits = decimal_show(rest, 1000000, "s", out) && fits;
    return fits;
}

bool duration_show(nanos duration, struct buffer *out)
{
    uint64_t magnitude = duration < 0 ? -(uint64_t)duration : (uint64_t)duration;
    uint64_t microseconds = (magnitude + 500) / 1000;

    if (microseconds == 0)
        return buffer_append_text(out, "0s");
    if (duration < 0 && !buffer_append_char(out, '-'))
        return false;
    if (microseconds < 1000)
        return buffer_printf(out, "%uus", (unsigned)microseconds);
    if (microseconds < 1000000)
        return decimal_show(microseconds, 1000, "ms", out);
    if (microseconds < 60000000)
        return decimal_show(microseconds, 1000000, "s", out);
    return minutes_show(microseconds, out);
}

/* ---- reading ---- */

struct part {
    uint64_t whole;
    uint64_t fraction; /* numerator; the denominator is `scale` */
    uint64_t scale;    /* 1: no fraction */
};

static size_t digits_read(const char *text, size_t length, uint64_t *number)
{
    size_t at = 0;

    *number = 0;
    while (at < length && text[at] >= '0' && text[at] <= '9') {
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, (uint64_t)(text[at] - '0'), number))
            return 0;
        at++;
    }
    return at;
}

/* Digits after the ninth are less than a nanosecond. */
static size_t fraction_read(const char *text, size_t length, struct part *part)
{
    size_t at = 0;

    while (at < length && text[at] >= '0' && text[at] <= '9') {
        if (part->scale < NANOS_PER_S) {
            part->fraction = part->fraction * 10 + (uint64_t)(text[at] - '0');
            part->scale *= 10;
        }
        at++;
    }
    return at;
}

/* Returns the length of a number such as "1.5", or 0 if there is none. */
static size_t part_read(const char *text, size_t length, struct part *part)
{
    size_t at = digits_read(text, length, &part->whole), after;

    part->fraction = 0;
    part->scale = 1;
    if (at == 0 || at == length || text[at] != '.')
        return at;
    after = fraction_read(text + at + 1, length - at - 1, part);
    return after ? at + 1 + after : 0;
}

static const struct unit *unit_read(const char *text, size_t length)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (units[i].length <= length && memcmp(units[i].name, text, units[i].length) == 0)
            return &units[i];
    }
    return NULL;
}

static bool part_add(const struct part *part, const struct unit *unit, nanos *sum)
{
    __int128 whole = (__int128)part->whole * unit->nanos;
    __int128 fraction = ((__int128)part->fraction * unit->nanos + part->scale / 2) / part->scale;
    __int128 total = whole + fraction + *sum;

    if (total > INT64_MAX)
        return false;
    *sum = (nanos)total;
    return true;
}

bool duration_parse(const char *text, size_t length, nanos *duration)
{
    nanos sum = 0, smallest = INT64_MAX;
    bool fractional = false;
    size_t at = 0;

    do {
        const struct unit *unit;
        struct part part;
        size_t digits = part_read(text + at, length - at, &part);

        at += digits;
        unit = unit_read(text + at, length - at);
        if (!digits || !unit || unit->nanos >= smallest || fractional || !part_add(&part, unit, &sum))
            return false;
        at += unit->length;
        smallest = unit->nanos;
        fractional = part.scale > 1;
    } while (at < length);
    *duration = sum;
    return true;
}
