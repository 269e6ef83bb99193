#include "runtime/vm/vm_state.h"

#include <string.h>
#include <strings.h>

/* ---- headers of the user and the sets ---- */

static struct map_entry *headers_find(const struct map *headers, const char *name)
{
    for (uint32_t i = 0; i < headers->count; i++)
        if (strcasecmp(headers->entries[i].key->bytes, name) == 0)
            return &headers->entries[i];
    return NULL;
}

static void headers_put(value *headers, const struct map_entry *entry)
{
    const struct map_entry *outer = headers_find(headers->as.map, entry->key->bytes);
    value key = {.type = VALUE_STRING, .as.string = outer ? outer->key : entry->key};

    if (entry->value.type != VALUE_NONE)
        value_map_put(headers, key, value_dup(entry->value));
}

const char *vm_headers_merge(struct vm *vm, value *headers, value inner)
{
    if (inner.type == VALUE_NONE)
        return NULL;
    if (inner.type != VALUE_MAP || (headers->type != VALUE_MAP && headers->type != VALUE_NONE)) {
        const char *error = vm_error_text(vm, "headers must be a map, not %s", value_type_name(inner.type));

        value_release(inner);
        return error;
    }
    if (headers->type == VALUE_NONE) {
        *headers = inner;
        return NULL;
    }
    for (uint32_t i = 0; i < inner.as.map->count; i++)
        headers_put(headers, &inner.as.map->entries[i]);
    value_release(inner);
    return NULL;
}

/* ---- the request's own list ---- */

/* Characters that would end the header or the C string. */
static bool breaks_line(struct text text)
{
    return memchr(text.bytes, '\n', text.length) || memchr(text.bytes, '\r', text.length) ||
           memchr(text.bytes, '\0', text.length);
}

/* Masks the credentials in a header, but not the name of their scheme. */
static void header_mask(struct text name, struct text text)
{
    bool authorization = name.length == 13 && strcasecmp(name.bytes, "Authorization") == 0;
    bool proxy = name.length == 19 && strcasecmp(name.bytes, "Proxy-Authorization") == 0;
    const char *space;

    if (!authorization && !proxy && !(name.length == 6 && strcasecmp(name.bytes, "Cookie") == 0))
        return;
    space = authorization || proxy ? memchr(text.bytes, ' ', text.length) : NULL;
    if (space)
        vm_secret(space + 1, text.length - (size_t)(space + 1 - text.bytes));
    else
        vm_secret(text.bytes, text.length);
}

/* Adds a header, or replaces the one of that name. */
static const char *headers_add(struct vm *vm, struct text name, struct text text)
{
    struct vm_request *request = &vm->request;
    size_t place = 0;

    if (!name.length)
        return "a header has no name";
    if (breaks_line(name) || memchr(name.bytes, ':', name.length))
        return "the name of a header contains a line break, NUL byte or `:`";
    if (breaks_line(text))
        return vm_error_text(vm, "the header %s contains a line break or NUL byte", name.bytes);
    header_mask(name, text);
    while (place < request->headers_count && strcasecmp(request->headers[place].name, name.bytes) != 0)
        place++;
    request->headers[place] = (struct http_header){name.bytes, text.bytes};
    if (place == request->headers_count)
        request->headers_count++;
    return NULL;
}

static const char *headers_add_entry(struct vm *vm, const struct map_entry *entry)
{
    struct text text;
    const char *error = vm_value_text(vm, &entry->value, &text);

    return error ? error : headers_add(vm, (struct text){entry->key->bytes, entry->key->length}, text);
}

static const char *headers_add_field(struct vm *vm, const struct field *field, const value *slots)
{
    struct text name, text;
    const char *error = vm_template_text(vm, &field->name, slots, &name);

    if (!error)
        error = vm_template_text(vm, &field->value, slots, &text);
    return error ? error : headers_add(vm, name, text);
}

