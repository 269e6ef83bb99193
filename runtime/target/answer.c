#include "runtime/base/alloc.h"
#include "runtime/target/exchange.h"

#include <string.h>

void exchange_answer(struct exchange *exchange, unsigned status, struct MHD_Response *response)
{
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    exchange->status = status;
    exchange->response = response;
}

void exchange_answer_static(struct exchange *exchange, unsigned status, const char *type, const char *text)
{
    /* The library takes a void *, but only reads the memory. */
    exchange_answer(exchange, status,
                    MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_PERSISTENT));
    exchange_answer_header(exchange, "Content-Type", type);
}

void exchange_answer_buffer(struct exchange *exchange, unsigned status, const char *type,
                            struct buffer *bytes)
{
    size_t length = bytes->length;
    exchange_answer(
        exchange, status,
        MHD_create_response_from_buffer_with_free_callback(length, buffer_steal(bytes), mem_free));
    exchange_answer_header(exchange, "Content-Type", type);
}

void exchange_answer_json(struct exchange *exchange, unsigned status, value document)
{
    struct buffer text = {0};
    value_json(document, &text);
    value_release(document);
    exchange_answer_buffer(exchange, status, "application/json", &text);
}

void exchange_answer_error(struct exchange *exchange, unsigned status, const char *text)
{
    value document = value_map(2);
    member(&document, "error", value_text(text));
    member(&document, "status", value_int(status));
    exchange_answer_json(exchange, status, document);
}

void exchange_answer_empty(struct exchange *exchange, unsigned status)
{
    exchange_answer(exchange, status, MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT));
}

bool exchange_answer_header(struct exchange *exchange, const char *name, const char *text)
{
    return MHD_add_response_header(exchange->response, name, text) == MHD_YES;
}

void member(value *map, const char *name, value item)
{
    value_map_set(map, name, strlen(name), item);
}

const char *member_text(value map, const char *name)
{
    value item;
    if (!value_map_get(map, name, strlen(name), &item) || item.type != VALUE_STRING)
        return NULL;
    return item.as.string->bytes;
}
