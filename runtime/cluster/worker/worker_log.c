#include "runtime/cluster/worker/worker_log.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/wire/packed.h"

#include <pthread.h>

struct worker_log {
    pthread_mutex_t lock;
    uint64_t next;                         /* number of the next line; line n is at n % WORKER_LOG_LINES */
    struct buffer lines[WORKER_LOG_LINES]; /* with time and level */
};

static void on_message(enum log_level level, int64_t wall, const char *text, void *context)
{
    struct worker_log *log = context;
    struct buffer *line;

    pthread_mutex_lock(&log->lock);
    line = &log->lines[log->next++ % WORKER_LOG_LINES];
    buffer_clear(line);
    log_line_begin(line, level, wall);
    buffer_append_text(line, text);
    pthread_mutex_unlock(&log->lock);
}

struct worker_log *worker_log_new(void)
{
    struct worker_log *log = mem_zalloc(1, sizeof *log);

    pthread_mutex_init(&log->lock, NULL);
    log_listener_set(on_message, log);
    return log;
}

void worker_log_free(struct worker_log *log)
{
    if (!log)
        return;
    log_listener_set(NULL, NULL);
    for (size_t i = 0; i < WORKER_LOG_LINES; i++)
        buffer_free(&log->lines[i]);
    pthread_mutex_destroy(&log->lock);
    mem_free(log);
}

uint64_t worker_log_count(struct worker_log *log)
{
    uint64_t count;

    pthread_mutex_lock(&log->lock);
    count = log->next;
    pthread_mutex_unlock(&log->lock);
    return count;
}

void worker_log_write(struct worker_log *log, msgpack_packer *packer)
{
    uint64_t first;

    pthread_mutex_lock(&log->lock);
    first = log->next > WORKER_LOG_LINES ? log->next - WORKER_LOG_LINES : 0;
    msgpack_pack_array(packer, log->next - first);
    for (uint64_t i = first; i < log->next; i++) {
        const struct buffer *line = &log->lines[i % WORKER_LOG_LINES];

        packed_write_text(packer, line->data,
                          line->length < WORKER_LOG_LINE_MOST ? line->length : WORKER_LOG_LINE_MOST);
    }
    pthread_mutex_unlock(&log->lock);
}
