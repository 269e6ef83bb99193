/* The program's own messages: one line each, to stderr or a file, never mixed into results. Safe from any
 * thread. Every line passes through mask_apply, so no secret gets out this way. */
#ifndef SWARM_BASE_LOG_H
#define SWARM_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

/* Lines below `level` are dropped. The default is LOG_INFO. */
void log_level_set(enum log_level level);

/* Whether lines of that level are written: asked before a line that costs much to make. */
bool log_is_wanted(enum log_level level);

/* "DEBUG" "INFO" "WARNING" "ERROR" "CRITICAL" in any case; false for another word. */
bool log_level_parse(const char *word, enum log_level *level);

/* Sends lines to `path` (appended) instead of stderr; false with errno when it can't be opened. */
bool log_file_open(const char *path);

/* Whether lines go to stderr, and not to a file. */
bool log_is_on_stderr(void);

/* Called with each finished line (no newline) instead of writing it; NULL brings writing back. For tests, the
 * live line of the terminal. */
void log_sink_set(void (*sink)(enum log_level level, const char *line, void *context), void *context);

/* Called with each message besides writing it, by the thread that logs it; must not log itself. `wall` is the
 * wall clock; the message has no newline, and secrets in it are masked. NULL: none. For the web page's log.
 */
void log_listener_set(void (*listener)(enum log_level level, int64_t wall, const char *message,
                                       void *context),
                      void *context);

/* "DEBUG", "INFO" … */
const char *log_level_text(enum log_level level);

void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, once per run for each `key` (a string literal, compared by text): later calls do nothing. */
void log_warning_once(const char *key, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The next log_warning_once of each key is written again: a new run begins. */
void log_once_forget(void);

#endif
