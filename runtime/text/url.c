#include "runtime/text/url.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

struct span {
    const char *text;
    size_t length;
};

/* An absolute URL taken apart; the fragment is left out. */
struct parts {
    struct span scheme;
    struct span authority;
    struct span path;  /* empty or from its '/' on */
    struct span query; /* after its '?' */
    bool has_query;
};

enum {
    UNRESERVED = 1, /* RFC 3986 section 2.3 */
    LEGAL = 2,      /* may stand in a path or query as it is; '[' and ']' as browsers have it */
    FORM = 4,       /* stays in a form, WHATWG URL section 5.2 */
};

static const unsigned char classes[256] = {
    ['A' ... 'Z'] = UNRESERVED | LEGAL | FORM,
    ['a' ... 'z'] = UNRESERVED | LEGAL | FORM,
    ['0' ... '9'] = UNRESERVED | LEGAL | FORM,
    ['-'] = UNRESERVED | LEGAL | FORM,
    ['.'] = UNRESERVED | LEGAL | FORM,
    ['_'] = UNRESERVED | LEGAL | FORM,
    ['~'] = UNRESERVED | LEGAL,
    ['*'] = LEGAL | FORM,
    ['!'] = LEGAL,
    ['$'] = LEGAL,
    ['&'] = LEGAL,
    ['\''] = LEGAL,
    ['('] = LEGAL,
    [')'] = LEGAL,
    ['+'] = LEGAL,
    [','] = LEGAL,
    [';'] = LEGAL,
    ['='] = LEGAL,
    [':'] = LEGAL,
    ['@'] = LEGAL,
    ['/'] = LEGAL,
    ['?'] = LEGAL,
    ['['] = LEGAL,
    [']'] = LEGAL,
};

static bool byte_is(char c, int class)
{
    return (classes[(unsigned char)c] & class) != 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool escape_at(const char *text, const char *end)
{
    return end - text >= 3 && text[0] == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0;
}

static void escape_append(char c, struct buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";
    const char escape[3] = {'%', digits[(unsigned char)c >> 4], digits[(unsigned char)c & 15]};

    buffer_append(out, escape, sizeof escape);
}

/* Bytes of the class stay and others are escaped, run by run. */
static void encode(const char *text, size_t length, int class, struct buffer *out)
{
    const char *end = text + length;

    while (text < end) {
        const char *run = text;

        while (text < end && byte_is(*text, class))
            text++;
        buffer_append(out, run, (size_t)(text - run));
        if (text < end)
            escape_append(*text++, out);
    }
}

void url_encode(const char *text, size_t length, struct buffer *out)
{
    encode(text, length, UNRESERVED, out);
}

void url_encode_form(const char *text, size_t length, struct buffer *out)
{
    const char *end = text + length;

    while (text < end) {
        const char *space = memchr(text, ' ', (size_t)(end - text));
        const char *stop = space ? space : end;

        encode(text, (size_t)(stop - text), FORM, out);
        if (space)
            buffer_append_char(out, '+');
        text = space ? space + 1 : end;
    }
}

void url_decode(const char *text, size_t length, struct buffer *out)
{
    const char *end = text + length;

    while (text < end) {
        if (escape_at(text, end)) {
            buffer_append_char(out, (char)(hex_digit(text[1]) << 4 | hex_digit(text[2])));
            text += 3;
        } else {
            buffer_append_char(out, *text++);
        }
    }
}

/* The length of a scheme that the text begins with, RFC 3986 section 3.1, the ':' not counted; or 0. */
static size_t scheme_length(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'))
        i++;
    if (i == 0)
        return 0;
    while (i < length && (byte_is(text[i], UNRESERVED) || text[i] == '+') && text[i] != '_' && text[i] != '~')
        i++;
    return i < length && text[i] == ':' ? i : 0;
}

bool url_is_absolute(const char *text, size_t length)
{
    size_t scheme = scheme_length(text, length);

    return scheme && length - scheme >= 3 && memcmp(text + scheme, "://", 3) == 0;
}

static const char *find_any(const char *text, const char *end, const char *bytes)
{
    while (text < end && (*text == '\0' || !strchr(bytes, *text)))
        text++;
    return text;
}

static struct parts parts_of(const char *text, size_t length)
{
    size_t scheme = scheme_length(text, length);
    const char *authority = text + scheme + 3, *end = find_any(text, text + length, "#");
    const char *path = find_any(authority, end, "/?");
    const char *query = find_any(path, end, "?");

    return (struct parts){.scheme = {text, scheme},
                          .authority = {authority, (size_t)(path - authority)},
                          .path = {path, (size_t)(query - path)},
                          .has_query = query < end,
                          .query = {query + (query < end), (size_t)(end - query) - (query < end)}};
}

static const char *check_bytes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || text[i] == '\n')
            return "the URL has a line break in it";
        if (text[i] == '\0')
            return "the URL has a NUL byte in it";
    }
    return NULL;
}

