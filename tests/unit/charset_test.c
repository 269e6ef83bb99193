/* Charsets, and the text of bodies. */
#include "runtime/base/count_of.h"
#include "runtime/text/body_text.h"
#include "runtime/text/charset.h"
#include "tests/support/test.h"

static const char *found(const char *label)
{
    static char name[CHARSET_NAME_MOST];

    return charset_find(label, strlen(label), name) ? name : "unknown";
}

TEST(names_mean_what_they_mean_in_browsers)
{
    CHECK_TEXT(found("UTF8"), "utf-8");
    CHECK_TEXT(found("ISO-8859-1"), "windows-1252");
    CHECK_TEXT(found("us-ascii"), "windows-1252");
    CHECK_TEXT(found("Windows-1252"), "windows-1252");
    CHECK_TEXT(found("shift_jis"), "cp932");
    CHECK_TEXT(found("UTF-16"), "utf-16le");
    CHECK_TEXT(found("koi8-r"), "koi8-r");
    CHECK_TEXT(found("no-such"), "unknown");
    CHECK_TEXT(found(""), "unknown");
    CHECK_TEXT(found("koi8-r//TRANSLIT"), "unknown");
    CHECK_TEXT(found("../../etc/passwd"), "unknown");
    CHECK_TEXT(found("a-name-that-is-longer-than-any-charset-has"), "unknown");
}

TEST(every_name_of_a_browser_is_known)
{
    static const char *const labels[] = {
        "ibm866",       "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",
        "iso-8859-7",   "iso-8859-8",   "iso-8859-8-i", "iso-8859-10",  "iso-8859-11",  "iso-8859-13",
        "iso-8859-14",  "iso-8859-15",  "iso-8859-16",  "koi8-r",       "koi8-u",       "macintosh",
        "windows-874",  "windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1255",
        "windows-1256", "windows-1257", "windows-1258", "gbk",          "gb18030",      "big5",
        "euc-jp",       "iso-2022-jp",  "shift_jis",    "euc-kr",       "utf-16be",     "utf-16le",
    };

    for (size_t i = 0; i < COUNT_OF(labels); i++)
        CHECK(strcmp(found(labels[i]), "unknown") != 0);
}

static const char *decoded(const char *label, const char *bytes, size_t length, size_t *count)
{
    static struct buffer out;

    buffer_clear(&out);
    *count = charset_decode(found(label), bytes, length, &out);
    return buffer_text(&out);
}

TEST(bytes_are_decoded_up_to_the_first_that_is_no_text)
{
    size_t count;

    CHECK_TEXT(decoded("windows-1252", "Z\xfcrich \x80", 8, &count), "Z\xc3\xbcrich \xe2\x82\xac");
    CHECK_INT(count, 8);
    CHECK_TEXT(decoded("windows-1252", "a\x81z", 3, &count), "a");
    CHECK_INT(count, 1);
    CHECK_TEXT(decoded("shift_jis", "\x93\xfa\x96\x7b", 4, &count), "\xe6\x97\xa5\xe6\x9c\xac");
    CHECK_TEXT(decoded("shift_jis", "a\x93", 2, &count), "a");
    CHECK_INT(count, 1);
    CHECK_TEXT(decoded("utf-16be", "\0a\xd8\x3d\xde\0", 6, &count), "a\xf0\x9f\x98\x80");
    CHECK_TEXT(decoded("utf-8", "a\xc3\xa9\xff", 4, &count), "a\xc3\xa9");
    CHECK_INT(count, 3);
}

TEST(long_texts_come_in_pieces)
{
    struct buffer in = {0}, out = {0};

    for (int i = 0; i < 100000; i++)
        buffer_append(&in, "\xe9\xb3", 2);
    CHECK_INT(charset_decode("koi8-r", in.data, in.length, &out), 200000);
    CHECK_INT(out.length, 100000 * 4);
    buffer_free(&in);
    buffer_free(&out);
}

/* The text of a body, with its place: "kept" if it is a part of the body. */
static const char *text(const char *type, const char *body, size_t length)
{
    static struct buffer told;
    struct buffer own = {0};
    struct slice slice = body_text(type, type ? strlen(type) : 0, body, length, &own);

    buffer_clear(&told);
    buffer_append_text(&told, own.data ? "" : "kept: ");
    buffer_append(&told, slice.bytes, slice.length);
    buffer_free(&own);
    return buffer_text(&told);
}

