/* Content-Encoding as servers send it, correct and nearly correct. */
#include "runtime/net/http/content_coding.h"

#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GZIP = 15 + 16, ZLIB = 15, DEFLATE = -15, MOST = 1 << 20 };

static struct buffer body, scratch;

/* Appends the text in that format of zlib. */
static void pack(const char *text, int format)
{
    char packed[4096];
    z_stream stream = {0};

    deflateInit2(&stream, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = (Bytef *)text;
    stream.avail_in = (uInt)strlen(text);
    stream.next_out = (Bytef *)packed;
    stream.avail_out = sizeof packed;
    CHECK_INT(deflate(&stream, Z_FINISH), Z_STREAM_END);
    buffer_append(&body, packed, sizeof packed - stream.avail_out);
    deflateEnd(&stream);
}

static void begin(void)
{
    buffer_clear(&body);
}

static enum net_error decode_most(const char *headers, size_t most)
{
    return content_decode(headers, strlen(headers), most, &body, &scratch);
}

static enum net_error decode(const char *headers)
{
    return decode_most(headers, MOST);
}

/* What is in the body is decoded to the text. */
static void check_decoded(const char *headers, const char *text)
{
    CHECK_INT(decode(headers), NET_OK);
    CHECK_TEXT(buffer_text(&body), text);
}

TEST(usual_codings)
{
    static const struct {
        const char *headers;
        int format;
    } usual[] = {{"Content-Encoding: gzip", GZIP},
                 {"content-encoding:GZIP \r\nX: y", GZIP},
                 {"A: b\r\nContent-Encoding: x-gzip", GZIP},
                 {"Content-Encoding: deflate", ZLIB},
                 {"Content-Encoding: deflate", DEFLATE}};

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        begin();
        pack("hello world", usual[i].format);
        check_decoded(usual[i].headers, "hello world");
    }
}

TEST(gzip_in_members_and_what_follows)
{
    begin();
    pack("hello ", GZIP);
    pack("", GZIP);
    pack("world", GZIP);
    check_decoded("Content-Encoding: gzip", "hello world");
    begin();
    pack("hello", GZIP);
    buffer_append(&body, "\0\0\0\0\0\0\0\0", 8);
    check_decoded("Content-Encoding: gzip", "hello");
    begin();
    pack("hello ", GZIP);
    buffer_append(&body, "\0\0\0", 3);
    pack("world", GZIP);
    check_decoded("Content-Encoding: gzip", "hello world");
    begin();
    pack("hello", GZIP);
    buffer_append_text(&body, "garbage");
    check_decoded("Content-Encoding: gzip", "hello");
}

TEST(what_changes_nothing)
{
    static const char *const headers[] = {"",
                                          "Content-Encoding: identity",
                                          "Content-Encoding:",
                                          "Content-Encoding: ,, ",
                                          "Content-Encoding: utf-8",
                                          "Content-Encoding: rot13",
                                          "X-Content-Encoding: gzip"};

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        begin();
        buffer_append_text(&body, "as it is");
        check_decoded(headers[i], "as it is");
    }
    begin();
    check_decoded("Content-Encoding: gzip", ""); /* of a HEAD, or a 304 */
}

TEST(several_codings)
{
    struct buffer once = {0};

    begin();
    pack("twice", GZIP);
    buffer_append(&once, body.data, body.length);
    begin();
    {
        char packed[256];
        uLongf length = sizeof packed;

        compress((Bytef *)packed, &length, (Bytef *)once.data, once.length);
        buffer_append(&body, packed, length);
        check_decoded("Content-Encoding: gzip, identity, deflate", "twice");
        begin();
        buffer_append(&body, packed, length);
        check_decoded("Content-Encoding: gzip\r\nX: y\r\nContent-Encoding: deflate", "twice");
    }
    begin();
    buffer_append_text(&body, "x");
    CHECK_INT(decode("Content-Encoding: gzip,gzip,gzip,gzip,gzip,gzip"), NET_ERROR_ENCODING);
    begin();
    buffer_append_text(&body, "x");
    check_decoded("Content-Encoding: gzip, rot13", "x"); /* what is inside stays, too */
    buffer_free(&once);
}

