#include "runtime/base/alloc.h"
#include "runtime/text/url.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

/* ---- templates ---- */

const char *vm_template_append(const struct template *template, const value *slots, struct buffer *out)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];

        if (part->slot == SLOT_NONE)
            buffer_append(out, part->text, part->length);
        else if (!value_show(slots[part->slot], out) && !out->overflowed)
            return "the value is nested too deeply to be printed";
    }
    return out->overflowed ? "the text is longer than 64 MiB" : NULL;
}

const value *vm_template_value(const struct template *template, const value *slots)
{
    if (template->count != 1 || template->parts[0].slot == SLOT_NONE)
        return NULL;
    return &slots[template->parts[0].slot];
}

static const char *text_keep(struct vm *vm, struct text *text)
{
    text->bytes = arena_strndup(&vm->request.arena, buffer_text(&vm->text), vm->text.length);
    text->length = vm->text.length;
    return NULL;
}

const char *vm_value_text(struct vm *vm, const value *v, struct text *text)
{
    if (v->type == VALUE_STRING) {
        *text = (struct text){v->as.string->bytes, v->as.string->length};
        return NULL;
    }
    if (v->type == VALUE_MAP || v->type == VALUE_LIST)
        return v->type == VALUE_MAP ? "a field can't be a map: write json_encode(…)"
                                    : "a field can't be a list here: write json_encode(…) or join(…)";
    buffer_clear(&vm->text);
    if (!value_show(*v, &vm->text))
        return vm->text.overflowed ? "the text is longer than 64 MiB"
                                   : "the value is nested too deeply to be printed";
    return text_keep(vm, text);
}

const char *vm_template_text(struct vm *vm, const struct template *template, const value *slots,
                             struct text *text)
{
    const value *whole = vm_template_value(template, slots);
    const char *error;

    if (whole)
        return vm_value_text(vm, whole, text);
    buffer_clear(&vm->text);
    error = vm_template_append(template, slots, &vm->text);
    return error ? error : text_keep(vm, text);
}

bool vm_field_is_out(const struct field *field, const value *slots)
{
    const value *whole = vm_template_value(&field->value, slots);

    return whole && whole->type == VALUE_NONE;
}

/* ---- the URL ---- */

static const char *url_append_template(struct vm *vm, const struct template *template, const value *slots)
{
    for (size_t i = 0; i < template->count; i++)
        if (template->parts[i].slot != SLOT_NONE && slots[template->parts[i].slot].type == VALUE_NONE)
            return "the URL contains none";
    return vm_template_append(template, slots, &vm->text);
}

static void query_append_pair(struct text name, struct text text, char before, struct buffer *out)
{
    if (before)
        buffer_append_char(out, before);
    url_encode(name.bytes, name.length, out);
    buffer_append_char(out, '=');
    url_encode(text.bytes, text.length, out);
}

/* `query { tag: ["a", none, "b"] }` is tag=a&tag=b. */
static const char *query_append_list(struct vm *vm, struct text name, const struct list *list, char *before,
                                     struct buffer *out)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct text text;
        const char *error;

        if (list->items[i].type == VALUE_NONE)
            continue;
        error = vm_value_text(vm, &list->items[i], &text);
        if (error)
            return error;
        query_append_pair(name, text, *before, out);
        *before = '&';
    }
    return NULL;
}

static const char *query_append(struct vm *vm, const struct field *field, const value *slots, char *before,
                                struct buffer *out)
{
    const value *whole = vm_template_value(&field->value, slots);
    struct text name, text;
    const char *error = vm_template_text(vm, &field->name, slots, &name);

    if (error)
        return error;
    if (whole && whole->type == VALUE_LIST)
        return query_append_list(vm, name, whole->as.list, before, out);
    error = vm_template_text(vm, &field->value, slots, &text);
    if (error)
        return error;
    query_append_pair(name, text, *before, out);
    *before = '&';
    return NULL;
}

