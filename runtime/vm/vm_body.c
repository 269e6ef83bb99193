#include "runtime/native/native.h"
#include "runtime/text/url.h"
#include "runtime/vm/vm_state.h"

#include <inttypes.h>
#include <string.h>

/* ---- json and raw ---- */

static const char *body_json(struct vm *vm, const struct template *template, const value *slots)
{
    struct buffer *body = &vm->request.body;

    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];

        if (part->slot == SLOT_NONE)
            buffer_append(body, part->text, part->length);
        else if (!value_json(slots[part->slot], body) && !body->overflowed)
            return "the value is nested too deeply for JSON";
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

static void multipart_append_file_name(struct text path, struct buffer *body)
{
    const char *slash = memrchr(path.bytes, '/', path.length);
    const char *name = slash ? slash + 1 : path.bytes;

    buffer_append_text(body, "; filename=");
    multipart_append_name(name, path.length - (size_t)(name - path.bytes), body);
    buffer_append_text(body, "\r\nContent-Type: application/octet-stream");
}

static const char *multipart_append_file(struct vm *vm, const struct request_site *site, struct text path)
{
    struct native_context context = {.rng = vm->environment->rng,
                                     .folder = vm->environment->common->program->files[site->file].folder};
    value argument = value_string(path.bytes, path.length), bytes;
    const char *error = native_call(&context, NATIVE_read, &argument, 1, &bytes);

    value_release(argument);
    if (error)
        return error;
    buffer_append(&vm->request.body, bytes.as.string->bytes, bytes.as.string->length);
    value_release(bytes);
    return NULL;
}

static const char *multipart_append(struct vm *vm, const struct request_site *site, size_t index,
                                    const value *slots, const char *boundary)
{
    const struct field *field = &site->form.fields[index];
    struct buffer *body = &vm->request.body;
    bool is_file = site->form_files && site->form_files[index];
    struct text name, text;
    const char *error = vm_template_text(vm, &field->name, slots, &name);

    if (!error)
        error = vm_template_text(vm, &field->value, slots, &text);
    if (error)
        return error;
    buffer_printf(body, "--%s\r\nContent-Disposition: form-data; name=", boundary);
    multipart_append_name(name.bytes, name.length, body);
    if (is_file)
        multipart_append_file_name(text, body);
    buffer_append_text(body, "\r\n\r\n");
    if (is_file)
        error = multipart_append_file(vm, site, text);
    else
        buffer_append(body, text.bytes, text.length);
    buffer_append_text(body, "\r\n");
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
            error = multipart_append(vm, site, i, slots, boundary);
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
