#include "runtime/program/opcode.h"
#include "runtime/text/body_text.h"
#include "runtime/text/cookie_jar.h"
#include "runtime/text/json.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"
#include "runtime/text/xpath.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

#define SCANS_MAX 3 /* paths that are searched in the text; from the next one on, the text is parsed once */

static const char *no_response(struct vm *vm, const char *what, value v)
{
    return vm_error_text(vm, "%s needs a response, not %s", what, value_type_name(v.type));
}

/* ---- the text of the body ---- */

static bool header_find(const struct response *response, const char *name, const char **text, size_t *length)
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
    header_find(response, "Content-Type", &type, &length);
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

/* TCP and UDP have no status, URL or header. */
static value http_field(const struct http_response *response, enum response_field field)
{
    switch (field) {
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

static const char *check_name(struct vm *vm, const char *what, value name)
{
    if (name.type == VALUE_STRING)
        return NULL;
    return vm_error_text(vm, "%s() takes a string, not %s", what, value_type_name(name.type));
}

const char *vm_response_header(struct vm *vm, value v, value name, value *result)
{
    const struct response *response = response_of(v);
    const char *error = check_name(vm, "header", name);
    const char *text;
    size_t length;

    if (!response)
        return no_response(vm, "header()", v);
    if (error)
        return error;
    if (header_find(response, name.as.string->bytes, &text, &length))
        *result = value_string(text, length);
    else
        *result = value_none();
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
    const char *error = check_name(vm, "cookie", name);

    if (!response)
        return no_response(vm, "cookie()", v);
    if (error)
        return error;
    *result = cookie_of(vm->environment, http_response_of(response), name.as.string->bytes);
    if (result->type == VALUE_STRING)
        vm_secret(result->as.string->bytes, result->as.string->length);
    return NULL;
}

/* ---- json ---- */

static bool json_read(struct response *response)
{
    struct slice text = vm_response_text(response);

    if (response->json_state == RESPONSE_JSON_UNREAD)
        response->json_state = json_decode(text.bytes, text.length, &response->json, NULL)
                                   ? RESPONSE_JSON_READ
                                   : RESPONSE_JSON_INVALID;
    return response->json_state == RESPONSE_JSON_READ;
}

/* A single value is found faster by a search in the text; several, by parsing the text once. */
const char *vm_response_json(struct vm *vm, const struct jsonpath *path, value v, value *result)
{
    struct response *response = response_of(v);
    bool found;

    if (!response)
        return no_response(vm, "json()", v);
    if (response->json_state == RESPONSE_JSON_UNREAD && response->json_scans < SCANS_MAX &&
        jsonpath_is_scannable(path)) {
        struct slice text = vm_response_text(response);

        response->json_scans++;
        jsonpath_scan(path, text.bytes, text.length, result, &found);
        return NULL;
    }
    *result = value_none();
    return json_read(response) ? jsonpath_value(path, response->json, result) : NULL;
}

const char *vm_response_json_text(struct vm *vm, value v, value text, value *result)
{
    struct jsonpath_error wrong;
    struct jsonpath *path;
    const char *error = check_name(vm, "json", text);

    if (error)
        return error;
    path = jsonpath_compile(text.as.string->bytes, text.as.string->length, &wrong);
    if (!path)
        return vm_error_text(vm, "bad JSONPath %s: %s", text.as.string->bytes, wrong.text);
    error = vm_response_json(vm, path, v, result);
    jsonpath_free(path);
    return error;
}

/* ---- regex and xpath ---- */

const char *vm_response_regex(struct vm *vm, const struct regex *regex, uint32_t group, bool all, value v,
                              value *result)
{
    struct response *response = response_of(v);
    int wanted = group == GROUP_DEFAULT ? -1 : (int)group;
    struct slice text;

    if (!response)
        return no_response(vm, "regex()", v);
    text = vm_response_text(response);
    if (all)
        return regex_value_all(regex, text.bytes, text.length, wanted, result);
    return regex_value(regex, text.bytes, text.length, wanted, result);
}

const char *vm_response_regex_text(struct vm *vm, value v, value pattern, uint32_t group, bool all,
                                   value *result)
{
    struct regex_error wrong;
    struct regex *regex;
    const char *error = check_name(vm, "regex", pattern);

    if (error)
        return error;
    regex = regex_compile(pattern.as.string->bytes, pattern.as.string->length, &wrong);
    if (!regex)
        return vm_error_text(vm, "invalid regex: %s", wrong.text);
    error = vm_response_regex(vm, regex, group, all, v, result);
    regex_free(regex);
    return error;
}

static struct xpath_page *page_read(struct response *response)
{
    const char *type = NULL;
    size_t length = 0;
    struct slice text;

    if (response->page)
        return response->page;
    text = vm_response_text(response);
    header_find(response, "Content-Type", &type, &length);
    response->page =
        xpath_page_read(text.bytes, text.length, body_is_xml(type, length, text.bytes, text.length));
    response->page_free = xpath_page_free;
    return response->page;
}

const char *vm_response_xpath(struct vm *vm, bool all, value v, value path, value *result)
{
    const char *error = check_name(vm, all ? "xpath_all" : "xpath", path);
    struct response *response = response_of(v);
    struct xpath_error wrong;

    if (!response)
        return no_response(vm, all ? "xpath_all()" : "xpath()", v);
    if (error)
        return error;
    error =
        xpath_value(page_read(response), path.as.string->bytes, path.as.string->length, all, result, &wrong);
    return error == wrong.text ? vm_error_text(vm, "bad XPath %s: %s", path.as.string->bytes, error) : error;
}
