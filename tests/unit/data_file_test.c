#include "runtime/text/data_file.h"

#include "runtime/base/file.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/data_file_XXXXXX";

/* The rows of a file with these bytes, as JSON, or what is wrong. */
static const char *rows(const char *bytes, size_t length, struct data_format format)
{
    static struct buffer out;
    struct data_error error;
    value result;

    CHECK(!file_replace(path, bytes, length));
    buffer_clear(&out);
    if (data_file_rows(path, &format, &result, &error))
        value_json(result, &out);
    else
        buffer_printf(&out, "%zu: %s", error.line, error.text);
    value_release(result);
    return buffer_text(&out);
}

#define ROWS(bytes, ...) rows(bytes, sizeof(bytes) - 1, (struct data_format){__VA_ARGS__})
#define CSV .source = DATA_CSV, .delimiter = ','

TEST(encodings)
{
    CHECK_TEXT(ROWS("a\n\xe4\n", CSV, .encoding = "windows-1252"), "[{\"a\":\"\xc3\xa4\"}]");
    CHECK_TEXT(ROWS("\xff\xfe"
                    "a\0\n\0b\0",
                    .source = DATA_LINES),
               "[\"a\",\"b\"]");
    CHECK_TEXT(ROWS("\xef\xbb\xbf[1]", .source = DATA_JSON, .encoding = "koi8-r"), "[1]");
    CHECK_TEXT(ROWS("\x93\xfa\n", .source = DATA_LINES, .encoding = "shift_jis"), "[\"\xe6\x97\xa5\"]");
    CHECK_TEXT(ROWS("\xff\n", .source = DATA_LINES, .encoding = "bytes"), "[\""
                                                                          "\xef\xbf\xbd"
                                                                          "\"]");
    CHECK(data_encoding_is_known("BYTES") && data_encoding_is_known("latin1"));
    CHECK(!data_encoding_is_known("no-such") && !data_encoding_is_known(""));
}

TEST(bytes_that_are_no_text_have_a_place)
{
    CHECK_TEXT(ROWS("a,b\n1,\"x,\ny\"\n2,caf\xe9\n", CSV),
               "4: column `b`: the byte 0xe9 after `caf` isn't text in UTF-8");
    CHECK_TEXT(ROWS("a\n0123456789abcdef\xe9\n", CSV),
               "2: column `a`: the byte 0xe9 after `456789abcdef` isn't text in UTF-8");
    CHECK_TEXT(ROWS("a\n\xc3\xa4\xe9\n", CSV),
               "2: column `a`: the byte 0xe9 after `\xc3\xa4` isn't text in UTF-8");
    CHECK_TEXT(ROWS("a\n1,\xe9\n", CSV), "2: the byte 0xe9 isn't text in UTF-8");
    CHECK_TEXT(ROWS("x\n\n\x81", .source = DATA_LINES, .encoding = "cp1252"),
               "3: the byte 0x81 isn't text in cp1252");
    CHECK_TEXT(ROWS("\xff\xfe\0\xd8", .source = DATA_LINES), "1: the byte 0x00 isn't text in utf-16le");
    CHECK_TEXT(ROWS("", CSV), "0: it is empty; the first row must contain the names of the columns");
}

TEST(columns)
{
    struct data_format format = {.source = DATA_CSV, .delimiter = ';'};
    struct data_error error;
    value names;

    CHECK(!file_replace(path, "a;b\n1\n", 6));
    CHECK(data_file_columns(path, &format, &names, &error));
    CHECK_INT(names.as.list->count, 2);
    value_release(names);
    CHECK(!data_file_columns("/nowhere", &format, &names, &error));
    CHECK_TEXT(error.text, "No such file or directory");
    CHECK(!data_file_rows("/tmp", &format, &names, &error));
    CHECK_TEXT(error.text, "Is a directory");
}

TEST_MAIN(close(mkstemp(path)); RUN(encodings); RUN(bytes_that_are_no_text_have_a_place); RUN(columns);
          unlink(path))
