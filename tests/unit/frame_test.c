/* Frames of the protocol: those that Locust sends come out as they are, and bytes that aren't frames don't
 * come out. */
#include "runtime/cluster/wire/frame.h"

#include "runtime/base/alloc.h"
#include "runtime/cluster/message/spawn_message.h"
#include "runtime/cluster/wire/packed_value.h"
#include "tests/support/test.h"

#include <stdlib.h>

#define NODE "host1_00112233445566778899aabbccddeeff"
#define NODE_HEX "d926686f7374315f3030313132323333343435353636373738383939616162626363646465656666"

static struct buffer bytes_of(const char *hex)
{
    struct buffer bytes = {0};

    for (; hex[0] && hex[1]; hex += 2) {
        char digits[3] = {hex[0], hex[1]};

        buffer_append_char(&bytes, (char)strtoul(digits, NULL, 16));
    }
    return bytes;
}

static void check_hex(const struct buffer *bytes, const char *hex)
{
    struct buffer got = {0};

    for (size_t i = 0; i < bytes->length; i++)
        buffer_printf(&got, "%02x", (unsigned char)bytes->data[i]);
    CHECK_TEXT(buffer_text(&got), hex);
    buffer_free(&got);
}

static bool is_frame(const char *hex)
{
    struct buffer bytes = bytes_of(hex);
    struct frame frame;
    bool is_read = frame_read(bytes.data, bytes.length, &frame);

    if (is_read)
        frame_clear(&frame);
    buffer_free(&bytes);
    return is_read;
}

/* ---- writing ---- */

TEST(client_ready_is_what_boomer_sends)
{
    struct frame_writer writer;

    frame_begin(&writer, "client_ready", NODE);
    msgpack_pack_int(&writer.packer, -1);
    frame_end(&writer);
    check_hex(&writer.bytes, "93ac636c69656e745f7265616479ff" NODE_HEX);
    buffer_free(&writer.bytes);
}

TEST(invalid_utf8_is_never_sent)
{
    struct frame_writer writer;
    struct frame frame;

    frame_begin(&writer,
                "a\xff"
                "b",
                NODE);
    packed_write_text(&writer.packer, "\xc3(\xe4", 3);
    frame_end(&writer);
    CHECK(frame_read(writer.bytes.data, writer.bytes.length, &frame));
    CHECK_TEXT(frame.type, "a\xef\xbf\xbd"
                           "b");
    CHECK(packed_is(frame.data, "\xef\xbf\xbd(\xef\xbf\xbd"));
    frame_clear(&frame);
    buffer_free(&writer.bytes);
}

/* ---- reading ---- */

TEST(an_ack_is_read)
{
    struct buffer bytes = bytes_of("93a361636b81a5696e64657800" NODE_HEX);
    struct frame frame;
    uint64_t index = 7;

    CHECK(frame_read(bytes.data, bytes.length, &frame));
    CHECK_TEXT(frame.type, "ack");
    CHECK_TEXT(frame.node, NODE);
    CHECK(packed_count(packed_get(frame.data, "index"), &index));
    CHECK_INT(index, 0);
    CHECK(!packed_get(frame.data, "indices"));
    frame_clear(&frame);
    buffer_free(&bytes);
}

TEST(cut_frames_and_surplus_bytes_are_refused)
{
    struct buffer bytes = bytes_of("93a361636b81a5696e64657800" NODE_HEX);
    struct frame frame;

    for (size_t length = 0; length < bytes.length; length++) {
        char *exact = mem_strndup(bytes.data, length); /* so that a read past the end is found */

        CHECK(!frame_read(exact, length, &frame));
        mem_free(exact);
    }
    buffer_append_char(&bytes, '\0');
    CHECK(!frame_read(bytes.data, bytes.length, &frame));
    buffer_free(&bytes);
}

TEST(what_is_no_frame_is_refused)
{
    CHECK(is_frame("93a161c0a162"));
    CHECK(!is_frame("92a161c0"));                     /* two elements */
    CHECK(!is_frame("94a161c0a162c0"));               /* four */
    CHECK(!is_frame("9301c0a162"));                   /* a number as type */
    CHECK(!is_frame("93a161c0c40162"));               /* bytes as node id */
    CHECK(!is_frame("93a1ffc0a162"));                 /* invalid UTF-8 */
    CHECK(!is_frame("93a100c0a162"));                 /* a NUL */
    CHECK(!is_frame("93a161c1a162"));                 /* a byte without meaning */
    CHECK(!is_frame("83a161c0a162c0a163c0"));         /* a map */
    CHECK(!is_frame("474554202f20485454502f312e31")); /* GET / HTTP/1.1 */
}

/* Memory is allocated for what is there, not for what is claimed: each claim is of 4 billion items. */
TEST(false_claims_are_refused)
{
    CHECK(!is_frame("93a161ddffffffffa162"));
    CHECK(!is_frame("93a161dfffffffffa162"));
    CHECK(!is_frame("93a161dbffffffffa162"));
    CHECK(!is_frame("93a161c6ffffffffa162"));
    CHECK(!is_frame("93a161c9ffffffffa162"));
    CHECK(!is_frame("ddffffffff"));
}

