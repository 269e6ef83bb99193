/* Reads values out of responses, and out of strings, lists and maps, by JSONPath, regular expression and
 * XPath. */
#include "runtime/text/body_text.h"
#include "runtime/text/json.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"
#include "runtime/text/xpath.h"
#include "runtime/vm/vm_state.h"

#define SCANS_MAX 3 /* paths that are searched in the text; from the next one on, the text is parsed once */

static const char *no_text(struct vm *vm, const char *what, value v)
{
    return vm_error_text(vm, "%s() needs a response, a string, a list or a map, not %s", what,
                         value_type_name(v.type));
}

/* The text of a response or a string; that of a list or a map as `${}` shows it, valid until the scratch
 * buffer of the VM is used again. */
static const char *text_of(struct vm *vm, const char *what, value v, struct slice *text)
{
    switch (v.type) {
    case VALUE_RESPONSE: *text = vm_response_text(response_of(v)); return NULL;
    case VALUE_STRING: *text = (struct slice){v.as.string->bytes, v.as.string->length}; return NULL;
    case VALUE_LIST:
    case VALUE_MAP:
        buffer_clear(&vm->text);
        if (!value_show(v, &vm->text))
            return "the value is too long or nested too deeply to be searched";
        *text = (struct slice){buffer_text(&vm->text), vm->text.length};
        return NULL;
    default: return no_text(vm, what, v);
    }
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
static const char *response_json(const struct jsonpath *path, struct response *response, value *result)
{
    bool found;

    if (response->json_state == RESPONSE_JSON_UNREAD && response->json_scans < SCANS_MAX &&
        jsonpath_is_scannable(path)) {
        struct slice text = vm_response_text(response);

        response->json_scans++;
        jsonpath_scan(path, text.bytes, text.length, result, &found);
        return NULL;
    }
    return json_read(response) ? jsonpath_value(path, response->json, result) : NULL;
}

static const char *string_json(const struct jsonpath *path, const struct string *text, value *result)
{
    const char *error;
    value document;

    if (!json_decode(text->bytes, text->length, &document, NULL))
        return NULL;
    error = jsonpath_value(path, document, result);
    value_release(document);
    return error;
}

const char *vm_json(struct vm *vm, const struct jsonpath *path, value v, value *result)
{
    *result = value_none();
    switch (v.type) {
    case VALUE_RESPONSE: return response_json(path, response_of(v), result);
    case VALUE_STRING: return string_json(path, v.as.string, result);
    case VALUE_LIST:
    case VALUE_MAP: return jsonpath_value(path, v, result);
    default: return no_text(vm, "json", v);
    }
}

const char *vm_json_text(struct vm *vm, value v, value text, value *result)
{
    struct jsonpath_error wrong;
    struct jsonpath *path;
    const char *error = vm_name_check(vm, "json", text);

    if (error)
        return error;
    path = jsonpath_compile(text.as.string->bytes, text.as.string->length, &wrong);
    if (!path)
        return vm_error_text(vm, "bad JSONPath %s: %s", text.as.string->bytes, wrong.text);
    error = vm_json(vm, path, v, result);
    jsonpath_free(path);
    return error;
}

/* ---- regex ---- */

const char *vm_regex(struct vm *vm, const struct regex *regex, uint32_t group, enum vm_matches matches,
                     value v, value *result)
{
    int wanted = group == GROUP_DEFAULT ? -1 : (int)group;
    struct slice text = {0};
    const char *error = text_of(vm, "regex", v, &text);

    if (error)
        return error;
    switch (matches) {
    case VM_MATCH_ALL: return regex_value_all(regex, text.bytes, text.length, wanted, result);
    case VM_MATCH_GROUPS: return regex_value_groups(regex, text.bytes, text.length, result);
    case VM_MATCH_FIRST: break;
    }
    return regex_value(regex, text.bytes, text.length, wanted, result);
}

const char *vm_regex_text(struct vm *vm, value v, value pattern, uint32_t group, enum vm_matches matches,
                          value *result)
{
    struct regex_error wrong;
    struct regex *regex;
    const char *error = vm_name_check(vm, "regex", pattern);

    if (error)
        return error;
    regex = regex_compile(pattern.as.string->bytes, pattern.as.string->length, &wrong);
    if (!regex)
        return vm_error_text(vm, "invalid regex: %s", wrong.text);
    error = vm_regex(vm, regex, group, matches, v, result);
    regex_free(regex);
    return error;
}

/* ---- xpath ---- */

static struct xpath_page *response_page(struct response *response)
{
    const char *type = NULL;
    size_t length = 0;
    struct slice text = {0};

    if (response->page)
        return response->page;
    text = vm_response_text(response);
    vm_response_header_find(response, "Content-Type", &type, &length);
    response->page =
        xpath_page_read(text.bytes, text.length, body_is_xml(type, length, text.bytes, text.length));
    response->page_free = xpath_page_free;
    return response->page;
}

static const char *page_value(struct vm *vm, struct xpath_page *page, value path, bool all, value *result)
{
    struct xpath_error wrong;
    const char *error = xpath_value(page, path.as.string->bytes, path.as.string->length, all, result, &wrong);

    return error == wrong.text ? vm_error_text(vm, "bad XPath %s: %s", path.as.string->bytes, error) : error;
}

const char *vm_xpath(struct vm *vm, bool all, value v, value path, value *result)
{
    const char *what = all ? "xpath_all" : "xpath", *error = vm_name_check(vm, what, path);
    struct xpath_page *page;
    struct slice text = {0};

    if (error)
        return error;
    if (v.type == VALUE_RESPONSE)
        return page_value(vm, response_page(response_of(v)), path, all, result);
    error = text_of(vm, what, v, &text);
    if (error)
        return error;
    page = xpath_page_read(text.bytes, text.length, body_is_xml(NULL, 0, text.bytes, text.length));
    error = page_value(vm, page, path, all, result);
    xpath_page_free(page);
    return error;
}
