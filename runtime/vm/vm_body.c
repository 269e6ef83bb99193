#include "runtime/text/url.h"
#include "runtime/vm/vm_state.h"

#include <inttypes.h>
#include <string.h>

/* ---- json and raw ---- */

static const char *body_json(struct vm *vm, const struct template *template, const value *slots)
{
    struct buffer *body = &vm->request.body;
    const char *error;

    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];

        if (part->slot == SLOT_NONE)
            buffer_append(body, part->text, part->length);
        else if ((error = value_json_text(slots[part->slot], body)))
            return error;
    }
    vm->request.http.content_type = "application/json";
    return NULL;
}

/* A string is used without a copy. If the value is none, there is no body. */
static const char *body_raw(struct vm *vm, const struct template *template, const value *slots)
{
    const value *whole = vm_template_value(template, slots);
    struct http_request *http = &vm->request.http;

    if (!whole || (whole->type != VALUE_STRING && whole->type != VALUE_NONE))
        return vm_template_append(template, slots, &vm->request.body);
    if (whole->type == VALUE_STRING) {
        http->body = whole->as.string->bytes;
        http->body_length = whole->as.string->length;
    }
    return NULL;
}

/* ---- form ---- */

static void form_append_pair(struct text name, struct text text, struct buffer *body)
{
    if (body->length)
        buffer_append_char(body, '&');
    url_encode_form(name.bytes, name.length, body);
    buffer_append_char(body, '=');
    url_encode_form(text.bytes, text.length, body);
}

/* If the value of a field is a list, the field is repeated for each item except none. */
static const char *form_append_list(struct vm *vm, struct text name, const struct list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct text text;
        const char *error;

        if (list->items[i].type == VALUE_NONE)
            continue;
        error = vm_value_text(vm, &list->items[i], &text);
        if (error)
            return error;
        form_append_pair(name, text, &vm->request.body);
    }
    return NULL;
}

static const char *form_append(struct vm *vm, const struct field *field, const value *slots)
{
    const value *whole = vm_template_value(&field->value, slots);
    struct text name, text;
    const char *error = vm_template_text(vm, &field->name, slots, &name);

    if (error)
        return error;
    if (whole && whole->type == VALUE_LIST)
        return form_append_list(vm, name, whole->as.list);
    error = vm_template_text(vm, &field->value, slots, &text);
    if (!error)
        form_append_pair(name, text, &vm->request.body);
    return error;
}

static const char *body_form(struct vm *vm, const struct request_site *site, const value *slots)
{
    const char *error = NULL;

    for (size_t i = 0; !error && i < site->form.count; i++)
        if (!vm_field_is_out(&site->form.fields[i], slots))
            error = form_append(vm, &site->form.fields[i], slots);
    vm->request.http.content_type = "application/x-www-form-urlencoded";
    return error;
}

/* ---- multipart (RFC 7578, names escaped as the WHATWG HTML standard says) ---- */

static void multipart_append_name(const char *name, size_t length, struct buffer *body)
{
    buffer_append_char(body, '"');
    for (size_t i = 0; i < length; i++) {
        switch (name[i]) {
        case '"': buffer_append_text(body, "%22"); break;
        case '\r': buffer_append_text(body, "%0D"); break;
        case '\n': buffer_append_text(body, "%0A"); break;
        default: buffer_append_char(body, name[i]); break;
        }
    }
    buffer_append_char(body, '"');
}

/* A part with its type and file name, if the value has them (value_part). */
static const char *multipart_append_part(struct vm *vm, struct text name, value v, const char *boundary)
{
    struct buffer *body = &vm->request.body;
    const char *type, *file_name, *error;
    struct text text;

    error = vm_value_text(vm, &v, &text);
    if (error)
        return error;
    value_part_of(v, &type, &file_name);
    buffer_printf(body, "--%s\r\nContent-Disposition: form-data; name=", boundary);
    multipart_append_name(name.bytes, name.length, body);
    if (file_name) {
        buffer_append_text(body, "; filename=");
        multipart_append_name(file_name, strlen(file_name), body);
    }
    if (type)
        buffer_printf(body, "\r\nContent-Type: %s", type);
    buffer_append_text(body, "\r\n\r\n");
    buffer_append(body, text.bytes, text.length);
    buffer_append_text(body, "\r\n");
    return NULL;
}

/* One part for each item except none. */
static const char *multipart_append_list(struct vm *vm, struct text name, const struct list *list,
                                         const char *boundary)
{
    const char *error = NULL;

    for (uint32_t i = 0; !error && i < list->count; i++)
        if (list->items[i].type != VALUE_NONE)
            error = multipart_append_part(vm, name, list->items[i], boundary);
    return error;
}

static const char *multipart_append(struct vm *vm, const struct field *field, const value *slots,
                                    const char *boundary)
{
    const value *whole = vm_template_value(&field->value, slots);
    struct text name, text;
    const char *error = vm_template_text(vm, &field->name, slots, &name);
    value v;

    if (error)
        return error;
    if (whole)
        return whole->type == VALUE_LIST ? multipart_append_list(vm, name, whole->as.list, boundary)
                                         : multipart_append_part(vm, name, *whole, boundary);
    error = vm_template_text(vm, &field->value, slots, &text);
    if (error)
        return error;
    v = value_string(text.bytes, text.length);
    error = multipart_append_part(vm, name, v, boundary);
    value_release(v);
    return error;
}

/* A boundary that is improbable in any content, and the same in every run with the same seed. */
static const char *multipart_boundary(struct vm *vm)
{
    uint64_t mixed =
        (vm->environment->user_id + 1) * 0x9e3779b97f4a7c15u + (uint64_t)vm->environment->iteration;

    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return arena_printf(&vm->request.arena, "----swarm-%016" PRIx64, mixed ^ mixed >> 31);
}

static const char *body_multipart(struct vm *vm, const struct request_site *site, const value *slots)
{
    const char *boundary = multipart_boundary(vm);
    const char *error = NULL;

    for (size_t i = 0; !error && i < site->form.count; i++)
        if (!vm_field_is_out(&site->form.fields[i], slots))
            error = multipart_append(vm, &site->form.fields[i], slots, boundary);
    buffer_printf(&vm->request.body, "--%s--\r\n", boundary);
    vm->request.http.content_type =
        arena_printf(&vm->request.arena, "multipart/form-data; boundary=%s", boundary);
    return error;
}

static const char *body_append(struct vm *vm, const struct request_site *site, const value *slots)
{
    switch (site->body) {
    case BODY_NONE: break;
    case BODY_JSON: return body_json(vm, &site->body_template, slots);
    case BODY_RAW: return body_raw(vm, &site->body_template, slots);
    case BODY_FORM: return body_form(vm, site, slots);
    case BODY_MULTIPART: return body_multipart(vm, site, slots);
    }
    return NULL;
}

const char *vm_request_body(struct vm *vm, const struct request_site *site, const value *slots)
{
    struct buffer *body = &vm->request.body;
    struct http_request *http = &vm->request.http;
    const value *whole = vm_template_value(&site->body_template, slots);
    bool absent = site->body == BODY_RAW && whole && whole->type == VALUE_NONE;
    const char *error;

    buffer_clear(body);
    error = body_append(vm, site, slots);
    if (error)
        return error;
    if (body->overflowed)
        return "the body is longer than 64 MiB";
    if (!http->body && !absent) {
        http->body = buffer_text(body);
        http->body_length = body->length;
    }
    return NULL;
}
