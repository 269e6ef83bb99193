#include "runtime/model/tcp_response.h"

#include "runtime/base/alloc.h"

#include <string.h>

/* Minimum and maximum size of the memory of a spare response. */
#define SPARE_LEAST ((size_t)512)
#define SPARE_MOST ((size_t)64 << 10)

static void response_destroy(struct object *object)
{
    struct response *response = (struct response *)object;

    response_forget_parsed(response);
    mem_free(response);
}

/* Shows it like the status of an HTTP response without one. */
static bool response_show(const struct object *object, struct buffer *out)
{
    (void)object;
    return buffer_append_char(out, '0');
}

static struct tcp_response *response_make(size_t length)
{
    size_t room = length < SPARE_LEAST ? SPARE_LEAST : length + 1;
    struct tcp_response *response = mem_alloc(sizeof *response + room);

    *response = (struct tcp_response){
        .base = {.object = {.references = 1, .destroy = response_destroy, .show = response_show},
                 .kind = RESPONSE_TCP,
                 .body = (char *)(response + 1)},
        .room = room,
    };
    return response;
}

static struct tcp_response *spare_take(struct tcp_response **spare, size_t length)
{
    struct tcp_response *response = *spare;

    if (length >= SPARE_MOST)
        return response_make(length);
    if (response && response->base.object.references == 1 && length < response->room) {
        response_forget_parsed(&response->base);
    } else {
        if (response)
            response_release(&response->base);
        response = *spare = response_make(length);
    }
    response->base.object.references = 2;
    return response;
}

struct tcp_response *tcp_response_new(struct tcp_response **spare, const char *bytes, size_t length)
{
    struct tcp_response *response = spare_take(spare, length);

    if (length)
        memcpy(response->base.body, bytes, length);
    response->base.body[length] = '\0';
    response->base.body_length = length;
    return response;
}
