#include "runtime/web/web_log.h"

#include "runtime/base/log.h"
#include "tests/support/test.h"

#include <pthread.h>

static void quiet(enum log_level level, const char *line, void *context)
{
    (void)level, (void)line, (void)context;
}

static uint64_t write_from(struct web_log *log, uint64_t from, struct buffer *out)
{
    struct json_out json = json_out_new(out, 0);
    uint64_t next;

    buffer_clear(out);
    json_out_list(&json, NULL);
    next = web_log_write(log, from, &json);
    json_out_close(&json);
    return next;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

TEST(messages_are_kept_with_level_and_time)
{
    struct web_log *log = web_log_new();
    struct buffer out = {0};

    log_info("one");
    log_warning("two \"quoted\"");
    CHECK_INT(write_from(log, 0, &out), 2);
    CHECK(strstr(buffer_text(&out), "\"level\": \"INFO\", \"text\": \"one\"}"));
    CHECK(strstr(buffer_text(&out), "\"level\": \"WARNING\", \"text\": \"two \\\"quoted\\\"\"}"));
    CHECK_INT(write_from(log, 1, &out), 2);
    CHECK(!strstr(buffer_text(&out), "one"));
    CHECK_INT(write_from(log, 2, &out), 2);
    CHECK_TEXT(buffer_text(&out), "[]");
    web_log_free(log);
    log_info("nobody listens");
    buffer_free(&out);
}

TEST(the_last_500_are_kept)
{
    struct web_log *log = web_log_new();
    struct buffer out = {0};

    for (int i = 0; i < 600; i++)
        log_info("message %d.", i);
    CHECK_INT(write_from(log, 0, &out), 600);
    CHECK_INT(count_of(buffer_text(&out), "\"text\""), 500);
    CHECK(!strstr(buffer_text(&out), "message 99."));
    CHECK(strstr(buffer_text(&out), "message 100."));
    CHECK(strstr(buffer_text(&out), "message 599."));
    web_log_free(log);
    buffer_free(&out);
}

static void *log_much(void *context)
{
    (void)context;
    for (int i = 0; i < 1000; i++)
        log_info("x");
    return NULL;
}

TEST(any_thread_may_log)
{
    struct web_log *log = web_log_new();
    struct buffer out = {0};
    pthread_t threads[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, log_much, NULL);
    write_from(log, 0, &out);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(write_from(log, 4000, &out), 4000);
    web_log_free(log);
    buffer_free(&out);
}

TEST_MAIN(log_sink_set(quiet, NULL); RUN(messages_are_kept_with_level_and_time); RUN(the_last_500_are_kept);
          RUN(any_thread_may_log))