const char *vm_request_headers(struct vm *vm, const struct request_site *site, value headers,
                               const value *slots)
{
    struct vm_request *request = &vm->request;
    size_t gathered = headers.type == VALUE_MAP ? headers.as.map->count : 0;
    const char *error = NULL;

    if (headers.type != VALUE_MAP && headers.type != VALUE_NONE)
        return "headers must be a map";
    request->headers_count = 0;
    if (gathered + site->headers.count == 0)
        return NULL;
    request->headers =
        arena_alloc(&request->arena, (gathered + site->headers.count) * sizeof *request->headers);
    for (size_t i = 0; !error && i < gathered; i++)
        if (headers.as.map->entries[i].value.type != VALUE_NONE)
            error = headers_add_entry(vm, &headers.as.map->entries[i]);
    for (size_t i = 0; !error && i < site->headers.count; i++)
        if (!vm_field_is_out(&site->headers.fields[i], slots))
            error = headers_add_field(vm, &site->headers.fields[i], slots);
    request->http.headers = request->headers;
    request->http.header_count = request->headers_count;
    return error;
}

/* ---- cookies and authentication ---- */

static const char *cookie_name_append(struct vm *vm, const struct field *field, const value *slots,
                                      struct buffer *out)
{
    struct text name;
    const char *error = vm_template_text(vm, &field->name, slots, &name);

    if (error)
        return error;
    if (breaks_line(name))
        return "a cookie contains a line break or NUL byte";
    if (out->length)
        buffer_append_text(out, "; ");
    buffer_append(out, name.bytes, name.length);
    return NULL;
}

/* RFC 6265 section 4.2.1: name=value; name=value. Of `none` only the name: see http_request.cookies. */
static const char *cookie_append(struct vm *vm, const struct field *field, const value *slots,
                                 struct buffer *out)
{
    struct text text;
    const char *error = cookie_name_append(vm, field, slots, out);

    if (error || vm_field_is_out(field, slots))
        return error;
    error = vm_template_text(vm, &field->value, slots, &text);
    if (error)
        return error;
    if (breaks_line(text))
        return "a cookie contains a line break or NUL byte";
    vm_secret(text.bytes, text.length);
    buffer_append_char(out, '=');
    buffer_append(out, text.bytes, text.length);
    return NULL;
}

const char *vm_request_cookies(struct vm *vm, const struct request_site *site, const value *slots)
{
    struct buffer cookies;
    const char *error = NULL;

    buffer_init(&cookies, VM_STRING_MAX);
    for (size_t i = 0; !error && i < site->cookies.count; i++)
        error = cookie_append(vm, &site->cookies.fields[i], slots, &cookies);
    if (!error && cookies.length)
        vm->request.http.cookies = arena_strndup(&vm->request.arena, buffer_text(&cookies), cookies.length);
    buffer_free(&cookies);
    return error;
}

static const char *auth_text(struct vm *vm, uint16_t slot, const value *slots, const char **out)
{
    struct text text;
    const char *error;

    if (slots[slot].type == VALUE_NONE)
        return "auth takes strings, not none";
    error = vm_value_text(vm, &slots[slot], &text);
    if (!error && breaks_line(text))
        error = "auth contains a line break or NUL byte";
    *out = text.bytes;
    return error;
}

const char *vm_request_auth(struct vm *vm, const struct request_site *site, const value *slots)
{
    struct http_request *http = &vm->request.http;
    const char *error = NULL;

    http->auth = site->auth;
    if (site->auth_user_slot != SLOT_NONE)
        error = auth_text(vm, site->auth_user_slot, slots, &http->auth_user);
    if (error || site->auth_secret_slot == SLOT_NONE)
        return error;
    error = auth_text(vm, site->auth_secret_slot, slots, &http->auth_secret);
    if (!error)
        vm_secret(http->auth_secret, strlen(http->auth_secret));
    return error;
}
