/* Numbers and texts as bytes. */
#include "runtime/base/count_of.h"
#include "runtime/base/varint.h"

#include "tests/support/test.h"

static struct varint_reader reader_of(const struct buffer *bytes)
{
    return (struct varint_reader){.at = bytes->data, .end = bytes->data + bytes->length};
}

TEST(numbers_of_every_length_come_back)
{
    for (int bit = 0; bit < 64; bit++) {
        uint64_t numbers[] = {UINT64_C(1) << bit, (UINT64_C(1) << bit) - 1, UINT64_MAX >> bit};
        struct buffer bytes = {0};
        struct varint_reader reader;

        for (int i = 0; i < 3; i++) {
            varint_write(&bytes, numbers[i]);
            varint_write_signed(&bytes, (int64_t)numbers[i]);
        }
        reader = reader_of(&bytes);
        for (int i = 0; i < 3; i++) {
            CHECK(varint_read(&reader) == numbers[i]);
            CHECK_INT(varint_read_signed(&reader), (int64_t)numbers[i]);
        }
        CHECK(!reader.failed && reader.at == reader.end);
        buffer_free(&bytes);
    }
}

TEST(small_numbers_take_a_byte)
{
    struct buffer bytes = {0};

    varint_write(&bytes, 127);
    varint_write_signed(&bytes, -64);
    CHECK_INT(bytes.length, 2);
    varint_write(&bytes, 128);
    CHECK_INT(bytes.length, 4);
    buffer_free(&bytes);
}

TEST(a_reader_stops_at_the_first_mistake)
{
    static const char *const wrong[] = {"", "\x80", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                                        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"};

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct varint_reader reader = {.at = wrong[i], .end = wrong[i] + strlen(wrong[i])};

        CHECK_INT(varint_read(&reader), 0);
        CHECK(reader.failed);
        CHECK_INT(varint_read(&reader), 0);
        CHECK(reader.at == reader.end);
    }
}

TEST(bounds_hold)
{
    struct buffer bytes = {0};
    struct varint_reader reader;

    varint_write(&bytes, 100);
    reader = reader_of(&bytes);
    CHECK_INT(varint_read_bounded(&reader, 100), 100);
    reader = reader_of(&bytes);
    CHECK_INT(varint_read_bounded(&reader, 99), 0);
    CHECK(reader.failed);
    buffer_free(&bytes);
}

static bool text_reads(const char *text, size_t length, size_t most, size_t cut)
{
    struct buffer bytes = {0};
    struct varint_reader reader;
    const char *got;
    size_t got_length;
    bool fine;

    varint_write_text(&bytes, text, length);
    reader = reader_of(&bytes);
    reader.end -= cut;
    got = varint_read_text(&reader, most, &got_length);
    fine = !reader.failed && got_length == length && memcmp(got, text, length) == 0;
    CHECK(fine || (reader.failed && got_length == 0));
    buffer_free(&bytes);
    return fine;
}

TEST(texts_come_back_or_are_refused)
{
    CHECK(text_reads("", 0, 0, 0));
    CHECK(text_reads("abc", 3, 3, 0));
    CHECK(!text_reads("abc", 3, 2, 0));
    CHECK(!text_reads("abc", 3, 3, 1));
    CHECK(!text_reads("a\0c", 3, 3, 0));
}

TEST_MAIN(RUN(numbers_of_every_length_come_back); RUN(small_numbers_take_a_byte);
          RUN(a_reader_stops_at_the_first_mistake); RUN(bounds_hold); RUN(texts_come_back_or_are_refused))
