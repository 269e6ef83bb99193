#include "runtime/base/confine.h"
#include "runtime/base/file.h"
#include "runtime/base/mask.h"
#include "runtime/native/native_table.h"

#include "runtime/text/media_type.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FILE_LARGEST ((size_t)256 << 20)

const char *native_env(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const char *name = arguments[0].as.string->bytes, *text = getenv(name);

    (void)context;
    if (!text && count < 2)
        return native_error("the environment variable %.120s isn't set", name);
    *result = text ? value_text(text) : value_copy(arguments[1]);
    return NULL;
}

const char *native_secret(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const char *error = native_env(context, arguments, count, result);

    if (!error)
        mask_add(result->as.string->bytes, result->as.string->length);
    return error;
}

static const char *path_read(const char *path, const char *shown, value *result)
{
    struct buffer bytes = {0};
    const char *error = confine_refusal(path);

    if (!error)
        error = file_read(path, FILE_LARGEST, &bytes);
    if (!error)
        return native_take_text(&bytes, result);
    buffer_free(&bytes);
    return native_error("%.160s: %s", shown, error);
}

const char *native_read(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct string *name = arguments[0].as.string;
    struct buffer path = {0};
    const char *error;

    (void)count;
    if (strlen(name->bytes) != name->length)
        return "a path can't contain NUL bytes";
    if (name->bytes[0] != '/')
        buffer_printf(&path, "%s/", context->folder);
    buffer_append(&path, name->bytes, name->length);
    error = path_read(buffer_text(&path), name->bytes, result);
    buffer_free(&path);
    return error;
}

const char *native_file(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const char *error = native_read(context, arguments, count, result);
    const char *path = arguments[0].as.string->bytes, *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    value bytes;

    if (error)
        return error;
    bytes = *result;
    *result = value_part(bytes.as.string->bytes, bytes.as.string->length, media_type_of(name), name);
    value_release(bytes);
    return NULL;
}

/* An argument of part(), which may be absent or none. */
static const char *part_text(const value *arguments, size_t count, size_t index, const char *what,
                             const char **text)
{
    value v = index < count ? arguments[index] : value_none();

    *text = NULL;
    if (v.type == VALUE_NONE)
        return NULL;
    if (v.type != VALUE_STRING)
        return native_error("the %s of part() must be a string, not %s", what, value_type_name(v.type));
    *text = v.as.string->bytes;
    if (strlen(*text) != v.as.string->length || strpbrk(*text, "\r\n"))
        return native_error("the %s of part() contains a line break or NUL byte", what);
    return NULL;
}

static bool is_json_type(const char *type)
{
    const char *plus = strstr(type, "+json");

    return strncasecmp(type, "application/json", strlen("application/json")) == 0 || plus;
}

/* Appends the content of a part. A list or map can only be JSON. */
static const char *part_content(value content, const char *type, struct buffer *bytes)
{
    bool is_composed = content.type == VALUE_LIST || content.type == VALUE_MAP;

    if (content.type == VALUE_NONE || content.type == VALUE_RESPONSE ||
        (is_composed && !(type && is_json_type(type))))
        return native_error("part() can't send a %s%s", value_type_name(content.type),
                            is_composed ? " without the type \"application/json\"" : "");
    if (is_composed)
        return value_json_text(content, bytes);
    value_show(content, bytes);
    return NULL;
}

const char *native_part(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const char *type, *name, *own_type, *own_name;
    struct buffer bytes = {0};
    const char *error = part_text(arguments, count, 1, "type", &type);

    (void)context;
    if (!error)
        error = part_text(arguments, count, 2, "file name", &name);
    if (!error)
        error = part_content(arguments[0], type, &bytes);
    if (!error) {
        value_part_of(arguments[0], &own_type, &own_name);
        if (!type)
            type = name ? media_type_of(name) : own_type;
        *result = value_part(buffer_text(&bytes), bytes.length, type, name ? name : own_name);
    }
    buffer_free(&bytes);
    return error;
}
