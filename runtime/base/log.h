/* Log messages of the program: one line each, to stderr or a file, never mixed into results. Any thread may
 * call these functions. mask_apply masks the secrets in each line. */
#ifndef SWARM_BASE_LOG_H
#define SWARM_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

/* Lines below `level` are dropped. The default is LOG_INFO. */
void log_level_set(enum log_level level);

/* Whether lines of that level are written. Callers check it before they compose a costly line. */
bool log_is_wanted(enum log_level level);

/* Parses "DEBUG", "INFO", "WARNING", "ERROR" or "CRITICAL" in any case. False: the word is none of them. */
bool log_level_parse(const char *word, enum log_level *level);

/* Appends lines to the file at `path` instead of stderr. False with errno if it can't be opened. */
bool log_file_open(const char *path);

/* Whether lines go to stderr. */
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

/* A warning that is logged once per run for each `key` (a string literal, compared by content). */
void log_warning_once(const char *key, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Starts a new run for log_warning_once: each key is logged once again. */
void log_once_forget(void);

#endif
