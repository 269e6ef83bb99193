#include "runtime/base/count_of.h"
#include "runtime/web/web_fields.h"

#include "tests/support/test.h"

#include <stdlib.h>

static bool form(struct web_fields *fields, const char *text)
{
    *fields = (struct web_fields){0};
    return web_fields_form(fields, text, strlen(text));
}

TEST(a_form_has_fields_in_order)
{
    struct web_fields fields;

    CHECK(form(&fields, "user_count=10&host=http%3A%2F%2Fa%3A80&name=a+b&empty=&bare&user_count=20"));
    CHECK_INT(fields.list.count, 6);
    CHECK_TEXT(web_fields_get(&fields, "user_count"), "10");
    CHECK_TEXT(web_fields_get(&fields, "host"), "http://a:80");
    CHECK_TEXT(web_fields_get(&fields, "name"), "a b");
    CHECK_TEXT(web_fields_get(&fields, "empty"), "");
    CHECK_TEXT(web_fields_get(&fields, "bare"), "");
    CHECK(!web_fields_get(&fields, "none"));
    web_fields_free(&fields);
}

TEST(an_empty_form_is_fine)
{
    struct web_fields fields;

    CHECK(form(&fields, ""));
    CHECK(form(&fields, "&&"));
    CHECK_INT(fields.list.count, 0);
    web_fields_free(&fields);
}

TEST(malformed_forms_are_refused)
{
    static const char *const texts[] = {"a=%", "a=%4", "a=%zz", "%00=1", "a=%00", "a=1&b=%g0"};
    struct web_fields fields;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        CHECK(!form(&fields, texts[i]));
        web_fields_free(&fields);
    }
    fields = (struct web_fields){0};
    CHECK(!web_fields_form(&fields, "a=\0b", 4));
    web_fields_free(&fields);
}

TEST(a_form_has_at_most_256_fields)
{
    char text[2 * 257 + 1];
    struct web_fields fields;

    for (size_t i = 0; i < 257; i++)
        memcpy(text + 2 * i, "a&", 3);
    CHECK(!form(&fields, text));
    CHECK_INT(fields.list.count, 256);
    web_fields_free(&fields);
}

static bool multipart(struct web_fields *fields, const char *type, const char *text)
{
    *fields = (struct web_fields){0};
    return web_fields_multipart(fields, type, text, strlen(text));
}

TEST(a_multipart_body_has_fields)
{
    struct web_fields fields;

    CHECK(multipart(&fields, "multipart/form-data; boundary=x1",
                    "--x1\r\nContent-Disposition: form-data; name=\"user_count\"\r\n\r\n10\r\n"
                    "--x1\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; name=host; "
                    "filename=\"a\"\r\n\r\na\r\nb\r\n--x1--\r\n"));
    CHECK_TEXT(web_fields_get(&fields, "user_count"), "10");
    CHECK_TEXT(web_fields_get(&fields, "host"), "a\r\nb");
    web_fields_free(&fields);
    CHECK(multipart(&fields, "multipart/form-data; charset=utf-8; boundary=\"x 1\"", "--x 1--"));
    web_fields_free(&fields);
}

TEST(malformed_multipart_bodies_are_refused)
{
    static const char *const bodies[] = {
        "",
        "--x",
        "--x\r\n",
        "--x\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--x--",
    };
    static const char *const types[] = {"multipart/form-data",
                                        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"x",
                                        "xboundary=x"};
    struct web_fields fields;

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        CHECK(!multipart(&fields, "multipart/form-data; boundary=x", bodies[i]));
        web_fields_free(&fields);
    }
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        CHECK(!multipart(&fields, types[i], "--x--"));
        web_fields_free(&fields);
    }
}

TEST(a_path_is_decoded)
{
    struct buffer path = {0};

    CHECK(web_path_decode("/a%2e%2E/+b", 11, &path));
    CHECK_TEXT(buffer_text(&path), "/a../+b");
    buffer_clear(&path);
    CHECK(!web_path_decode("/%00", 4, &path));
    CHECK(!web_path_decode("/%", 2, &path));
    CHECK(!web_path_decode("/%2", 3, &path));
    buffer_free(&path);
}

TEST(a_cookie_is_found_by_its_whole_name)
{
    struct buffer value = {0};

    CHECK(web_cookie_get("xs=1; s=2; s=3", "s", &value));
    CHECK_TEXT(buffer_text(&value), "2");
    buffer_clear(&value);
    CHECK(web_cookie_get("  s=a=b", "s", &value));
    CHECK_TEXT(buffer_text(&value), "a=b");
    CHECK(!web_cookie_get("", "s", &value));
    CHECK(!web_cookie_get("s; ss=1", "s", &value));
    CHECK(!web_cookie_get(";;; ", "s", &value));
    buffer_free(&value);
}

TEST(basic_authentication_is_decoded)
{
    struct buffer given = {0};

    CHECK(web_basic_decode("Basic bWU6c2VjcmV0", &given)); /* me:secret */
    CHECK_TEXT(buffer_text(&given), "me:secret");
    buffer_clear(&given);
    CHECK(web_basic_decode("basic  YTpi", &given));
    CHECK_TEXT(buffer_text(&given), "a:b");
    buffer_clear(&given);
    CHECK(web_basic_decode("Basic YTo=", &given));
    CHECK_TEXT(buffer_text(&given), "a:");
    CHECK(!web_basic_decode("Bearer bWU6c2VjcmV0", &given));
    CHECK(!web_basic_decode("Basic", &given));
    CHECK(!web_basic_decode("Basic ", &given));
    CHECK(!web_basic_decode("Basic ####", &given));
    CHECK(!web_basic_decode("Basic AAAA", &given)); /* NULs */
    buffer_free(&given);
}

TEST_MAIN(RUN(a_form_has_fields_in_order); RUN(an_empty_form_is_fine); RUN(malformed_forms_are_refused);
          RUN(a_form_has_at_most_256_fields); RUN(a_multipart_body_has_fields);
          RUN(malformed_multipart_bodies_are_refused); RUN(a_path_is_decoded);
          RUN(a_cookie_is_found_by_its_whole_name); RUN(basic_authentication_is_decoded))
