#include "runtime/base/clock.h"
#include "runtime/native/native_table.h"
#include "runtime/text/cookie_date.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TIMESTAMP_LONGEST 4096

const char *native_now(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)arguments, (void)count;
    *result = value_float((double)clock_wall() / (double)NANOS_PER_S);
    return NULL;
}

/* Formats the time. strftime returns 0 both for an empty result and for one that is too long. So a dot is
 * added to the format and removed from the result. */
static const char *time_format(time_t seconds, const struct string *form, value *result)
{
    struct buffer dotted = {0};
    char text[TIMESTAMP_LONGEST];
    struct tm broken;
    size_t length;

    buffer_append(&dotted, form->bytes, form->length);
    buffer_append_char(&dotted, '.');
    gmtime_r(&seconds, &broken);
    length = strftime(text, sizeof text, dotted.data, &broken);
    buffer_free(&dotted);
    if (length == 0)
        return "the formatted time is too long";
    *result = value_string(text, length - 1);
    return NULL;
}

const char *native_timestamp(struct native_context *context, const value *arguments, size_t count,
                             value *result)
{
    value form = count ? value_copy(arguments[0]) : value_text("%Y-%m-%dT%H:%M:%SZ");
    const char *error = time_format((time_t)(clock_wall() / NANOS_PER_S), form.as.string, result);

    (void)context;
    value_release(form);
    return error;
}

/* ---- dates ---- */

#define SECONDS_MOST 253402300799. /* the end of the year 9999 */

/* "Z", "UTC", "GMT", "+02:00", "-0530", "+02": seconds east of UTC. */
static bool zone_parse(const char *text, long *offset)
{
    unsigned hours = 0, minutes = 0;
    int length = 0;

    *offset = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0 || strcmp(text, "GMT") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    if (sscanf(text + 1, "%2u:%2u%n", &hours, &minutes, &length) < 2 || text[1 + length]) {
        minutes = 0;
        length = 0;
        if (sscanf(text + 1, "%2u%n", &hours, &length) < 1 || length != 2)
            return false;
        if (text[3] && (sscanf(text + 3, "%2u%n", &minutes, &length) < 1 || length != 2 || text[5]))
            return false;
    }
    *offset = (long)(hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return hours <= 23 && minutes <= 59;
}

static bool is_in_calendar(const struct tm *parts)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = parts->tm_year + 1900;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return parts->tm_mon >= 0 && parts->tm_mon < 12 && parts->tm_mday >= 1 &&
           parts->tm_mday <= days[parts->tm_mon] + (parts->tm_mon == 1 && is_leap) && parts->tm_hour < 24 &&
           parts->tm_min < 60 && parts->tm_sec < 61;
}

/* The clock behind a date: "10:00", "10:00:00", "10:00:00.250". Returns what follows; NULL: it isn't one. */
static const char *clock_parse(const char *text, struct tm *parts, double *fraction)
{
    int length = 0;

    if (sscanf(text, "%2d:%2d%n", &parts->tm_hour, &parts->tm_min, &length) < 2 || length != 5)
        return NULL;
    text += length;
    if (*text == ':') {
        if (sscanf(text, ":%2d%n", &parts->tm_sec, &length) < 1 || length != 3)
            return NULL;
        text += length;
    }
    if (*text != '.' && *text != ',')
        return text;
    for (double digit = 0.1; *++text >= '0' && *text <= '9'; digit /= 10)
        *fraction += (*text - '0') * digit;
    return text;
}

/* ISO 8601 and RFC 3339; without a zone UTC. */
static bool iso_parse(const char *text, double *seconds)
{
    struct tm parts = {0};
    double fraction = 0;
    int length = 0;
    long offset = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &length) < 3 ||
        length != 10)
        return false;
    parts.tm_year -= 1900;
    parts.tm_mon--;
    text += length;
    if (*text == 'T' || *text == 't' || *text == ' ') {
        text = clock_parse(text + 1, &parts, &fraction);
        if (!text)
            return false;
        text += *text == ' ';
        if (*text && !zone_parse(*text == 'z' ? "Z" : text, &offset))
            return false;
    } else if (*text) {
        return false;
    }
    *seconds = is_in_calendar(&parts) ? (double)(timegm(&parts) - offset) + fraction : NAN;
    return !isnan(*seconds);
}

const char *native_date(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct string *text = arguments[0].as.string;
    double seconds;
    int64_t whole;

    (void)context, (void)count;
    if (iso_parse(text->bytes, &seconds))
        *result = value_float(seconds);
    else if (cookie_date_parse(text->bytes, text->length, &whole))
        *result = value_float((double)whole);
    else
        return native_error(
            "date() takes a date such as \"2026-01-31\" or \"2026-01-31T10:00:00+01:00\", not "
            "\"%.60s\"",
            text->bytes);
    return NULL;
}

const char *native_date_format(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    double seconds = floor(native_double(arguments[0]));
    long offset = 0;

    (void)context;
    if (!(fabs(seconds) <= SECONDS_MOST))
        return "date_format() takes a time in seconds since 1970, before the year 10000";
    if (count > 2 && !zone_parse(arguments[2].as.string->bytes, &offset))
        return native_error("there is no time zone \"%.60s\"; write \"UTC\" or an offset such as \"+02:00\"",
                            arguments[2].as.string->bytes);
    return time_format((time_t)seconds + offset, arguments[1].as.string, result);
}
