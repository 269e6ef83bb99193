#include "runtime/program/opcode.h"
#include "runtime/text/body_text.h"
#include "runtime/text/cookie_jar.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

static const char *no_response(struct vm *vm, const char *what, value v)
{
    return vm_error_text(vm, "%s needs a response, not %s", what, value_type_name(v.type));
}

/* ---- the text of the body ---- */

bool vm_response_header_find(const struct response *response, const char *name, const char **text,
                             size_t *length)
{
    const struct http_response *http = http_response_of(response);

    return http && http_header_find(http->headers, http->headers_length, name, text, length);
}

struct slice vm_response_text(struct response *response)
{
    struct buffer decoded = {0};
    const char *type = NULL;
    size_t length = 0;
    struct slice text;

    if (response->text)
        return (struct slice){response->text, response->text_length};
    text = (struct slice){response->body, response->body_length};
    vm_response_header_find(response, "Content-Type", &type, &length);
    if (http_response_of(response))
        text = body_text(type, length, response->body, response->body_length, &decoded);
    if (decoded.data)
        text.bytes = response->text_decoded = buffer_steal(&decoded);
    response->text = text.bytes;
    response->text_length = text.length;
    return text;
}

/* ---- fields ---- */

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Adds a header line to the map. Values of equal names are joined with ", " (RFC 9110 section 5.3). */
static void headers_map_add(value *map, const char *line, const char *end)
{
    const char *colon = memchr(line, ':', (size_t)(end - line));
    const char *start;
    value before, joined;

    if (!colon || colon == line)
        return;
    for (start = colon + 1; start < end && blank(*start); start++)
        ;
    while (end > start && blank(end[-1]))
        end--;
    if (value_map_get(*map, line, (size_t)(colon - line), &before)) {
        struct buffer text = {0};

        buffer_append(&text, before.as.string->bytes, before.as.string->length);
        buffer_append_text(&text, ", ");
        buffer_append(&text, start, (size_t)(end - start));
        joined = value_string(text.data, text.length);
        buffer_free(&text);
    } else {
        joined = value_string(start, (size_t)(end - start));
    }
    value_map_set(map, line, (size_t)(colon - line), joined);
}

static value headers_map(const struct http_response *response)
{
    const char *line = response->headers;
    const char *end = line + response->headers_length;
    value map = value_map(16);

    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end;

        headers_map_add(&map, line, stop);
        line = newline ? newline + 1 : end;
    }
    return map;
}

static value version_value(const struct http_response *response)
{
    switch (response ? response->version : HTTP_VERSION_UNKNOWN) {
    case HTTP_VERSION_1_0: return value_text("1.0");
    case HTTP_VERSION_1_1: return value_text("1.1");
    case HTTP_VERSION_2: return value_text("2");
    default: return value_none();
    }
}

/* TCP and UDP have no status, URL or header. */
static value http_field(const struct http_response *response, enum response_field field)
{
    switch (field) {
    case RESPONSE_FIRST_BYTE: return value_duration(response ? response->first_byte : 0);
    case RESPONSE_VERSION: return version_value(response);
    case RESPONSE_PEER: return response ? value_copy(response->peer) : value_none();
    case RESPONSE_CERTIFICATE: return response ? value_copy(response->certificate) : value_none();
    case RESPONSE_REDIRECTS: return value_int(response ? response->redirects : 0);
    case RESPONSE_STATUS: return value_int(response ? response->status : 0);
    case RESPONSE_URL: return value_text(response ? response->url : "");
    case RESPONSE_HEADERS: return response ? headers_map(response) : value_map(0);
    default: return value_none();
    }
}

static value error_value(const struct response *response)
{
    struct buffer text = {0};
    value v;

    net_error_write(response->error, response->reason, &text);
    v = value_text(buffer_text(&text));
    buffer_free(&text);
    return v;
}

static value text_value(struct response *response)
{
    struct slice text = vm_response_text(response);

    return value_string(text.bytes, text.length);
}

static value response_field(struct response *response, enum response_field field)
{
    switch (field) {
    case RESPONSE_ELAPSED: return value_duration(instant_since(response->end, response->start));
    case RESPONSE_BODY: return text_value(response);
    case RESPONSE_RAW_BODY: return value_string(response->body, response->body_length);
    case RESPONSE_SIZE: return value_int((int64_t)response->body_length);
    case RESPONSE_ERROR: return error_value(response);
    default: return http_field(http_response_of(response), field);
    }
}

const char *vm_response_field_of(struct vm *vm, value v, enum response_field field, value *result)
{
    struct response *response = response_of(v);

    if (!response)
        return no_response(vm, response_field_name(field), v);
    *result = response_field(response, field);
    return NULL;
}

bool vm_response_member(struct response *response, const char *name, value *result)
{
    for (int field = 0; field < RESPONSE_FIELD_COUNT; field++) {
        if (strcmp(name, response_field_name((enum response_field)field)) == 0) {
            *result = response_field(response, (enum response_field)field);
            return true;
        }
    }
    return false;
}

/* ---- headers and cookies ---- */

const char *vm_name_check(struct vm *vm, const char *what, value name)
{
    if (name.type == VALUE_STRING)
        return NULL;
    return vm_error_text(vm, "%s() takes a string, not %s", what, value_type_name(name.type));
}

static value header_values(const struct http_response *response, const char *name)
{
    const char *lines = response ? response->headers : "", *text;
    const char *end = lines + (response ? response->headers_length : 0);
    value list = value_list(0);
    size_t length;

    while (http_header_find(lines, (size_t)(end - lines), name, &text, &length)) {
        value_list_append(&list, value_string(text, length));
        lines = text + length;
        while (lines < end && *lines != '\n')
            lines++;
        lines += lines < end;
    }
    return list;
}

const char *vm_response_header(struct vm *vm, value v, value name, value *result)
{
    const struct response *response = response_of(v);
    const char *error = vm_name_check(vm, "header", name);
    const char *text;
    size_t length;

    if (!response)
        return no_response(vm, "header()", v);
    if (error)
        return error;
    if (vm_response_header_find(response, name.as.string->bytes, &text, &length))
        *result = value_string(text, length);
    else
        *result = value_none();
    return NULL;
}

const char *vm_response_header_all(struct vm *vm, value v, value name, value *result)
{
    const struct response *response = response_of(v);
    const char *error = vm_name_check(vm, "header_all", name);

    if (!response)
        return no_response(vm, "header_all()", v);
    if (error)
        return error;
    *result = header_values(http_response_of(response), name.as.string->bytes);
    return NULL;
}

static value cookie_of(const struct vm_environment *environment, const struct http_response *response,
                       const char *name)
{
    const struct cookie_jar *jar = environment->common->services->cookies(environment->context);
    struct buffer text = {0};
    value cookie = value_none();

    if (response && jar && cookie_jar_find(jar, response->url, name, clock_wall() / NANOS_PER_S, &text))
        cookie = value_string(buffer_text(&text), text.length);
    buffer_free(&text);
    return cookie;
}

const char *vm_response_cookie(struct vm *vm, value v, value name, value *result)
{
    const struct response *response = response_of(v);
    const char *error = vm_name_check(vm, "cookie", name);

    if (!response)
        return no_response(vm, "cookie()", v);
    if (error)
        return error;
    *result = cookie_of(vm->environment, http_response_of(response), name.as.string->bytes);
    if (result->type == VALUE_STRING)
        vm_secret(result->as.string->bytes, result->as.string->length);
    return NULL;
}
