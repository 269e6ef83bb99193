#include "runtime/text/set_cookie.h"

#include "runtime/text/cookie_date.h"

#include <string.h>
#include <strings.h>

/* Seconds that Max-Age may add: 100 years. The limit avoids overflow. */
#define AGE_MOST ((int64_t)100 * 365 * 24 * 3600)

/* The lifetime from the attributes. Max-Age takes precedence over Expires in either order. */
struct lifetime {
    bool has_age, has_date;
    int64_t by_age, by_date; /* seconds since 1970 */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct cookie_text trimmed(const char *text, const char *end)
{
    while (text < end && is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    return (struct cookie_text){text, (size_t)(end - text)};
}

static const char *until(const char *text, const char *end, char byte)
{
    const char *found = memchr(text, byte, (size_t)(end - text));

    return found ? found : end;
}

static bool name_is(struct cookie_text name, const char *wanted)
{
    return name.length == strlen(wanted) && strncasecmp(name.text, wanted, name.length) == 0;
}

/* RFC 6265 section 5.2.2. */
static void age_read(struct cookie_text value, int64_t now, struct lifetime *lifetime)
{
    bool is_negative = value.length && *value.text == '-';
    int64_t age = 0;

    if (value.length == is_negative)
        return;
    for (size_t i = is_negative; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return;
        if (age < AGE_MOST)
            age = age * 10 + (value.text[i] - '0');
    }
    lifetime->has_age = true;
    if (is_negative || age == 0)
        lifetime->by_age = INT64_MIN;
    else
        lifetime->by_age = now + (age < AGE_MOST ? age : AGE_MOST);
}

static void domain_read(struct cookie_text value, struct set_cookie *cookie)
{
    if (value.length && *value.text == '.') {
        value.text++;
        value.length--;
    }
    cookie->domain = value;
}

static void attribute_read(struct cookie_text name, struct cookie_text value, int64_t now,
                           struct set_cookie *cookie, struct lifetime *lifetime)
{
    if (name_is(name, "Max-Age"))
        age_read(value, now, lifetime);
    else if (name_is(name, "Expires") && cookie_date_parse(value.text, value.length, &lifetime->by_date))
        lifetime->has_date = true;
    else if (name_is(name, "Domain"))
        domain_read(value, cookie);
    else if (name_is(name, "Path"))
        cookie->path = value.length && *value.text == '/' ? value : (struct cookie_text){0};
    else if (name_is(name, "Secure"))
        cookie->secure = true;
}

static void attributes_read(const char *text, const char *end, int64_t now, struct set_cookie *cookie)
{
    struct lifetime lifetime = {0};

    while (text < end) {
        const char *stop = until(text, end, ';'), *equals = until(text, stop, '=');

        attribute_read(trimmed(text, equals), trimmed(equals + (equals < stop), stop), now, cookie,
                       &lifetime);
        text = stop + (stop < end);
    }
    if (lifetime.has_age)
        cookie->expires = lifetime.by_age;
    else if (lifetime.has_date)
        cookie->expires = lifetime.by_date;
}

static bool has_controls(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\t') || text[i] == 0x7f)
            return true;
    return false;
}

bool set_cookie_parse(const char *text, size_t length, int64_t now, struct set_cookie *cookie)
{
    const char *end = text + length, *stop = until(text, end, ';'), *equals = until(text, stop, '=');

    *cookie = (struct set_cookie){.expires = COOKIE_NEVER_EXPIRES};
    if (equals == stop || has_controls(text, length))
        return false;
    cookie->name = trimmed(text, equals);
    cookie->value = trimmed(equals + 1, stop);
    attributes_read(stop + (stop < end), end, now, cookie);
    return cookie->name.length > 0;
}