#define TEXT(type, body) text(type, body, sizeof body - 1)

TEST(the_charset_of_the_answer_counts)
{
    CHECK_TEXT(TEXT("text/html; charset=ISO-8859-1", "Z\xfcrich"), "Z\xc3\xbcrich");
    CHECK_TEXT(TEXT("application/json;charset=\"iso-8859-2\"", "\xb1"), "\xc4\x85");
    CHECK_TEXT(TEXT("text/plain; format=flowed; Charset = koi8-r", "\xc1"), "\xd0\xb0");
    CHECK_TEXT(TEXT("text/html; charset=utf-8", "\xc3\xbc \xff"), "kept: \xc3\xbc \xff");
    CHECK_TEXT(TEXT("text/html; charset=utf-8", "<meta charset=koi8-r>\xc3\xbc"),
               "kept: <meta charset=koi8-r>\xc3\xbc");
    CHECK_TEXT(TEXT("text/html; charset=shift_jis", "a\x93"), "a" UTF8_REPLACEMENT);
    CHECK_TEXT(TEXT("application/octet-stream; charset=latin1", "\xe9"), "\xc3\xa9");
}

TEST(a_mark_counts_first)
{
    CHECK_TEXT(TEXT("text/html; charset=iso-8859-1", "\xef\xbb\xbf\xc3\xbc"), "kept: \xc3\xbc");
    CHECK_TEXT(TEXT("application/json", "\xff\xfe{\0}\0"), "{}");
    CHECK_TEXT(TEXT(NULL, "\xfe\xff\0a"), "a");
    CHECK_TEXT(TEXT("image/png", "\xff\xfe{\0}"), "kept: \xff\xfe{");
}

TEST(declarations_of_documents)
{
    CHECK_TEXT(TEXT("text/html", "<p><META  CharSet='iso-8859-2'>\xb1"),
               "<p><META  CharSet='iso-8859-2'>\xc4\x85");
    CHECK_TEXT(TEXT("text/html", "<meta http-equiv=a content=\"text/html; charset=koi8-r\">\xc1"),
               "<meta http-equiv=a content=\"text/html; charset=koi8-r\">\xd0\xb0");
    CHECK_TEXT(TEXT("text/html", "<!-- <meta charset=koi8-r> -->\xe9"),
               "<!-- <meta charset=koi8-r> -->\xc3\xa9");
    CHECK_TEXT(TEXT("text/html", "<meta charset=utf-16>\xc3\xa9"), "kept: <meta charset=utf-16>\xc3\xa9");
    CHECK_TEXT(TEXT("text/xml", "<?xml version='1.0' encoding='iso-8859-2'?><a>\xb1</a>"),
               "<?xml version='1.0' encoding='iso-8859-2'?><a>\xc4\x85</a>");
    CHECK_TEXT(TEXT("text/xml", "<a>\xe9</a>"), "kept: <a>\xe9</a>");
    CHECK_TEXT(TEXT("text/plain", "<meta charset=koi8-r>\xe9"), "<meta charset=koi8-r>\xc3\xa9");
}

TEST(without_a_charset)
{
    CHECK_TEXT(TEXT("text/html", "caf\xc3\xa9"), "kept: caf\xc3\xa9");
    CHECK_TEXT(TEXT("text/html", "caf\xe9"), "caf\xc3\xa9");
    CHECK_TEXT(TEXT("text/html; charset=no-such", "caf\xe9"), "caf\xc3\xa9");
    CHECK_TEXT(TEXT("application/json", "\"caf\xe9\""), "kept: \"caf\xe9\"");
    CHECK_TEXT(TEXT("application/octet-stream", "\x1f\x8b\xff"), "kept: \x1f\x8b\xff");
    CHECK_TEXT(TEXT("text/html", ""), "kept: ");
    CHECK_TEXT(TEXT(NULL, ""), "kept: ");
}

TEST_MAIN(RUN(names_mean_what_they_mean_in_browsers); RUN(every_name_of_a_browser_is_known);
          RUN(bytes_are_decoded_up_to_the_first_that_is_no_text); RUN(long_texts_come_in_pieces);
          RUN(the_charset_of_the_answer_counts); RUN(a_mark_counts_first); RUN(declarations_of_documents);
          RUN(without_a_charset))
