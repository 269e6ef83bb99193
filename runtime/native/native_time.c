#include "runtime/base/clock.h"
#include "runtime/native/native_table.h"

#include <time.h>

#define TIMESTAMP_LONGEST 4096

const char *native_now(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)arguments, (void)count;
    *result = value_float((double)clock_wall() / (double)NANOS_PER_S);
    return NULL;
}

/* Formats the time. strftime returns 0 both for an empty result and for one that is too long. So a dot is
 * added to the format and removed from the result. */
static const char *time_format(const struct string *form, value *result)
{
    time_t seconds = (time_t)(clock_wall() / NANOS_PER_S);
    struct buffer dotted = {0};
    char text[TIMESTAMP_LONGEST];
    struct tm broken;
    size_t length;

    buffer_append(&dotted, form->bytes, form->length);
    buffer_append_char(&dotted, '.');
    gmtime_r(&seconds, &broken);
    length = strftime(text, sizeof text, dotted.data, &broken);
    buffer_free(&dotted);
    if (length == 0)
        return "the result of timestamp() is too long";
    *result = value_string(text, length - 1);
    return NULL;
}

const char *native_timestamp(struct native_context *context, const value *arguments, size_t count,
                             value *result)
{
    value form = count ? value_copy(arguments[0]) : value_text("%Y-%m-%dT%H:%M:%SZ");
    const char *error = time_format(form.as.string, result);

    (void)context;
    value_release(form);
    return error;
}
