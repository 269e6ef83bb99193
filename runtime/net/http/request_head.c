#include "runtime/net/http/request_head.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static void basic_append(const struct http_request *request, struct buffer *out)
{
    struct buffer plain = {0};
    size_t length;
    char *place;

    buffer_printf(&plain, "%s:%s", request->auth_user ? request->auth_user : "",
                  request->auth_secret ? request->auth_secret : "");
    buffer_append_text(out, "Basic ");
    length = (plain.length + 2) / 3 * 4;
    place = buffer_reserve(out, length + 1); /* EVP_EncodeBlock also writes a NUL */
    EVP_EncodeBlock((unsigned char *)place, (const unsigned char *)plain.data, (int)plain.length);
    buffer_commit(out, length);
    buffer_free(&plain);
}

const char *request_head_authorization(const struct http_request *request, struct buffer *out)
{
    if (request->auth != HTTP_AUTH_BASIC && request->auth != HTTP_AUTH_BEARER)
        return NULL;
    buffer_clear(out);
    if (request->auth == HTTP_AUTH_BASIC)
        basic_append(request, out);
    else
        buffer_printf(out, "Bearer %s", request->auth_secret);
    return buffer_text(out);
}

/* "name=value" or "name" in a text such as "a=1; b=2". */
struct cookie_pair {
    const char *text;
    size_t length;
    size_t name_length;
};

/* The next pair from *at on. False: there is none. */
static bool pair_next(const char **at, struct cookie_pair *pair)
{
    pair->text = *at + strspn(*at, "; ");
    pair->length = strcspn(pair->text, ";");
    pair->name_length = strcspn(pair->text, "=;");
    *at = pair->text + pair->length;
    return pair->length > 0;
}

/* Removes the pairs with that name from the first *length bytes. */
static void pairs_remove(struct buffer *pairs, size_t *length, const struct cookie_pair *named)
{
    for (size_t begin = 0, end; begin < *length; begin = end) {
        const char *text = pairs->data + begin;

        end = begin + strcspn(text, ";");
        end += end < *length ? strspn(pairs->data + end, "; ") : 0;
        if (strcspn(text, "=;") != named->name_length || memcmp(text, named->text, named->name_length) != 0)
            continue;
        memmove(pairs->data + begin, pairs->data + end, pairs->length - end + 1);
        pairs->length -= end - begin;
        *length -= end - begin;
        end = begin;
    }
}

static void cookie_append(const char *text, size_t length, struct buffer *out)
{
    if (out->length > 0 && out->data[out->length - 1] != ' ')
        buffer_append_text(out, "; ");
    buffer_append(out, text, length);
}

/* The first *of_jar bytes of `out` are cookies of the jar. */
static void header_append(const char *cookies, size_t *of_jar, struct buffer *out)
{
    struct cookie_pair pair;

    for (const char *at = cookies; pair_next(&at, &pair);)
        pairs_remove(out, of_jar, &pair);
    cookie_append(cookies, strlen(cookies), out);
}

static void clause_append(const char *cookies, size_t *of_jar, struct buffer *out)
{
    struct cookie_pair pair;

    while (pair_next(&cookies, &pair)) {
        pairs_remove(out, of_jar, &pair);
        if (pair.name_length < pair.length)
            cookie_append(pair.text, pair.length, out);
    }
}

static void end_trim(struct buffer *out)
{
    while (out->length > 0 && strchr("; ", out->data[out->length - 1]))
        out->data[--out->length] = '\0';
}

const char *request_head_cookie(const struct http_request *request, struct buffer *out)
{
    size_t of_jar = out->length;

    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, "Cookie") == 0)
            header_append(request->headers[i].value, &of_jar, out);
    if (request->cookies)
        clause_append(request->cookies, &of_jar, out);
    end_trim(out);
    return out->length ? buffer_text(out) : NULL;
}
