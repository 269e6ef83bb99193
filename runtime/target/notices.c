#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/target_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGES = 100, NOTICES_A_PAGE = 10, SETTINGS_MAX_BYTES = 4096 };

static value notice(int64_t number, const char *target)
{
    char title[40];
    snprintf(title, sizeof title, "Notice %" PRId64, number);
    value map = value_map(3);
    member(&map, "id", value_int(number));
    member(&map, "title", value_text(title));
    member(&map, "target", value_text(target));
    return map;
}

static value notices_of_page(int64_t page, const char *target)
{
    value list = value_list(NOTICES_A_PAGE);
    for (int64_t n = (page - 1) * NOTICES_A_PAGE + 1; n <= page * NOTICES_A_PAGE; n++)
        value_list_append(&list, notice(n, target));
    return list;
}

void notices_all(struct exchange *exchange)
{
    const char *target = exchange_query(exchange, "target"), *words = exchange_query(exchange, "q");
    if (!target) {
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "`target` is missing");
        return;
    }
    int64_t page = exchange_query_int(exchange, "page", 1, 1, PAGES);
    value answer = value_map(4);
    member(&answer, "target", value_text(target));
    member(&answer, "q", words ? value_text(words) : value_none());
    member(&answer, "page", value_int(page));
    member(&answer, "notices", notices_of_page(page, target));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

void notices_list(struct exchange *exchange)
{
    exchange_answer_json(exchange, MHD_HTTP_OK, notices_of_page(1, "all"));
}

/* Keeps the settings under their "id". */
static void device_keep(struct exchange *exchange, value settings, unsigned status_when_new)
{
    const char *name = member_text(settings, "id");
    struct buffer text = {.limit = SETTINGS_MAX_BYTES};
    if (!name || !*name) {
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "the device has no \"id\"");
        return;
    }
    value_json(settings, &text);
    if (text.overflowed) {
        exchange_answer_error(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "too many settings");
        buffer_free(&text);
        return;
    }
    bool is_new = devices_set(&exchange->target->devices, name, buffer_text(&text));
    exchange_answer_buffer(exchange, is_new ? status_when_new : MHD_HTTP_OK, "application/json", &text);
}

static void device_take(struct exchange *exchange, unsigned status_when_new)
{
    value settings;
    if (!exchange_json(exchange, &settings))
        return;
    device_keep(exchange, settings, status_when_new);
    value_release(settings);
}

void device_register(struct exchange *exchange)
{
    device_take(exchange, MHD_HTTP_CREATED);
}

/* A device that registered long ago was forgotten; then it is added again. */
void device_change(struct exchange *exchange)
{
    device_take(exchange, MHD_HTTP_OK);
}

void device_show(struct exchange *exchange)
{
    struct buffer text = {0};
    if (devices_get(&exchange->target->devices, exchange->segments[2], &text))
        exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
    else
        exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is no such device");
}
