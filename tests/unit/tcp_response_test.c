#include "runtime/model/tcp_response.h"

#include "runtime/base/alloc.h"
#include "runtime/model/http_response.h"
#include "tests/support/test.h"

TEST(what_was_received_is_copied)
{
    char bytes[] = "one\0two";
    struct tcp_response *spare = NULL, *response = tcp_response_new(&spare, bytes, 7);

    memset(bytes, '-', sizeof bytes);
    CHECK_INT(response->base.body_length, 7);
    CHECK_INT(memcmp(response->base.body, "one\0two", 8), 0);
    CHECK(!http_response_of(&response->base));
    CHECK(tcp_response_of(&response->base) == response);
    CHECK_INT(response->base.json.type, VALUE_NONE);
    response_release(&response->base);
    response_release(&spare->base);
}

TEST(a_response_without_owner_is_used_again)
{
    struct tcp_response *spare = NULL, *first = tcp_response_new(&spare, "first", 5), *second;
    char *longer = mem_zalloc(1, 100000);

    response_release(&first->base);
    first->base.json = value_text("made of it");
    first->base.json_state = RESPONSE_JSON_READ;
    second = tcp_response_new(&spare, NULL, 0);
    CHECK(second == first);
    CHECK_TEXT(second->base.body, "");
    CHECK_INT(second->base.json.type, VALUE_NONE);
    CHECK_INT(second->base.json_state, RESPONSE_JSON_UNREAD);

    first = tcp_response_new(&spare, "while it is held", 16);
    CHECK(first != second);
    CHECK_TEXT(second->base.body, "");
    response_release(&second->base);
    response_release(&first->base);

    memset(longer, 'x', 100000);
    first = tcp_response_new(&spare, longer, 2000);
    CHECK_INT(strlen(first->base.body), 2000);
    response_release(&first->base);
    second = tcp_response_new(&spare, longer, 100000);
    CHECK(second != spare);
    CHECK_INT(strlen(second->base.body), 100000);
    response_release(&second->base);
    response_release(&spare->base);
    mem_free(longer);
}

TEST(is_shown_as_no_status)
{
    struct tcp_response *spare = NULL, *response = tcp_response_new(&spare, "x", 1);
    struct buffer out = {0};

    value_show(response_value(&response->base), &out);
    CHECK_TEXT(buffer_text(&out), "0");
    buffer_free(&out);
    response_release(&response->base);
    response_release(&spare->base);
}

TEST_MAIN(RUN(what_was_received_is_copied); RUN(a_response_without_owner_is_used_again);
          RUN(is_shown_as_no_status))
