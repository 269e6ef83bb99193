#include "runtime/base/count_of.h"
#include "runtime/cli/try/try_view.h"

#include "runtime/base/mask.h"
#include "runtime/text/json.h"

#include <string.h>
#include <strings.h>

#define NAME_MOST 64 /* letters of a name that are compared */

/* ---- names ---- */

/* Reduces "X-Auth-Token" and "xAuthToken" to "xauthtoken". */
static void name_plain(const char *name, size_t length, char *plain)
{
    size_t count = 0;

    for (size_t i = 0; i < length && count < NAME_MOST; i++) {
        char c = name[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain[count++] = c;
    }
    plain[count] = '\0';
}

bool try_name_is_secret(const char *name, size_t length)
{
    static const char *const parts[] = {"authorization", "password",   "passwd", "passphrase",
                                        "secret",        "token",      "apikey", "cookie",
                                        "csrf",          "credential", "jwt",    "sessionid"};
    static const char *const wholes[] = {"auth", "pass", "pwd", "sid", "session", "privatekey", "signature"};
    char plain[NAME_MOST + 1];

    name_plain(name, length, plain);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (strstr(plain, parts[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(wholes); i++)
        if (strcmp(plain, wholes[i]) == 0)
            return true;
    return false;
}

/* ---- headers ---- */

static bool header_is(const struct try_header *header, const char *name)
{
    return strlen(name) == header->name_length && strncasecmp(header->name, name, header->name_length) == 0;
}

/* The value of one cookie, up to the semicolon. */
static const char *cookie_value(const char *text, const char *end, size_t *length)
{
    const char *equals = memchr(text, '=', (size_t)(end - text));
    const char *start = equals ? equals + 1 : end;
    const char *semicolon = memchr(start, ';', (size_t)(end - start));

    *length = (size_t)((semicolon ? semicolon : end) - start);
    return start;
}

/* Cookie has several pairs; Set-Cookie has one pair, followed by its attributes. */
static void cookies_learn(const struct try_header *header)
{
    const char *at = header->text, *end = at + header->text_length;

    while (at < end) {
        size_t length;
        const char *text = cookie_value(at, end, &length);

        mask_add(text, length);
        if (!header_is(header, "Cookie"))
            return;
        at = text + length + (text + length < end);
    }
}

static void cookies_masked(const struct try_header *header, struct buffer *out)
{
    const char *at = header->text, *end = at + header->text_length;
    bool more = true;

    while (at < end && more) {
        size_t length;
        const char *text = cookie_value(at, end, &length);

        buffer_append(out, at, (size_t)(text - at));
        buffer_append_text(out, length ? "***" : "");
        at = text + length;
        more = header_is(header, "Cookie");
        if (at < end && more)
            buffer_append_char(out, *at++);
    }
    buffer_append(out, at, (size_t)(end - at));
}

/* The length of the scheme and the blank after it, such as "Bearer ". */
static size_t scheme_length(const struct try_header *header)
{
    const char *blank = memchr(header->text, ' ', header->text_length);

    return blank ? (size_t)(blank - header->text) + 1 : 0;
}

static bool header_has_cookies(const struct try_header *header)
{
    return header_is(header, "Cookie") || header_is(header, "Set-Cookie");
}

static void header_learn(const struct try_header *header)
{
    size_t scheme = scheme_length(header);

    if (!try_name_is_secret(header->name, header->name_length))
        return;
    if (header_has_cookies(header))
        cookies_learn(header);
    else
        mask_add(header->text + scheme, header->text_length - scheme);
}

void try_header_masked(const struct try_header *header, struct buffer *out)
{
    if (!try_name_is_secret(header->name, header->name_length)) {
        buffer_append(out, header->text, header->text_length);
    } else if (header_has_cookies(header)) {
        cookies_masked(header, out);
    } else {
        buffer_append(out, header->text, scheme_length(header));
        buffer_append_text(out, "***");
    }
}

void try_secrets_of_head(const struct buffer *head)
{
    struct try_header header;
    size_t at = 0;

    while (try_header_next(head, &at, &header))
        header_learn(&header);
}

/* ---- bodies and queries ---- */

/* Remembers the text as it is and with the escapes of JSON. */
static void text_learn(value v)
{
    struct buffer json = {0};

    mask_add(v.as.string->bytes, v.as.string->length);
    value_json(v, &json);
    mask_add(json.data + 1, json.length - 2);
    buffer_free(&json);
}

static void value_learn(value v)
{
    if (v.type == VALUE_LIST)
        for (uint32_t i = 0; i < v.as.list->count; i++)
            value_learn(v.as.list->items[i]);
    if (v.type != VALUE_MAP)
        return;
    for (uint32_t i = 0; i < v.as.map->count; i++) {
        const struct map_entry *entry = &v.as.map->entries[i];

        if (entry->value.type == VALUE_STRING && try_name_is_secret(entry->key->bytes, entry->key->length))
            text_learn(entry->value);
        value_learn(entry->value);
    }
}

/* Remembers the secrets of a form such as "user=ann&password=x", without decoding. */
static void pairs_learn(const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        const char *next = memchr(text, '&', (size_t)(end - text));
        const char *stop = next ? next : end;
        const char *equals = memchr(text, '=', (size_t)(stop - text));

        if (equals && try_name_is_secret(text, (size_t)(equals - text)))
            mask_add(equals + 1, (size_t)(stop - equals) - 1);
        text = next ? next + 1 : end;
    }
}

void try_secrets_of_body(const char *body, size_t length)
{
    value v;

    if (length == 0)
        return;
    if (json_decode(body, length, &v, NULL))
        value_learn(v);
    else if (!memchr(body, '\n', length) && !memchr(body, ' ', length))
        pairs_learn(body, length);
    value_release(v);
}

void try_secrets_of_request(const struct http_request *request)
{
    const char *query = strchr(request->url, '?');

    if (query)
        pairs_learn(query + 1, strlen(query + 1));
    if (request->auth_secret)
        mask_add(request->auth_secret, strlen(request->auth_secret));
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];

        header_learn(
            &(struct try_header){header->name, header->value, strlen(header->name), strlen(header->value)});
    }
    if (request->body)
        try_secrets_of_body(request->body, request->body_length);
}
