#include "compiler/diag/source.h"

#include "tests/support/test.h"

#include <string.h>

static uint32_t add(struct source_set *set, const char *text)
{
    uint32_t file = 0;
    CHECK_INT(source_add(set, "x.swarm", text, strlen(text), &file), SOURCE_LOADED);
    return file;
}

static void check_position(const struct source_set *set, uint32_t offset, uint32_t line, uint32_t column)
{
    struct source_position position = source_position(set, (span){0, offset, 0});
    CHECK_INT(position.line, line);
    CHECK_INT(position.column, column);
}

TEST(positions_count_lines_and_characters)
{
    struct source_set set;
    source_init(&set);
    add(&set, "ab\n\n장학 x\nlast");
    check_position(&set, 0, 1, 1);
    check_position(&set, 2, 1, 3);
    check_position(&set, 3, 2, 1);
    check_position(&set, 4, 3, 1);
    check_position(&set, 4 + 7, 3, 4); /* each of the two characters has three bytes */
    check_position(&set, 1000, 4, 5);  /* past the end */
    source_free(&set);
}

TEST(lines_have_no_line_end)
{
    struct source_set set;
    source_init(&set);
    uint32_t file = add(&set, "one\r\ntwo\n");
    size_t length;
    CHECK(memcmp(source_line(&set, file, 1, &length), "one", 3) == 0);
    CHECK_INT(length, 3);
    source_line(&set, file, 2, &length);
    CHECK_INT(length, 3);
    source_line(&set, file, 3, &length);
    CHECK_INT(length, 0);
    source_line(&set, file, 4, &length);
    CHECK_INT(length, 0);
    source_free(&set);
}

TEST(a_byte_order_mark_is_skipped)
{
    struct source_set set;
    source_init(&set);
    uint32_t file = add(&set, "\xef\xbb\xbf#");
    CHECK_TEXT(source_file(&set, file)->text, "#");
    source_free(&set);
}

TEST(what_is_no_text_is_refused)
{
    struct source_set set;
    source_init(&set);
    uint32_t file;
    CHECK_INT(source_add(&set, "x", "a\0b", 3, &file), SOURCE_BINARY);
    CHECK_INT(source_add(&set, "x", "a", (size_t)SOURCE_MAX_BYTES + 1, &file), SOURCE_TOO_LARGE);
    CHECK_INT(source_load(&set, "there/is/no/such/file", &file), SOURCE_MISSING);
    CHECK_INT(source_load(&set, "/", &file), SOURCE_UNREADABLE);
    CHECK_INT(set.count, 0);
    source_free(&set);
}

TEST(spans_join)
{
    span joined = span_join((span){0, 3, 2}, (span){0, 8, 4});
    CHECK_INT(joined.offset, 3);
    CHECK_INT(joined.length, 9);
    joined = span_join((span){0, 3, 20}, (span){0, 8, 0});
    CHECK_INT(joined.length, 20);
}

TEST_MAIN(RUN(positions_count_lines_and_characters); RUN(lines_have_no_line_end);
          RUN(a_byte_order_mark_is_skipped); RUN(what_is_no_text_is_refused); RUN(spans_join))
