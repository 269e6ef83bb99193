#include "runtime/base/count_of.h"
#include "runtime/text/csv.h"

#include "runtime/base/utf8.h"
#include "tests/support/test.h"

typedef bool decoder(const char *text, size_t length, char delimiter, value *result, struct csv_error *error);

/* What the decoder gives, as JSON, or the line and what is wrong there. */
static const char *decode_by(decoder *apply, const char *text, char delimiter)
{
    static struct buffer out;
    struct csv_error error;
    value result;

    buffer_clear(&out);
    if (apply(text, strlen(text), delimiter, &result, &error))
        value_json(result, &out);
    else
        buffer_printf(&out, "%zu: %s", error.line, error.text);
    value_release(result);
    return buffer_text(&out);
}

static const char *decode(decoder *apply, const char *text)
{
    return decode_by(apply, text, ',');
}

static const char *rows(const char *text)
{
    return decode(csv_decode, text);
}

TEST(rows_are_maps_by_column)
{
    CHECK_TEXT(rows("a,b\n1,2\n3,4\n"), "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":\"4\"}]");
    CHECK_TEXT(rows("a,b\n1,2"), "[{\"a\":\"1\",\"b\":\"2\"}]");
    CHECK_TEXT(rows("a\nx\n"), "[{\"a\":\"x\"}]");
    CHECK_TEXT(rows("a,b\n"), "[]");
    CHECK_TEXT(rows("a,b\n,\n"), "[{\"a\":\"\",\"b\":\"\"}]");
    CHECK_TEXT(rows("a, b\n 1 ,2\n"), "[{\"a\":\" 1 \",\" b\":\"2\"}]");
}

TEST(quotes)
{
    CHECK_TEXT(rows("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n"), "[{\"a\":\"1,5\",\"b\":\"say \\\"hi\\\"\"}]");
    CHECK_TEXT(rows("a,b\n\"line 1\nline 2\",x\n"), "[{\"a\":\"line 1\\nline 2\",\"b\":\"x\"}]");
    CHECK_TEXT(rows("a\n\"\"\n"), "[{\"a\":\"\"}]");
    CHECK_TEXT(rows("\"a\",\"b,c\"\n1,2\n"), "[{\"a\":\"1\",\"b,c\":\"2\"}]");
    CHECK_TEXT(rows("a\nin \"side\n"), "[{\"a\":\"in \\\"side\"}]");
}

TEST(line_ends_and_byte_order_mark)
{
    CHECK_TEXT(rows("a,b\r\n1,2\r\n"), "[{\"a\":\"1\",\"b\":\"2\"}]");
    CHECK_TEXT(rows("\xef\xbb\xbf"
                    "a,b\n1,2\n"),
               "[{\"a\":\"1\",\"b\":\"2\"}]");
    CHECK_TEXT(rows("\n\na\n\n\n1\n\r\n2\n\n"), "[{\"a\":\"1\"},{\"a\":\"2\"}]");
    CHECK_TEXT(rows("a\n1\r"), "[{\"a\":\"1\"}]");
}

TEST(mistakes_say_the_line)
{
    CHECK_TEXT(rows(""), "0: it is empty; the first row must contain the names of the columns");
    CHECK_TEXT(rows("\n\r\n"), "0: it is empty; the first row must contain the names of the columns");
    CHECK_TEXT(rows("a,b\n1,2\n3\n"), "3: 1 field where the header has 2");
    CHECK_TEXT(rows("a,b\n\"x\ny\",2\n\n1,2,3\n"), "5: 3 fields where the header has 2");
    CHECK_TEXT(rows("a,b\n1,\"2\n3,4\n"), "2: the quote that starts here is never closed");
    CHECK_TEXT(rows("a,b\n1,\"2\"x\n"), "2: there is more text after a closing quote");
    CHECK_TEXT(rows("a,,c\n"), "1: column 2 of the header has no name");
    CHECK_TEXT(rows("\na,b,a\n"), "2: the header has two columns `a`");
}

TEST(the_header_alone)
{
    CHECK_TEXT(decode(csv_decode_header, "a,\"b,c\"\n1\n\"broken"), "[\"a\",\"b,c\"]");
    CHECK_TEXT(decode(csv_decode_header, ""),
               "0: it is empty; the first row must contain the names of the columns");
}

TEST(rows_share_their_keys_and_can_be_immortal)
{
    static const char text[] = "name\nx\ny\n";
    struct csv_error error;
    value list, first, second;

    CHECK(csv_decode(text, sizeof text - 1, ',', &list, &error));
    value_list_get(list, 0, &first);
    value_list_get(list, 1, &second);
    CHECK(first.as.map->entries[0].key == second.as.map->entries[0].key);
    value_make_immortal(list);
    value_free_immortal(list);
}

TEST(other_delimiters)
{
    CHECK_TEXT(decode_by(csv_decode, "a;b\n1,5;\"x;y\"\n", ';'), "[{\"a\":\"1,5\",\"b\":\"x;y\"}]");
    CHECK_TEXT(decode_by(csv_decode_header, "a\tb\n", '\t'), "[\"a\",\"b\"]");
}

static void place_check(const char *text, size_t line, size_t column, const char *field)
{
    struct csv_place place = csv_place_of_end(text, strlen(text), ',');

    CHECK_INT(place.line, line);
    CHECK_INT(place.column, column);
    CHECK_TEXT(text + place.field, field);
}

TEST(where_a_text_ends)
{
    place_check("", 1, 0, "");
    place_check("a,b", 1, 1, "b");
    place_check("a,b\n1,\"x,\ny\",3", 3, 2, "3");
    place_check("a,b\n\"x, y", 2, 0, "\"x, y");
}

static void field_check(const char *text, size_t length, const char *want)
{
    struct buffer out = {0};

    csv_append(text, length, &out);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(fields_get_quotes_where_they_need_them)
{
    field_check("", 0, "");
    field_check(" plain; text\t'x' ", 17, " plain; text\t'x' ");
    field_check("a,b", 3, "\"a,b\"");
    field_check("\"", 1, "\"\"\"\"");
    field_check("two\nlines", 9, "\"two\nlines\"");
    field_check("a\r", 2, "\"a\r\"");
    field_check("日本", 6, "日本");
    field_check("bad \xff \xe6\x97", 8, "bad " UTF8_REPLACEMENT " " UTF8_REPLACEMENT UTF8_REPLACEMENT);
}

TEST(fields_read_back_as_they_were)
{
    static const char *const texts[] = {"a,\"b\"\r\n\"\"c", "日本,語", "\"", ",", "x"};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct buffer file = {0}, text = {0};
        struct csv_error error;
        value list, row;

        buffer_append_text(&file, "name\r\n");
        csv_append(texts[i], strlen(texts[i]), &file);
        CHECK(csv_decode(buffer_text(&file), file.length, ',', &list, &error));
        value_list_get(list, 0, &row);
        value_show(row.as.map->entries[0].value, &text);
        CHECK_TEXT(buffer_text(&text), texts[i]);
        value_release(list);
        buffer_free(&file);
        buffer_free(&text);
    }
}

TEST_MAIN(RUN(rows_are_maps_by_column); RUN(quotes); RUN(line_ends_and_byte_order_mark);
          RUN(mistakes_say_the_line); RUN(the_header_alone); RUN(rows_share_their_keys_and_can_be_immortal);
          RUN(other_delimiters); RUN(where_a_text_ends); RUN(fields_get_quotes_where_they_need_them);
          RUN(fields_read_back_as_they_were))
