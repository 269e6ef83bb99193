/* Log messages of the program: one line each, to stderr or a file, never mixed into results. Any thread may
 * call these functions. mask_apply masks the secrets in each line. */
#ifndef SWARM_BASE_LOG_H
#define SWARM_BASE_LOG_H

#include "runtime/base/buffer.h"

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

/* `sink` gets each line (without newline) in place of stderr or the file; NULL restores them. For tests and
 * the live line of the terminal. */
void log_sink_set(void (*sink)(enum log_level level, const char *line, void *context), void *context);

/* `listener` gets each message in addition to the output, on the thread that logs it, and must not log.
 * `wall` is the wall clock. The message has no newline, and its secrets are masked. NULL: no listener. For
 * the log of the web page. */
void log_listener_set(void (*listener)(enum log_level level, int64_t wall, const char *message,
                                       void *context),
                      void *context);

/* Appends the start of a line, before the message: "[2026-11-30 15:37:43.699] INFO: ". */
void log_line_begin(struct buffer *line, enum log_level level, int64_t wall);

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
