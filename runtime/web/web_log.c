#include "runtime/web/web_log.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"

#include <pthread.h>

enum { MESSAGES_KEPT = 500 };

struct message {
    enum log_level level;
    int64_t wall;
    char *text; /* owned */
};

struct web_log {
    pthread_mutex_t lock;
    uint64_t next; /* number of the next message; message n is at n % MESSAGES_KEPT */
    struct message messages[MESSAGES_KEPT];
};

static void on_message(enum log_level level, int64_t wall, const char *text, void *context)
{
    struct web_log *log = context;
    struct message *message;

    pthread_mutex_lock(&log->lock);
    message = &log->messages[log->next++ % MESSAGES_KEPT];
    mem_free(message->text);
    *message = (struct message){level, wall, mem_strdup(text)};
    pthread_mutex_unlock(&log->lock);
}

struct web_log *web_log_new(void)
{
    struct web_log *log = mem_zalloc(1, sizeof *log);

    pthread_mutex_init(&log->lock, NULL);
    log_listener_set(on_message, log);
    return log;
}

void web_log_free(struct web_log *log)
{
    if (!log)
        return;
    log_listener_set(NULL, NULL);
    for (size_t i = 0; i < MESSAGES_KEPT; i++)
        mem_free(log->messages[i].text);
    pthread_mutex_destroy(&log->lock);
    mem_free(log);
}

static void message_write(const struct message *message, struct json_out *json)
{
    int64_t milliseconds = message->wall / NANOS_PER_MS;

    json_out_object(json, NULL);
    json_out_number(json, "at", (double)milliseconds / 1000);
    json_out_text(json, "level", log_level_text(message->level));
    json_out_text(json, "text", message->text);
    json_out_close(json);
}

uint64_t web_log_write(struct web_log *log, uint64_t from, struct json_out *json)
{
    uint64_t next, oldest;

    pthread_mutex_lock(&log->lock);
    next = log->next;
    oldest = next > MESSAGES_KEPT ? next - MESSAGES_KEPT : 0;
    for (uint64_t i = from > oldest ? from : oldest; i < next; i++)
        message_write(&log->messages[i % MESSAGES_KEPT], json);
    pthread_mutex_unlock(&log->lock);
    return next;
}

static void line_write(const struct message *message, struct json_out *json)
{
    struct buffer line = {0};

    log_line_begin(&line, message->level, message->wall);
    buffer_append_text(&line, message->text);
    json_out_text(json, NULL, buffer_text(&line));
    buffer_free(&line);
}

void web_log_lines(struct web_log *log, struct json_out *json)
{
    pthread_mutex_lock(&log->lock);
    for (uint64_t i = log->next > MESSAGES_KEPT ? log->next - MESSAGES_KEPT : 0; i < log->next; i++)
        line_write(&log->messages[i % MESSAGES_KEPT], json);
    pthread_mutex_unlock(&log->lock);
}
