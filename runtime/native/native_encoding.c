#include "runtime/native/native_table.h"

#include "runtime/base/hex.h"
#include "runtime/text/url.h"
#include "runtime/text/url_parts.h"

#include <string.h>

static const char base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Four letters for the one to three bytes at `in`. */
static void base64_group(const unsigned char *in, size_t count, char *out)
{
    unsigned bits = (unsigned)in[0] << 16 | (count > 1 ? (unsigned)in[1] << 8 : 0) | (count > 2 ? in[2] : 0u);

    out[0] = base64_letters[bits >> 18];
    out[1] = base64_letters[bits >> 12 & 63];
    out[2] = count > 1 ? base64_letters[bits >> 6 & 63] : '=';
    out[3] = count > 2 ? base64_letters[bits & 63] : '=';
}

const char *native_base64(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct string *string = arguments[0].as.string;
    value encoded = value_string_reserve(((size_t)string->length + 2) / 3 * 4);
    char *out = encoded.as.string->bytes;

    (void)context, (void)count;
    for (size_t at = 0; at < string->length; at += 3, out += 4) {
        size_t left = string->length - at;

        base64_group((const unsigned char *)string->bytes + at, left < 3 ? left : 3, out);
    }
    *result = encoded;
    return NULL;
}

/* The six bits of a letter in either alphabet of RFC 4648, or -1. */
static int base64_bits(char c)
{
    const char *found;

    if (c == '-')
        c = '+';
    if (c == '_')
        c = '/';
    found = c ? strchr(base64_letters, c) : NULL;
    return found ? (int)(found - base64_letters) : -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Decodes and appends; false for invalid letters. Blanks and padding are ignored. */
static bool base64_read(const struct string *string, struct buffer *out)
{
    unsigned bits = 0, letters = 0, padding = 0;

    for (uint32_t i = 0; i < string->length; i++) {
        int six = base64_bits(string->bytes[i]);

        if (is_blank(string->bytes[i]))
            continue;
        if (string->bytes[i] == '=' && ++padding <= 2)
            continue;
        if (six < 0 || padding)
            return false;
        bits = bits << 6 | (unsigned)six;
        if (++letters % 4 != 1)
            buffer_append_char(out, (char)(bits >> (6 - 2 * ((letters + 3) % 4))));
    }
    return letters % 4 != 1 && (padding == 0 || (letters + padding) % 4 == 0);
}

const char *native_base64_decode(struct native_context *context, const value *arguments, size_t count,
                                 value *result)
{
    struct buffer bytes = {0};

    (void)context, (void)count;
    if (base64_read(arguments[0].as.string, &bytes))
        return native_take_text(&bytes, result);
    buffer_free(&bytes);
    return "this isn't base64";
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

/* Escapes all characters except the unreserved ones of RFC 3986 section 2.3. */
const char *native_url_encode(struct native_context *context, const value *arguments, size_t count,
                              value *result)
{
    struct buffer text = {0};
    value shown;
    const char *error;

    if (arguments[0].type == VALUE_NONE)
        return "url_encode() can't take none";
    error = native_string(context, arguments, count, &shown);
    if (error)
        return error;
    for (uint32_t i = 0; i < shown.as.string->length; i++) {
        char c = shown.as.string->bytes[i];

        if (is_unreserved(c))
            buffer_append_char(&text, c);
        else
            buffer_printf(&text, "%%%02X", (unsigned char)c);
    }
    value_release(shown);
    return native_take_text(&text, result);
}

/* The byte for two hexadecimal digits, or -1. */
static int hex_byte(const char *digits)
{
    int high = hex_digit(digits[0]), low = high < 0 ? -1 : hex_digit(digits[1]);

    return low < 0 ? -1 : high << 4 | low;
}

/* Leaves invalid escapes and `+` as they are. */
const char *native_url_decode(struct native_context *context, const value *arguments, size_t count,
                              value *result)
{
    const struct string *string = arguments[0].as.string;
    struct buffer text = {0};

    (void)context, (void)count;
    for (uint32_t i = 0; i < string->length; i++) {
        int byte = string->bytes[i] == '%' && i + 2 < string->length ? hex_byte(string->bytes + i + 1) : -1;

        buffer_append_char(&text, byte < 0 ? string->bytes[i] : (char)byte);
        i += byte < 0 ? 0 : 2;
    }
    return native_take_text(&text, result);
}

static const char *html_entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#x27;";
    default: return NULL;
    }
}

const char *native_html_escape(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    const struct string *string = arguments[0].as.string;
    struct buffer text = {0};

    (void)context, (void)count;
    for (uint32_t i = 0; i < string->length; i++) {
        const char *entity = html_entity(string->bytes[i]);

        if (entity)
            buffer_append_text(&text, entity);
        else
            buffer_append_char(&text, string->bytes[i]);
    }
    return native_take_text(&text, result);
}