TEST(deep_nesting_is_refused)
{
    struct buffer bytes = {0};
    struct frame frame;

    buffer_append_text(&bytes, "\x93\xa1"
                               "a");
    for (int i = 0; i < 100000; i++)
        buffer_append_char(&bytes, (char)0x91);
    buffer_append_text(&bytes, "\xc0\xa1"
                               "b");
    CHECK(!frame_read(bytes.data, bytes.length, &frame));
    buffer_free(&bytes);
}

/* ---- spawn ---- */

static const char *spawn_wrong(const char *hex, struct spawn_message *message, struct frame *frame,
                               struct buffer *bytes)
{
    *bytes = bytes_of(hex);
    CHECK(frame_read(bytes->data, bytes->length, frame));
    return spawn_message_read(frame->data, message);
}

/* {timestamp: 2.5, user_classes_count: {A: 3.0}, host: "http://h", stop_timeout: nil, parsed_options: {tags:
 * ["x"]}} */
TEST(a_spawn_is_read)
{
    struct spawn_message message;
    struct frame frame;
    struct buffer bytes;
    uint64_t count = 0;

    CHECK(!spawn_wrong("93a5737061776e85"
                       "a974696d657374616d70cb4004000000000000"
                       "b2757365725f636c61737365735f636f756e7481a141cb4008000000000000"
                       "a4686f7374a8687474703a2f2f68"
                       "ac73746f705f74696d656f7574c0"
                       "ae7061727365645f6f7074696f6e7381a47461677391a178"
                       "a162",
                       &message, &frame, &bytes));
    CHECK_FLOAT(message.timestamp, 2.5, 0);
    CHECK(packed_count(packed_get(message.users, "A"), &count));
    CHECK_INT(count, 3);
    CHECK_INT(message.host_length, 8);
    CHECK(!message.has_stop_timeout);
    CHECK(message.tags && !message.exclude_tags);
    frame_clear(&frame);
    buffer_free(&bytes);
}

TEST(a_spawn_without_users_or_time_is_refused)
{
    struct spawn_message message;
    struct frame frame;
    struct buffer bytes;

    CHECK_TEXT(spawn_wrong("93a5737061776e80a162", &message, &frame, &bytes), "it has no timestamp");
    frame_clear(&frame);
    buffer_free(&bytes);
    CHECK_TEXT(spawn_wrong("93a5737061776e81a974696d657374616d7001a162", &message, &frame, &bytes),
               "it has no user_classes_count");
    frame_clear(&frame);
    buffer_free(&bytes);
}

/* ---- values of the language ---- */

static void check_round_trip(const char *json, value v)
{
    struct buffer bytes = {0}, text = {0};
    msgpack_packer packer = packed_writer(&bytes);
    msgpack_unpacked read;
    value back;

    packed_write_value(&packer, v);
    CHECK(packed_read(bytes.data, bytes.length, &read));
    back = packed_value(&read.data);
    value_json(back, &text);
    CHECK_TEXT(buffer_text(&text), json);
    msgpack_unpacked_destroy(&read);
    value_release(back);
    value_release(v);
    buffer_free(&bytes);
    buffer_free(&text);
}

TEST(values_come_back)
{
    value list = value_list(3), map = value_map(1);

    value_list_append(&list, value_int(INT64_MIN));
    value_list_append(&list, value_float(0.5));
    value_list_append(&list, value_bool(true));
    value_map_set(&map, "k", 1, value_copy(list));
    check_round_trip("[-9223372036854775808,0.5,true]", list);
    check_round_trip("{\"k\":[-9223372036854775808,0.5,true]}", map);
    check_round_trip("null", value_none());
    check_round_trip("1500.0", value_duration(1500 * NANOS_PER_MS));
    check_round_trip("\"\xc3\xa4\"", value_text("\xc3\xa4"));
}

TEST(values_that_nest_too_deep_are_cut)
{
    value v = value_int(1);
    struct buffer bytes = {0};
    msgpack_packer packer = packed_writer(&bytes);
    msgpack_unpacked read;

    for (int i = 0; i < 100; i++) {
        value outer = value_list(1);

        value_list_append(&outer, v);
        v = outer;
    }
    packed_write_value(&packer, v);
    CHECK(packed_read(bytes.data, bytes.length, &read));
    msgpack_unpacked_destroy(&read);
    value_release(v);
    buffer_free(&bytes);
}

TEST_MAIN(RUN(client_ready_is_what_boomer_sends); RUN(invalid_utf8_is_never_sent); RUN(an_ack_is_read);
          RUN(cut_frames_and_surplus_bytes_are_refused); RUN(what_is_no_frame_is_refused);
          RUN(false_claims_are_refused); RUN(deep_nesting_is_refused); RUN(a_spawn_is_read);
          RUN(a_spawn_without_users_or_time_is_refused); RUN(values_come_back);
          RUN(values_that_nest_too_deep_are_cut))
