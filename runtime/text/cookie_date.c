#include "runtime/text/cookie_date.h"

#include <string.h>
#include <strings.h>
#include <time.h>

/* The parts of the date found so far; -1: none yet. */
struct date {
    int hour, minute, second;
    int day, month, year;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_delimiter(char c)
{
    return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

/* Reads a number of `least` to `most` digits that no further digit follows, and moves *text past it. */
static bool number_read(const char **text, const char *end, int least, int most, int *number)
{
    int digits = 0, result = 0;

    while (*text < end && is_digit(**text) && digits <= most) {
        result = result * 10 + (**text - '0');
        ++*text;
        digits++;
    }
    if (digits < least || digits > most)
        return false;
    *number = result;
    return true;
}

static bool colon_read(const char **text, const char *end)
{
    if (*text == end || **text != ':')
        return false;
    ++*text;
    return true;
}

static bool time_read(const char *token, const char *end, struct date *date)
{
    int hour, minute, second;

    if (!number_read(&token, end, 1, 2, &hour) || !colon_read(&token, end) ||
        !number_read(&token, end, 1, 2, &minute) || !colon_read(&token, end) ||
        !number_read(&token, end, 1, 2, &second))
        return false;
    date->hour = hour;
    date->minute = minute;
    date->second = second;
    return true;
}

static bool month_read(const char *token, const char *end, struct date *date)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    if (end - token < 3)
        return false;
    for (int i = 0; i < 12; i++) {
        if (strncasecmp(token, months + (size_t)i * 3, 3) == 0) {
            date->month = i;
            return true;
        }
    }
    return false;
}

/* Each token fills the first of time, day, month and year that it fits and that is still missing. */
static void token_read(const char *token, const char *end, struct date *date)
{
    const char *at = token;

    if (date->hour < 0 && time_read(token, end, date))
        return;
    if (date->day < 0 && number_read(&at, end, 1, 2, &date->day))
        return;
    if (date->month < 0 && month_read(token, end, date))
        return;
    at = token;
    if (date->year < 0)
        number_read(&at, end, 2, 4, &date->year);
}

static int full_year(int year)
{
    if (year >= 70 && year <= 99)
        return year + 1900;
    return year >= 0 && year <= 69 ? year + 2000 : year;
}

static bool is_in_range(const struct date *date)
{
    return date->day >= 1 && date->day <= 31 && date->month >= 0 && date->year >= 1601 && date->hour >= 0 &&
           date->hour <= 23 && date->minute <= 59 && date->second <= 59;
}

bool cookie_date_parse(const char *text, size_t length, int64_t *seconds)
{
    struct date date = {-1, -1, -1, -1, -1, -1};
    const char *end = text + length, *stop;
    struct tm calendar = {0};

    for (; text < end; text = stop) {
        while (text < end && is_delimiter(*text))
            text++;
        for (stop = text; stop < end && !is_delimiter(*stop);)
            stop++;
        token_read(text, stop, &date);
    }
    date.year = full_year(date.year);
    if (!is_in_range(&date))
        return false;
    calendar.tm_year = date.year - 1900;
    calendar.tm_mon = date.month;
    calendar.tm_mday = date.day;
    calendar.tm_hour = date.hour;
    calendar.tm_min = date.minute;
    calendar.tm_sec = date.second;
    *seconds = timegm(&calendar);
    return calendar.tm_mday == date.day; /* timegm turns February 30 into March 2 */
}