const char *native_hex(struct native_context *context, const value *arguments, size_t count, value *result)
{
    static const char digits[] = "0123456789abcdef";
    const struct string *string = arguments[0].as.string;
    value text = value_string_reserve((size_t)string->length * 2);

    (void)context, (void)count;
    for (uint32_t i = 0; i < string->length; i++) {
        unsigned char byte = (unsigned char)string->bytes[i];

        text.as.string->bytes[(size_t)i * 2] = digits[byte >> 4];
        text.as.string->bytes[(size_t)i * 2 + 1] = digits[byte & 15];
    }
    *result = text;
    return NULL;
}

const char *native_hex_decode(struct native_context *context, const value *arguments, size_t count,
                              value *result)
{
    const struct string *string = arguments[0].as.string;
    value bytes;

    (void)context, (void)count;
    if (string->length % 2)
        return "hex_decode() takes an even number of digits";
    bytes = value_string_reserve(string->length / 2);
    for (uint32_t i = 0; i < string->length; i += 2) {
        int byte = hex_byte(string->bytes + i);

        if (byte < 0) {
            value_release(bytes);
            return "hex_decode() takes only hexadecimal digits";
        }
        bytes.as.string->bytes[i / 2] = (char)byte;
    }
    *result = bytes;
    return NULL;
}

/* ---- base32 ---- */

static int base32_bits(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* RFC 4648, in upper or lower case; blanks, hyphens and padding are skipped, as in secrets that people read.
 */
const char *native_base32_decode(struct native_context *context, const value *arguments, size_t count,
                                 value *result)
{
    const struct string *text = arguments[0].as.string;
    struct buffer out = {0};
    uint32_t bits = 0;
    int have = 0;

    (void)context, (void)count;
    for (size_t i = 0; i < text->length; i++) {
        int five = base32_bits(text->bytes[i]);

        if (is_blank(text->bytes[i]) || text->bytes[i] == '-' || text->bytes[i] == '=')
            continue;
        if (five < 0) {
            buffer_free(&out);
            return "base32_decode() of a text that isn't base32";
        }
        bits = bits << 5 | (uint32_t)five;
        have += 5;
        if (have >= 8) {
            have -= 8;
            buffer_append_char(&out, (char)(bits >> have & 255));
        }
    }
    return native_take_text(&out, result);
}

/* ---- url_part ---- */

static value part_value(const char *text, size_t length, bool is_there)
{
    return is_there ? value_string(text, length) : value_none();
}

/* The authority is user@host:port. */
static value authority_part(const char *url, struct span authority, const char *part)
{
    const char *at = memrchr(authority.text, '@', authority.length);
    struct url_server server;

    if (strcmp(part, "user") == 0)
        return at ? part_value(authority.text, (size_t)(span_until(authority.text, at, ':') - authority.text),
                               true)
                  : value_none();
    if (!url_server(url, &server))
        return value_none();
    return strcmp(part, "port") == 0 ? value_int(server.port)
                                     : part_value(server.host, server.host_length, true);
}

/* The host and port of a relative URL are none. */
const char *native_url_part(struct native_context *context, const value *arguments, size_t count,
                            value *result)
{
    const struct string *url = arguments[0].as.string;
    const char *part = arguments[1].as.string->bytes, *end = url->bytes + url->length;
    const char *hash = span_until(url->bytes, end, '#');
    struct url_parts parts = {.path = {url->bytes, (size_t)(span_until(url->bytes, hash, '?') - url->bytes)}};
    bool is_absolute = url_scheme_length(url->bytes, url->length) > 0;

    (void)context, (void)count;
    parts.has_query = url->bytes + parts.path.length < hash;
    if (parts.has_query)
        parts.query = (struct span){url->bytes + parts.path.length + 1,
                                    (size_t)(hash - url->bytes) - parts.path.length - 1};
    if (is_absolute)
        parts = url_parts_of(url->bytes, (size_t)(hash - url->bytes));
    if (strcmp(part, "scheme") == 0)
        *result = part_value(parts.scheme.text, parts.scheme.length, is_absolute);
    else if (strcmp(part, "path") == 0)
        *result = part_value(parts.path.text, parts.path.length, true);
    else if (strcmp(part, "query") == 0)
        *result = part_value(parts.query.text, parts.query.length, parts.has_query);
    else if (strcmp(part, "fragment") == 0)
        *result = part_value(hash + 1, (size_t)(end - hash) - 1, hash < end);
    else if (strcmp(part, "host") == 0 || strcmp(part, "port") == 0 || strcmp(part, "user") == 0)
        *result = is_absolute ? authority_part(url->bytes, parts.authority, part) : value_none();
    else
        return native_error(
            "there is no part \"%.40s\" of a URL; the parts are scheme, user, host, port, path, "
            "query and fragment",
            part);
    return NULL;
}
