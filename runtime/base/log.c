#include "runtime/base/log.h"

#include "runtime/base/clock.h"
#include "runtime/base/mask.h"
#include "runtime/base/strmap.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_LONGEST 8192 /* bytes; the rest of a message is cut off */

static const char *const level_names[] = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER; /* protects everything below except the level */
static _Atomic enum log_level log_level = LOG_INFO;
static int log_descriptor = STDERR_FILENO;
static void (*log_sink)(enum log_level level, const char *line, void *context);
static void *log_sink_context;
static void (*log_listener)(enum log_level level, int64_t wall, const char *message, void *context);
static void *log_listener_context;
static struct strmap log_said; /* keys of log_warning_once */

void log_level_set(enum log_level level)
{
    log_level = level;
}

bool log_is_wanted(enum log_level level)
{
    return level >= log_level;
}

bool log_level_parse(const char *word, enum log_level *level)
{
    for (int i = LOG_DEBUG; i <= LOG_CRITICAL; i++) {
        if (strcasecmp(word, level_names[i]) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

bool log_file_open(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

    if (descriptor < 0)
        return false;
    pthread_mutex_lock(&log_lock);
    if (log_descriptor != STDERR_FILENO)
        close(log_descriptor);
    log_descriptor = descriptor;
    pthread_mutex_unlock(&log_lock);
    return true;
}

bool log_is_on_stderr(void)
{
    bool is_on_stderr;

    pthread_mutex_lock(&log_lock);
    is_on_stderr = log_descriptor == STDERR_FILENO;
    pthread_mutex_unlock(&log_lock);
    return is_on_stderr;
}

void log_sink_set(void (*sink)(enum log_level level, const char *line, void *context), void *context)
{
    pthread_mutex_lock(&log_lock);
    log_sink = sink;
    log_sink_context = context;
    pthread_mutex_unlock(&log_lock);
}

void log_listener_set(void (*listener)(enum log_level level, int64_t wall, const char *message,
                                       void *context),
                      void *context)
{
    pthread_mutex_lock(&log_lock);
    log_listener = listener;
    log_listener_context = context;
    pthread_mutex_unlock(&log_lock);
}

const char *log_level_text(enum log_level level)
{
    return level_names[level];
}

void log_line_begin(struct buffer *line, enum log_level level, int64_t wall)
{
    time_t seconds = (time_t)(wall / NANOS_PER_S);
    struct tm broken;
    char date[32];

    localtime_r(&seconds, &broken);
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &broken);
    buffer_printf(line, "[%s.%03d] %s: ", date, (int)(wall % NANOS_PER_S / NANOS_PER_MS), level_names[level]);
}

/* Line separators and characters that change the direction of text, in UTF-8. */
static bool is_directing(const unsigned char *at)
{
    if (at[0] == 0xd8)
        return at[1] == 0x9c;
    if (at[0] != 0xe2)
        return false;
    if (at[1] == 0x80)
        return (at[2] >= 0x8e && at[2] <= 0x8f) || (at[2] >= 0xa8 && at[2] <= 0xae);
    return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9;
}

/* The number of bytes at the start that control a terminal, or 0. */
static size_t steering(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    if (at[0] < ' ' || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2)
        return at[1] >= 0x80 && at[1] < 0xa0 ? 2 : 0;
    return !is_directing(at) ? 0 : at[0] == 0xe2 ? 3 : 2;
}

/* A message may quote text from a server, which must not forge lines or control the terminal. */
static void controls_blank(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t count = steering(text + i);

        memset(text + i, ' ', count);
        i += count > 0 ? count - 1 : 0;
    }
}

/* Errors are ignored: there is no other place to report that the log can't be written. */
static void line_write(const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(log_descriptor, bytes, length);

        if (written < 0 && errno != EINTR)
            return;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
}

/* The message starts at `message_at` in the line. */
static void line_put(enum log_level level, int64_t wall, struct buffer *line, size_t message_at)
{
    pthread_mutex_lock(&log_lock);
    if (log_listener)
        log_listener(level, wall, buffer_text(line) + message_at, log_listener_context);
    if (log_sink) {
        log_sink(level, buffer_text(line), log_sink_context);
    } else {
        buffer_append_char(line, '\n');
        line_write(line->data, line->length);
    }
    pthread_mutex_unlock(&log_lock);
}

__attribute__((format(printf, 2, 0))) static void log_write(enum log_level level, const char *format,
                                                            va_list arguments)
{
    char message[MESSAGE_LONGEST];
    struct buffer line = {0};
    size_t message_at;
    int64_t wall;
    int length;

    if (!log_is_wanted(level))
        return;
    length = vsnprintf(message, sizeof message, format, arguments);
    if (length < 0)
        return;
    if ((size_t)length >= sizeof message)
        length = (int)sizeof message - 1;
    controls_blank(message, (size_t)length);
    wall = clock_wall();
    log_line_begin(&line, level, wall);
    message_at = line.length;
    mask_apply(message, (size_t)length, &line);
    line_put(level, wall, &line, message_at);
    buffer_free(&line);
}

void log_debug(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(LOG_DEBUG, format, arguments);
    va_end(arguments);
}

void log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(LOG_INFO, format, arguments);
    va_end(arguments);
}

void log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(LOG_WARNING, format, arguments);
    va_end(arguments);
}

void log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(LOG_ERROR, format, arguments);
    va_end(arguments);
}

static bool said_before(const char *key)
{
    static char said;
    bool before;

    pthread_mutex_lock(&log_lock);
    before = strmap_set(&log_said, key, strlen(key), &said) != NULL;
    pthread_mutex_unlock(&log_lock);
    return before;
}

void log_warning_once(const char *key, const char *format, ...)
{
    va_list arguments;

    if (said_before(key))
        return;
    va_start(arguments, format);
    log_write(LOG_WARNING, format, arguments);
    va_end(arguments);
}

void log_once_forget(void)
{
    pthread_mutex_lock(&log_lock);
    strmap_free(&log_said);
    pthread_mutex_unlock(&log_lock);
}
