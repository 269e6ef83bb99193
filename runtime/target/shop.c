#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/target_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ITEMS = 1000, ITEMS_LISTED = 20, TEXTS_LISTED = 20, TEXT_MAX_BYTES = 2000 };

static value item(int64_t n)
{
    char name[32];
    snprintf(name, sizeof name, "Item %" PRId64, n);
    value map = value_map(4);
    member(&map, "id", value_int(n));
    member(&map, "name", value_text(name));
    member(&map, "price", value_float(0.99 + (double)(n * 7 % 100)));
    member(&map, "stock", value_int(n * 13 % 50));
    return map;
}

void shop_items(struct exchange *exchange)
{
    int64_t page = exchange_query_int(exchange, "page", 1, 1, ITEMS / ITEMS_LISTED);
    value list = value_list(ITEMS_LISTED), answer = value_map(3);
    for (int64_t n = (page - 1) * ITEMS_LISTED + 1; n <= page * ITEMS_LISTED; n++)
        value_list_append(&list, item(n));
    member(&answer, "items", list);
    member(&answer, "page", value_int(page));
    member(&answer, "total", value_int(ITEMS));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

void shop_item(struct exchange *exchange)
{
    int64_t number;
    if (exchange_segment_int(exchange, 1, 1, ITEMS, &number))
        exchange_answer_json(exchange, MHD_HTTP_OK, item(number));
}

static void list_texts(struct exchange *exchange, struct store *store)
{
    struct buffer text = {0};
    buffer_append_char(&text, '[');
    store_list(store, TEXTS_LISTED, &text);
    buffer_append_char(&text, ']');
    exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
}

static void keep_text(struct exchange *exchange, struct store *store, const char *text)
{
    struct buffer kept = {0};
    uint64_t number = store_reserve(store);
    value map = value_map(2);
    member(&map, "id", value_int((int64_t)number));
    member(&map, "text", value_string(text, strnlen(text, TEXT_MAX_BYTES)));
    value_json(map, &kept);
    value_release(map);
    store_put(store, number, buffer_text(&kept));
    exchange_answer_buffer(exchange, MHD_HTTP_CREATED, "application/json", &kept);
}

/* Stores {"text": "…"} and answers 201 with its number. */
static void take_text(struct exchange *exchange, struct store *store)
{
    value document;
    if (!exchange_json(exchange, &document))
        return;
    const char *text = member_text(document, "text");
    if (text)
        keep_text(exchange, store, text);
    else
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "\"text\" is missing");
    value_release(document);
}

void shop_comments(struct exchange *exchange)
{
    list_texts(exchange, &exchange->target->comments);
}

void shop_comment(struct exchange *exchange)
{
    take_text(exchange, &exchange->target->comments);
}

void shop_board(struct exchange *exchange)
{
    list_texts(exchange, &exchange->target->messages);
}

void shop_board_write(struct exchange *exchange)
{
    take_text(exchange, &exchange->target->messages);
}
