#include "runtime/base/buffer.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

TEST(appends_in_order)
{
    struct buffer buffer;

    buffer_init(&buffer, 0);
    CHECK_TEXT(buffer_text(&buffer), "");
    buffer_append(&buffer, "ab", 2);
    buffer_append_text(&buffer, "cd");
    buffer_append_char(&buffer, 'e');
    buffer_printf(&buffer, "-%03d", 7);
    CHECK_TEXT(buffer_text(&buffer), "abcde-007");
    CHECK_INT(buffer.length, 9);
    buffer_free(&buffer);
}

TEST(grows_over_many_appends)
{
    struct buffer buffer = {0};

    for (int i = 0; i < 10000; i++)
        buffer_printf(&buffer, "%d,", i % 10);
    CHECK_INT(buffer.length, 20000);
    CHECK(memcmp(buffer.data + 19990, "5,6,7,8,9,", 10) == 0);
    buffer_free(&buffer);
}

TEST(keeps_within_its_bound)
{
    struct buffer buffer;

    buffer_init(&buffer, 8);
    CHECK(buffer_append_text(&buffer, "12345678"));
    CHECK(!buffer.overflowed);
    CHECK(!buffer_append_char(&buffer, '9'));
    CHECK(buffer.overflowed);
    CHECK(!buffer_printf(&buffer, "%d", 1));
    CHECK_INT(buffer.data[8], 0);
    CHECK(buffer_reserve(&buffer, 1) == NULL);
    CHECK(buffer_reserve(&buffer, SIZE_MAX) == NULL);
    CHECK_TEXT(buffer_text(&buffer), "12345678");
    buffer_clear(&buffer);
    CHECK(!buffer.overflowed);
    CHECK_TEXT(buffer_text(&buffer), "");
    CHECK(buffer_append_text(&buffer, "again"));
    buffer_free(&buffer);
}

TEST(what_is_reserved_is_written_by_the_caller)
{
    struct buffer buffer = {0};
    char *place = buffer_reserve(&buffer, 1000);

    memset(place, 'x', 1000);
    buffer_commit(&buffer, 3);
    CHECK_TEXT(buffer.data, "xxx");
    buffer_free(&buffer);
}

TEST(its_memory_can_be_taken_over)
{
    struct buffer buffer = {0};
    char *text;

    text = buffer_steal(&buffer);
    CHECK_TEXT(text, "");
    mem_free(text);
    buffer_append_text(&buffer, "mine");
    text = buffer_steal(&buffer);
    CHECK_TEXT(text, "mine");
    CHECK_INT(buffer.length, 0);
    mem_free(text);
    buffer_free(&buffer);
}

TEST(holds_nul_bytes)
{
    struct buffer buffer = {0};

    buffer_append(&buffer, "a\0b", 3);
    CHECK_INT(buffer.length, 3);
    CHECK_INT(buffer.data[2], 'b');
    CHECK_INT(buffer.data[3], 0);
    buffer_free(&buffer);
}

TEST_MAIN(RUN(appends_in_order); RUN(grows_over_many_appends); RUN(keeps_within_its_bound);
          RUN(what_is_reserved_is_written_by_the_caller); RUN(its_memory_can_be_taken_over);
          RUN(holds_nul_bytes))
