#include "runtime/web/web_request.h"

#include "runtime/base/alloc.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <string.h>

const char *web_request_header(const struct web_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const struct sockaddr *web_request_peer(const struct web_request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    return info ? info->client_addr : NULL;
}

bool web_request_is(const struct web_request *request, const char *method)
{
    return strcmp(request->method, method) == 0;
}

void web_answer_header(struct web_answer *answer, const char *name, const char *value)
{
    struct web_header header = {name, mem_strdup(value)};

    vec_push(&answer->headers, header);
}

void web_answer_headerf(struct web_answer *answer, const char *name, const char *format, ...)
{
    struct buffer value = {0};
    struct web_header header = {.name = name};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&value, format, arguments);
    va_end(arguments);
    header.value = buffer_steal(&value);
    vec_push(&answer->headers, header);
}

bool web_answer_has(const struct web_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->headers.count; i++)
        if (strcmp(answer->headers.items[i].name, name) == 0)
            return true;
    return false;
}

void web_answer_free(struct web_answer *answer)
{
    for (size_t i = 0; i < answer->headers.count; i++)
        mem_free(answer->headers.items[i].value);
    vec_free(&answer->headers);
    buffer_free(&answer->body);
}
