#include "runtime/web/web_events.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

static unsigned states; /* how often one was made */

static void state_write(void *context, struct buffer *out)
{
    (void)context;
    states++;
    buffer_append_text(out, "{\"whole\":\ntrue}");
}

static struct web_events *events_new(void)
{
    const struct web_events_source source = {.state = state_write};

    states = 0;
    return web_events_new(&source);
}

static void push(struct web_events *events, const char *text)
{
    struct buffer json = {0};

    buffer_append_text(&json, text);
    web_events_push(events, &json);
    buffer_free(&json);
}

/* All that the viewer has to read, `size` bytes at a time. The caller frees it. */
static char *read_all(const struct web_stream *stream, size_t size)
{
    struct buffer text = {0};
    char bytes[256];
    ssize_t length;

    while ((length = stream->read(stream->context, bytes, size)) > 0)
        buffer_append(&text, bytes, (size_t)length);
    return buffer_steal(&text);
}

static void check_reads(const struct web_stream *stream, const char *want)
{
    char *text = read_all(stream, 256);

    CHECK_TEXT(text, want);
    mem_free(text);
}

#define STATE "data: {\"whole\":\ndata: true}\n\n"

TEST(a_viewer_gets_the_state_and_then_each_event)
{
    struct web_events *events = events_new();
    struct web_answer answer = {0};

    web_events_restart(events, 3);
    CHECK(web_events_open(events, NULL, &answer));
    CHECK_TEXT(answer.type, "text/event-stream");
    check_reads(&answer.stream, "id: 3-1\nevent: state\n" STATE);
    check_reads(&answer.stream, "");
    push(events, "{\"a\":1}");
    push(events, "{\"a\":2}");
    check_reads(&answer.stream,
                "id: 3-2\nevent: tick\ndata: {\"a\":1}\n\nid: 3-3\nevent: tick\ndata: {\"a\":2}\n\n");
    answer.stream.close(answer.stream.context);
    web_events_free(events);
}

TEST(small_reads_give_the_same_bytes)
{
    struct web_events *events = events_new();
    struct web_answer answer = {0};
    char *text;

    web_events_restart(events, 1);
    web_events_open(events, NULL, &answer);
    text = read_all(&answer.stream, 1);
    CHECK_TEXT(text, "id: 1-1\nevent: state\n" STATE);
    mem_free(text);
    answer.stream.close(answer.stream.context);
    web_events_free(events);
}

TEST(viewers_share_one_state)
{
    struct web_events *events = events_new();
    struct web_answer one = {0}, other = {0};

    web_events_restart(events, 1);
    web_events_open(events, NULL, &one);
    web_events_open(events, NULL, &other);
    CHECK_INT(web_events_viewers(events), 2);
    check_reads(&one.stream, "id: 1-1\nevent: state\n" STATE);
    check_reads(&other.stream, "id: 1-1\nevent: state\n" STATE);
    CHECK_INT(states, 1);
    one.stream.close(one.stream.context);
    other.stream.close(other.stream.context);
    CHECK_INT(web_events_viewers(events), 0);
    web_events_free(events);
}

TEST(a_slow_viewer_gets_a_new_state)
{
    struct web_events *events = events_new();
    struct web_answer answer = {0};

    web_events_restart(events, 1);
    web_events_open(events, NULL, &answer);
    check_reads(&answer.stream, "id: 1-1\nevent: state\n" STATE);
    for (int i = 0; i < 65; i++)
        push(events, "{}");
    check_reads(&answer.stream, "id: 1-66\nevent: state\n" STATE);
    push(events, "{}");
    check_reads(&answer.stream, "id: 1-67\nevent: tick\ndata: {}\n\n");
    answer.stream.close(answer.stream.context);
    web_events_free(events);
}

TEST(what_is_being_sent_is_finished)
{
    struct web_events *events = events_new();
    struct web_answer answer = {0};
    char byte;

    web_events_restart(events, 1);
    web_events_open(events, NULL, &answer);
    answer.stream.read(answer.stream.context, &byte, 1);
    web_events_restart(events, 2);
    check_reads(&answer.stream, "d: 1-1\nevent: state\n" STATE "id: 2-1\nevent: state\n" STATE);
    answer.stream.close(answer.stream.context);
    web_events_free(events);
}

static void check_resumes(struct web_events *events, const char *last_id, const char *want)
{
    struct web_answer answer = {0};

    web_events_open(events, last_id, &answer);
    check_reads(&answer.stream, want);
    answer.stream.close(answer.stream.context);
}

TEST(a_viewer_resumes_behind_its_last_event)
{
    struct web_events *events = events_new();

    web_events_restart(events, 1);
    push(events, "{\"a\":2}");
    push(events, "{\"a\":3}");
    check_resumes(events, "1-2", "id: 1-3\nevent: tick\ndata: {\"a\":3}\n\n");
    check_resumes(events, "1-3", "");
    check_resumes(events, "1-1", "id: 1-3\nevent: state\n" STATE);
    check_resumes(events, "2-2", "id: 1-3\nevent: state\n" STATE);
    check_resumes(events, "1-9", "id: 1-3\nevent: state\n" STATE);
    check_resumes(events, "x", "id: 1-3\nevent: state\n" STATE);
    check_resumes(events, "1-2x", "id: 1-3\nevent: state\n" STATE);
    web_events_skip(events);
    check_resumes(events, "1-3", "id: 1-4\nevent: state\n" STATE);
    web_events_free(events);
}

TEST(a_sign_of_life_is_a_comment)
{
    struct web_events *events = events_new();
    struct web_answer answer = {0};

    web_events_restart(events, 1);
    web_events_open(events, NULL, &answer);
    check_reads(&answer.stream, "id: 1-1\nevent: state\n" STATE);
    web_events_keep_alive(events);
    check_reads(&answer.stream, ": keep-alive\n\n");
    check_reads(&answer.stream, "");
    answer.stream.close(answer.stream.context);
    web_events_free(events);
}

TEST(there_are_at_most_64_viewers)
{
    struct web_events *events = events_new();
    struct web_answer answers[65] = {0};

    for (size_t i = 0; i < 64; i++)
        CHECK(web_events_open(events, NULL, &answers[i]));
    CHECK(!web_events_open(events, NULL, &answers[64]));
    answers[0].stream.close(answers[0].stream.context);
    CHECK(web_events_open(events, NULL, &answers[0]));
    for (size_t i = 0; i < 64; i++)
        answers[i].stream.close(answers[i].stream.context);
    web_events_free(events);
}

TEST_MAIN(RUN(a_viewer_gets_the_state_and_then_each_event); RUN(small_reads_give_the_same_bytes);
          RUN(viewers_share_one_state); RUN(a_slow_viewer_gets_a_new_state);
          RUN(what_is_being_sent_is_finished); RUN(a_viewer_resumes_behind_its_last_event);
          RUN(a_sign_of_life_is_a_comment); RUN(there_are_at_most_64_viewers))