TEST(what_is_cut_or_no_gzip)
{
    size_t length;

    begin();
    pack("hello world, hello world", GZIP);
    length = body.length;
    for (size_t cut = 1; cut < length; cut++) {
        struct buffer part = {0};

        begin();
        pack("hello world, hello world", GZIP);
        buffer_append(&part, body.data, length - cut);
        begin();
        buffer_append(&body, part.data, part.length);
        CHECK_INT(decode("Content-Encoding: gzip"), NET_ERROR_ENCODING);
        buffer_free(&part);
    }
    begin();
    pack("hello", GZIP);
    body.data[body.length - 8] ^= 1; /* its checksum */
    CHECK_INT(decode("Content-Encoding: gzip"), NET_ERROR_ENCODING);
    begin();
    pack("one", GZIP);
    pack("two", GZIP);
    body.length -= 3;
    CHECK_INT(decode("Content-Encoding: gzip"), NET_ERROR_ENCODING);
    begin();
    buffer_append_text(&body, "<!doctype html>");
    CHECK_INT(decode("Content-Encoding: gzip"), NET_ERROR_ENCODING);
    CHECK_INT(content_decode("Content-Encoding: deflate", 25, MOST, &body, &scratch), NET_ERROR_ENCODING);
}

/* "hello hello hello hello\n" by the encoders of both libraries. */
static const unsigned char by_brotli[] = {0x1b, 0x17, 0x00, 0x00, 0xa4, 0x14, 0x40, 0x72,
                                          0x10, 0x45, 0x94, 0xa9, 0xc3, 0x73, 0xfa, 0x0b};
static const unsigned char by_zstd[] = {0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x18, 0x6d, 0x00, 0x00, 0x38, 0x68,
                                        0x65, 0x6c, 0x6c, 0x6f, 0x20, 0x0a, 0x01, 0x00, 0x99, 0x4b, 0x11};

static void check_cut(const char *headers, const unsigned char *bytes, size_t length)
{
    for (size_t cut = 1; cut < length; cut++) {
        begin();
        buffer_append(&body, bytes, length - cut);
        CHECK_INT(decode(headers), NET_ERROR_ENCODING);
    }
    begin();
    buffer_append(&body, bytes, length);
    CHECK_INT(decode_most(headers, 10), NET_ERROR_BODY_TOO_LARGE);
    begin();
    buffer_append(&body, bytes, length);
    check_decoded(headers, "hello hello hello hello\n");
}

TEST(brotli_and_zstd)
{
    check_cut("Content-Encoding: br", by_brotli, sizeof by_brotli);
    check_cut("Content-Encoding: zstd", by_zstd, sizeof by_zstd);
    begin();
    buffer_append(&body, by_zstd, sizeof by_zstd);
    buffer_append(&body, by_zstd, sizeof by_zstd);
    check_decoded("Content-Encoding: zstd", "hello hello hello hello\nhello hello hello hello\n");
}

TEST(sizes)
{
    char *text = malloc(200001);

    memset(text, 'a', 200000);
    text[200000] = '\0';
    begin();
    pack(text, GZIP);
    CHECK_INT(decode_most("Content-Encoding: gzip", 200000), NET_OK);
    CHECK_INT((int)body.length, 200000);
    begin();
    pack(text, GZIP);
    CHECK_INT(decode_most("Content-Encoding: gzip", 199999), NET_ERROR_BODY_TOO_LARGE);
    free(text);
}

TEST_MAIN(RUN(usual_codings); RUN(gzip_in_members_and_what_follows); RUN(what_changes_nothing);
          RUN(several_codings); RUN(what_is_cut_or_no_gzip); RUN(brotli_and_zstd); RUN(sizes);
          buffer_free(&body); buffer_free(&scratch))