static bool port_is_valid(const char *text, const char *end)
{
    unsigned long port = 0;

    if (text == end)
        return true; /* "host:" is "host", RFC 3986 section 3.2.3 */
    for (; text < end; text++) {
        if (*text < '0' || *text > '9')
            return false;
        port = port * 10 + (unsigned long)(*text - '0');
        if (port > UINT16_MAX)
            return false;
    }
    return port > 0;
}

/* Internationalised names are let through: libcurl makes Punycode of them. */
static bool host_is_valid(const char *text, const char *end)
{
    for (; text < end; text++)
        if ((!byte_is(*text, LEGAL) && *text != '%' && (unsigned char)*text < 0x80) || *text == '@')
            return false;
    return true;
}

static const char *check_authority(struct span authority)
{
    const char *end = authority.text + authority.length, *host = authority.text, *stop;

    for (const char *c = host; c < end; c++)
        if (*c == '@')
            host = c + 1;
    stop = host < end && *host == '[' ? find_any(host, end, "]") : find_any(host, end, ":");
    if (stop < end && *stop == ']')
        stop++;
    if (stop == host)
        return "the URL has no host";
    if (!host_is_valid(host, stop))
        return "the URL's host has a character that no host has";
    if (stop < end && (*stop != ':' || !port_is_valid(stop + 1, end)))
        return "the URL's port isn't a number from 1 to 65535";
    return NULL;
}

static const char *check_parts(const struct parts *parts)
{
    const char *scheme = parts->scheme.text;
    size_t length = parts->scheme.length;

    if (!(length == 4 && strncasecmp(scheme, "http", 4) == 0) &&
        !(length == 5 && strncasecmp(scheme, "https", 5) == 0))
        return "only http:// and https:// URLs can be requested";
    return check_authority(parts->authority);
}

/* What is legal and what is an escape already stays. */
static void repair(const char *text, const char *end, struct buffer *out)
{
    while (text < end) {
        const char *run = text;

        while (text < end && (byte_is(*text, LEGAL) || escape_at(text, end)))
            text++;
        buffer_append(out, run, (size_t)(text - run));
        if (text < end)
            escape_append(*text++, out);
    }
}

/* How many dots a segment consists of, written as '.' or %2e; 0 for any other segment. */
static int segment_dots(const char *text, const char *end)
{
    int dots = 0;

    while (text < end && dots < 3) {
        size_t step = *text == '.' ? 1 : end - text >= 3 && strncasecmp(text, "%2e", 3) == 0 ? 3 : 0;

        if (!step)
            return 0;
        text += step;
        dots++;
    }
    return dots < 3 ? dots : 0;
}

static void segment_drop(struct buffer *out, size_t path)
{
    while (out->length > path && out->data[--out->length] != '/')
        ;
}

/* WHATWG URL, "path state": a dot segment at the end leaves a '/'. */
static void path_append(struct span path, struct buffer *out)
{
    const char *text = path.text, *end = path.text + path.length;
    size_t start = out->length;

    while (text < end) {
        const char *segment = text + 1, *stop = find_any(segment, end, "/");
        int dots = segment_dots(segment, stop);

        if (dots == 2)
            segment_drop(out, start);
        if (!dots || stop == end)
            buffer_append_char(out, '/');
        if (!dots)
            repair(segment, stop, out);
        text = stop;
    }
    if (out->length == start)
        buffer_append_char(out, '/');
}