/* What separates a query from the URL; NUL: nothing, as after `/x?` and `/x?a=1&`. */
static char query_separator(const struct buffer *url)
{
    char last = url->length > 0 ? url->data[url->length - 1] : '\0';

    if (!memchr(buffer_text(url), '?', url->length))
        return '?';
    return last == '?' || last == '&' ? '\0' : '&';
}

/* The URL as written, copied because the query follows. The fragment is dropped, unless the request is raw.
 */
static const char *url_with_query(struct vm *vm, const struct request_site *site, const value *slots,
                                  struct buffer *reference)
{
    const char *fragment;
    const char *error = NULL;
    char before;

    buffer_append(reference, buffer_text(&vm->text), vm->text.length);
    fragment = site->raw ? NULL : memchr(buffer_text(reference), '#', reference->length);
    if (fragment)
        reference->length = (size_t)(fragment - reference->data);
    before = query_separator(reference);
    for (size_t i = 0; !error && i < site->query.count; i++)
        if (!vm_field_is_out(&site->query.fields[i], slots))
            error = query_append(vm, &site->query.fields[i], slots, &before, reference);
    return error ? error : reference->overflowed ? "the URL is longer than 64 MiB" : NULL;
}

static const char *request_url(struct vm *vm, const struct request_site *site, const value *slots)
{
    struct buffer *url = &vm->request.url;
    const struct buffer *reference = &vm->text;
    struct buffer with_query;
    const char *error;

    buffer_clear(&vm->text);
    buffer_clear(url);
    buffer_init(&with_query, VM_STRING_MAX);
    error = url_append_template(vm, &site->url, slots);
    if (!error && site->query.count) {
        error = url_with_query(vm, site, slots, &with_query);
        reference = &with_query;
    }
    if (!error)
        error =
            url_resolve(vm->environment->base_url, buffer_text(reference), reference->length, site->raw, url);
    buffer_free(&with_query);
    vm->request.http.url = buffer_text(url);
    return error;
}

/* ---- the rest ---- */

static const char *request_limits(struct vm *vm, const struct request_site *site, const value *slots)
{
    struct http_request *http = &vm->request.http;

    if (site->timeout_slot != SLOT_NONE && slots[site->timeout_slot].type != VALUE_NONE) {
        value timeout = slots[site->timeout_slot];

        if (timeout.type != VALUE_DURATION || timeout.as.duration <= 0)
            return "timeout must be a duration greater than 0";
        http->timeout = timeout.as.duration;
    }
    if (site->redirects_slot != SLOT_NONE && slots[site->redirects_slot].type != VALUE_NONE) {
        value redirects = slots[site->redirects_slot];

        if (redirects.type != VALUE_INT || redirects.as.integer < 0 || redirects.as.integer > INT32_MAX)
            return "redirects must be an int, 0 or more";
        http->redirects = (uint32_t)redirects.as.integer;
    }
    return NULL;
}

const char *vm_request_build(struct vm *vm, const struct request_site *site, value headers,
                             const value *slots)
{
    const char *error;

    arena_reset(&vm->request.arena);
    vm->request.http = (struct http_request){
        .method = site->method,
        .redirects = HTTP_REDIRECTS_DEFAULT,
        .raw = site->raw,
    };
    error = request_url(vm, site, slots);
    if (!error)
        error = vm_request_headers(vm, site, headers, slots);
    if (!error && site->cookies.count)
        error = vm_request_cookies(vm, site, slots);
    if (!error && site->auth != HTTP_AUTH_NONE)
        error = vm_request_auth(vm, site, slots);
    if (!error && site->body != BODY_NONE)
        error = vm_request_body(vm, site, slots);
    return error ? error : request_limits(vm, site, slots);
}

void vm_request_reset(struct vm *vm)
{
    vm_tcp_reset(vm);
    if (!vm->request.http.method)
        return;
    vm->request.http = (struct http_request){0};
    arena_reset(&vm->request.arena);
    vm_scratch_shrink(&vm->request.url);
    vm_scratch_shrink(&vm->request.body);
}

void vm_request_free(struct vm *vm)
{
    arena_free(&vm->request.arena);
    buffer_free(&vm->request.url);
    buffer_free(&vm->request.body);
}
