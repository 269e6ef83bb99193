#include "runtime/base/confine.h"
#include "runtime/base/file.h"
#include "runtime/base/mask.h"
#include "runtime/native/native_table.h"

#include <stdlib.h>
#include <string.h>

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
    return native_read(context, arguments, count, result);
}