static const char *normalise(const char *text, size_t length, struct buffer *out)
{
    struct parts parts = parts_of(text, length);
    const char *wrong = check_parts(&parts);

    if (wrong)
        return wrong;
    buffer_append(out, text, (size_t)(parts.path.text - text));
    path_append(parts.path, out);
    if (parts.has_query) {
        buffer_append_char(out, '?');
        repair(parts.query.text, parts.query.text + parts.query.length, out);
    }
    return NULL;
}

/* The reference behind the base's path, without a second '/' where they meet. */
static void join(const char *base, const char *reference, size_t length, struct buffer *out)
{
    size_t base_length = strlen(base);
    struct parts parts;
    bool slash_before, slash_after = length && reference[0] == '/';

    if (!url_is_absolute(base, base_length))
        buffer_append_text(out, "http://");
    buffer_append(out, base, base_length);
    parts = parts_of(out->data, out->length);
    out->length = (size_t)(parts.path.text + parts.path.length - out->data);
    slash_before = parts.path.length && out->data[out->length - 1] == '/';
    if (slash_before && slash_after)
        out->length--;
    else if (!slash_before && !slash_after && (!parts.path.length || (length && !strchr("?#", reference[0]))))
        buffer_append_char(out, '/');
    buffer_append(out, reference, length);
}

static const char *finish(const char *text, size_t length, bool raw, struct buffer *out)
{
    struct parts parts;
    const char *wrong;

    if (!raw)
        return normalise(text, length, out);
    parts = parts_of(text, length);
    wrong = check_parts(&parts);
    if (!wrong)
        buffer_append(out, text, length);
    return wrong;
}

const char *url_resolve(const char *base, const char *reference, size_t length, bool raw, struct buffer *out)
{
    const char *wrong = check_bytes(reference, length);
    struct buffer joined = {0};

    if (wrong)
        return wrong;
    if (url_is_absolute(reference, length))
        return finish(reference, length, raw, out);
    if (!base || !*base)
        return "there is no host to send it to";
    wrong = check_bytes(base, strlen(base));
    if (wrong)
        return wrong;
    join(base, reference, length, &joined);
    wrong = finish(joined.data, joined.length, raw, out);
    buffer_free(&joined);
    return wrong;
}

/* How much of `from` stands before the location, RFC 3986 section 5.2.2. */
static size_t kept_of(const char *from, const char *location, size_t length)
{
    struct parts parts = parts_of(from, strlen(from));
    const char *end = parts.path.text + parts.path.length;

    if (length == 0 || location[0] == '#')
        return (size_t)(parts.has_query ? parts.query.text + parts.query.length - from : end - from);
    if (length > 1 && location[0] == '/' && location[1] == '/')
        return parts.scheme.length + 1;
    if (location[0] == '/')
        return (size_t)(parts.path.text - from);
    while (location[0] != '?' && end > parts.path.text && end[-1] != '/')
        end--;
    return (size_t)(end - from);
}

const char *url_follow(const char *from, const char *location, size_t length, struct buffer *out)
{
    const char *wrong = check_bytes(location, length);
    struct buffer joined = {0};
    size_t kept;

    if (wrong)
        return wrong;
    if (scheme_length(location, length))
        return url_is_absolute(location, length) ? normalise(location, length, out)
                                                 : "only http:// and https:// URLs can be requested";
    kept = kept_of(from, location, length);
    buffer_append(&joined, from, kept);
    if (length && !strchr("/?#", location[0]) && parts_of(joined.data, kept).path.length == 0)
        buffer_append_char(&joined, '/');
    buffer_append(&joined, location, length);
    wrong = normalise(joined.data, joined.length, out);
    buffer_free(&joined);
    return wrong;
}
