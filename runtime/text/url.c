#include "runtime/text/url.h"

#include "runtime/base/hex.h"
#include "runtime/text/url_parts.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

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

/* Copies bytes of that kind and escapes others. */
static void encode(const char *text, size_t length, enum url_byte kind, struct buffer *out)
{
    const char *end = text + length;

    while (text < end) {
        const char *run = text;

        while (text < end && url_byte_is(*text, kind))
            text++;
        buffer_append(out, run, (size_t)(text - run));
        if (text < end)
            escape_append(*text++, out);
    }
}

void url_encode(const char *text, size_t length, struct buffer *out)
{
    encode(text, length, URL_UNRESERVED, out);
}

void url_encode_form(const char *text, size_t length, struct buffer *out)
{
    const char *end = text + length;

    while (text < end) {
        const char *space = memchr(text, ' ', (size_t)(end - text));
        const char *stop = space ? space : end;

        encode(text, (size_t)(stop - text), URL_FORM, out);
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

static const char *check_bytes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || text[i] == '\n')
            return "the URL contains a line break";
        if (text[i] == '\0')
            return "the URL contains a NUL byte";
    }
    return NULL;
}

/* Escapes characters that aren't allowed. Existing escapes stay. */
static void repair(const char *text, const char *end, struct buffer *out)
{
    while (text < end) {
        const char *run = text;

        while (text < end && (url_byte_is(*text, URL_LEGAL) || escape_at(text, end)))
            text++;
        buffer_append(out, run, (size_t)(text - run));
        if (text < end)
            escape_append(*text++, out);
    }
}

/* The number of dots if the segment consists of dots only, each written as '.' or %2e; otherwise 0. */
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
        const char *segment = text + 1, *stop = span_until(segment, end, '/');
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

/* The scheme and the authority. */
static void server_append(const char *text, const struct url_parts *parts, struct buffer *out)
{
    buffer_append(out, text, (size_t)(parts->authority.text - text));
    url_authority_append(parts->authority, out);
}

static const char *normalize(const char *text, size_t length, struct buffer *out)
{
    struct url_parts parts = url_parts_of(text, length);
    const char *wrong = url_parts_check(&parts);

    if (wrong)
        return wrong;
    server_append(text, &parts, out);
    path_append(parts.path, out);
    if (parts.has_query) {
        buffer_append_char(out, '?');
        repair(parts.query.text, parts.query.text + parts.query.length, out);
    }
    return NULL;
}

/* For a Unix socket, the encoded path is written in place of the host, so that all URLs have the same
 * form. */
static void base_append(const char *base, struct buffer *out)
{
    if (strncmp(base, "unix:", 5) == 0) {
        base += strncmp(base, "unix://", 7) == 0 ? 7 : 5;
        buffer_append_text(out, URL_UNIX "://");
        url_encode(base, strlen(base), out);
        return;
    }
    if (!url_is_absolute(base, strlen(base)))
        buffer_append_text(out, "http://");
    buffer_append_text(out, base);
}

/* Appends the reference to the base's path, with a single '/' between. */
static void join(const char *base, const char *reference, size_t length, struct buffer *out)
{
    struct url_parts parts;
    bool slash_before, slash_after = length && reference[0] == '/';

    base_append(base, out);
    parts = url_parts_of(out->data, out->length);
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
    struct url_parts parts;
    const char *wrong;

    if (!raw)
        return normalize(text, length, out);
    parts = url_parts_of(text, length);
    wrong = url_parts_check(&parts);
    if (wrong)
        return wrong;
    server_append(text, &parts, out);
    buffer_append(out, parts.path.text, (size_t)(text + length - parts.path.text));
    return NULL;
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
        return "there is no host; set it with -H or `host`";
    wrong = check_bytes(base, strlen(base));
    if (wrong)
        return wrong;
    join(base, reference, length, &joined);
    wrong = finish(joined.data, joined.length, raw, out);
    buffer_free(&joined);
    return wrong;
}

/* The length of the part of `from` that stays before the location, RFC 3986 section 5.2.2. */
static size_t kept_of(const char *from, const char *location, size_t length)
{
    struct url_parts parts = url_parts_of(from, strlen(from));
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

/* A server behind a Unix socket knows its own name as localhost and may redirect to that. */
static size_t own_name_length(const char *from, const char *location, size_t length)
{
    static const char own[] = "http://localhost";
    size_t own_length = sizeof own - 1;

    if (strncmp(from, URL_UNIX ":", sizeof URL_UNIX) != 0 || length < own_length ||
        strncasecmp(location, own, own_length) != 0)
        return 0;
    return length == own_length || strchr("/?#", location[own_length]) ? own_length : 0;
}

const char *url_follow(const char *from, const char *location, size_t length, struct buffer *out)
{
    const char *wrong = check_bytes(location, length);
    struct buffer joined = {0};
    size_t kept, own;

    if (wrong)
        return wrong;
    own = own_name_length(from, location, length);
    if (own && own == length)
        return url_follow(from, "/", 1, out);
    location += own;
    length -= own;
    if (url_scheme_length(location, length))
        return url_is_absolute(location, length) ? normalize(location, length, out)
                                                 : "only http:// and https:// URLs are supported";
    kept = kept_of(from, location, length);
    buffer_append(&joined, from, kept);
    if (length && !strchr("/?#", location[0]) && url_parts_of(joined.data, kept).path.length == 0)
        buffer_append_char(&joined, '/');
    buffer_append(&joined, location, length);
    wrong = normalize(joined.data, joined.length, out);
    buffer_free(&joined);
    return wrong;
}

void url_show(const char *text, size_t length, struct buffer *out)
{
    const char *end = text + length, *name = text, *stop = end;

    if (url_is_absolute(text, length))
        name += url_scheme_length(text, length) + sizeof "://" - 1;
    for (const char *c = "/?#"; *c; c++)
        stop = span_until(name, stop, *c);
    const char *host = memrchr(name, '@', (size_t)(stop - name));
    const char *colon = host ? memchr(name, ':', (size_t)(host - name)) : NULL;
    if (!colon) {
        buffer_append(out, text, length);
        return;
    }
    buffer_append(out, text, (size_t)(colon + 1 - text));
    buffer_append_text(out, "***");
    buffer_append(out, host, (size_t)(end - host));
}
