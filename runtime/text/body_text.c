#include "runtime/text/body_text.h"

#include "runtime/text/charset.h"

#include <string.h>
#include <strings.h>

#define DECLARED_WITHIN 1024 /* bytes searched for a declaration (HTML standard, section 4.2.5.4) */

enum media { MEDIA_UNKNOWN, MEDIA_TEXT, MEDIA_JSON, MEDIA_HTML, MEDIA_XML, MEDIA_BINARY };

/* ---- Content-Type ---- */

static bool slice_is(struct slice slice, const char *word)
{
    return slice.length == strlen(word) && strncasecmp(slice.bytes, word, slice.length) == 0;
}

static bool slice_starts(struct slice slice, const char *word)
{
    return slice.length >= strlen(word) && strncasecmp(slice.bytes, word, strlen(word)) == 0;
}

static bool slice_ends(struct slice slice, const char *word)
{
    size_t length = strlen(word);

    return slice.length >= length && strncasecmp(slice.bytes + slice.length - length, word, length) == 0;
}

/* "text/html" of "text/html; charset=utf-8". */
static struct slice type_name(const char *type, size_t length)
{
    size_t end = 0;

    while (length > 0 && (*type == ' ' || *type == '\t')) {
        type++;
        length--;
    }
    while (end < length && !strchr("; \t,", type[end]))
        end++;
    return (struct slice){type, end};
}

static enum media media_of(const char *type, size_t length)
{
    struct slice name = type ? type_name(type, length) : (struct slice){"", 0};

    if (name.length == 0)
        return MEDIA_UNKNOWN;
    if (slice_is(name, "text/html") || slice_is(name, "application/xhtml+xml"))
        return MEDIA_HTML;
    if (slice_is(name, "text/xml") || slice_is(name, "application/xml") || slice_ends(name, "+xml"))
        return MEDIA_XML;
    if (slice_is(name, "application/json") || slice_is(name, "text/json") || slice_ends(name, "+json"))
        return MEDIA_JSON;
    if (slice_starts(name, "text/") || slice_ends(name, "javascript") || slice_ends(name, "ecmascript"))
        return MEDIA_TEXT;
    return MEDIA_BINARY;
}

/* Reads the value at `at`, quoted or not. False: it names no known charset. */
static bool charset_read(const char *at, const char *end, char *name)
{
    const char *start;

    while (at < end && strchr(" \t\r\n\f=", *at) && *at)
        at++;
    if (at < end && (*at == '"' || *at == '\''))
        at++;
    for (start = at; at < end && *at && !strchr("\"'; \t\r\n\f>/?", *at);)
        at++;
    return charset_find(start, (size_t)(at - start), name);
}

/* The text `word` in any case, or NULL. */
static const char *word_find(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);

    for (; (size_t)(end - at) >= length; at++)
        if (strncasecmp(at, word, length) == 0)
            return at;
    return NULL;
}

/* The charset parameter of a Content-Type, or the value of `charset` in an element. */
static bool charset_parameter(const char *at, const char *end, char *name)
{
    while ((at = word_find(at, end, "charset"))) {
        at += strlen("charset");
        if (at + strspn(at, " \t\r\n") < end && at[strspn(at, " \t\r\n")] == '=')
            return charset_read(at, end, name);
    }
    return false;
}

/* ---- declarations in the body ---- */

/* A page can't be in UTF-16 if its declaration can be read, so browsers take that for UTF-8. */
static bool declared(bool is_known, char *name)
{
    if (is_known && strncasecmp(name, "utf-16", 6) == 0)
        memcpy(name, "utf-8", sizeof "utf-8");
    return is_known;
}

/* `<?xml version="1.0" encoding="iso-8859-2"?>` */
static bool xml_declared(const char *body, const char *end, char *name)
{
    const char *stop = word_find(body, end, "?>"), *word;

    if (!stop || (size_t)(end - body) < 5 || strncasecmp(body, "<?xml", 5) != 0)
        return false;
    word = word_find(body, stop, "encoding");
    return word && declared(charset_read(word + strlen("encoding"), stop, name), name);
}

static const char *after(const char *at, const char *end, const char *word)
{
    const char *found = word_find(at, end, word);

    return found ? found + strlen(word) : end;
}

/* `<meta charset="…">` or `<meta http-equiv="Content-Type" content="text/html; charset=…">` */
static bool meta_declared(const char *body, const char *end, char *name)
{
    const char *at = body;

    while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
        const char *stop = after(at, end, ">");

        if ((size_t)(end - at) >= 4 && memcmp(at, "<!--", 4) == 0)
            stop = after(at + 2, end, "-->");
        else if ((size_t)(end - at) > 5 && strncasecmp(at, "<meta", 5) == 0 &&
                 declared(charset_parameter(at + 5, stop, name), name))
            return true;
        at = stop;
    }
    return false;
}

static bool body_declares(enum media media, const char *body, size_t length, char *name)
{
    const char *end = body + (length < DECLARED_WITHIN ? length : DECLARED_WITHIN);

    switch (media) {
    case MEDIA_HTML:
    case MEDIA_XML: return xml_declared(body, end, name) || meta_declared(body, end, name);
    case MEDIA_UNKNOWN: return *body == '<' && body_declares(MEDIA_HTML, body, length, name);
    default: return false;
    }
}

/* ---- the text ---- */

/* NULL: the body is its text already. */
static const char *charset_of(const char *type, size_t type_length, const char *body, size_t length,
                              char *name)
{
    enum media media = media_of(type, type_length);

    if (type && charset_parameter(type, type + type_length, name))
        return name;
    if (media == MEDIA_BINARY || media == MEDIA_JSON)
        return NULL;
    if (body_declares(media, body, length, name))
        return name;
    return media == MEDIA_XML || utf8_valid(body, length) ? NULL : "windows-1252";
}

static bool mark_counts(const char *type, size_t type_length)
{
    char name[CHARSET_NAME_MOST];

    return media_of(type, type_length) != MEDIA_BINARY || charset_parameter(type, type + type_length, name);
}

struct slice body_text(const char *type, size_t type_length, const char *body, size_t length,
                       struct buffer *decoded)
{
    char name[CHARSET_NAME_MOST];
    size_t mark;
    const char *charset = charset_of_mark(body, length, &mark);

    if (charset && !mark_counts(type, type_length))
        charset = NULL;
    if (charset) {
        body += mark;
        length -= mark;
    } else if (length > 0) {
        charset = charset_of(type, type_length, body, length, name);
    }
    if (!charset || charset_is_utf8(charset))
        return (struct slice){body, length};
    charset_decode_all(charset, body, length, decoded);
    return (struct slice){buffer_text(decoded), decoded->length};
}

/* ---- XML or HTML ---- */

static const char *spaces_pass(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

static bool starts_with(const char *at, const char *end, const char *word)
{
    return (size_t)(end - at) >= strlen(word) && strncasecmp(at, word, strlen(word)) == 0;
}

/* Whether the text has an XML declaration, and neither its document type nor its first element is html. */
static bool declares_xml(const char *text, size_t length)
{
    const char *end = text + length, *at = spaces_pass(text, end);

    if (!starts_with(at, end, "<?xml"))
        return false;
    while (starts_with(at, end, "<?") || starts_with(at, end, "<!--"))
        at = spaces_pass(after(at, end, at[1] == '?' ? "?>" : "-->"), end);
    return !starts_with(at, end, "<!doctype html") && !starts_with(at, end, "<html");
}

bool body_is_xml(const char *type, size_t type_length, const char *text, size_t length)
{
    switch (media_of(type, type_length)) {
    case MEDIA_XML: return true;
    case MEDIA_HTML: return slice_is(type_name(type, type_length), "text/html") && declares_xml(text, length);
    default: return declares_xml(text, length);
    }
}
