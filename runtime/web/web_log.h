/* The last 500 messages of the log, for the page. Any thread may log; the rest is for one thread. */
#ifndef SWARM_WEB_WEB_LOG_H
#define SWARM_WEB_WEB_LOG_H

#include "runtime/text/json_out.h"

#include <stdint.h>

struct web_log;

/* Listens to the log (log_listener_set) until web_log_free; one per process. */
struct web_log *web_log_new(void);
void web_log_free(struct web_log *log);

/* Writes the items of a list, {"at", "level", "text"}, from message number `from` on (0: the oldest that is
 * kept). Returns the number of the next message to come. */
uint64_t web_log_write(struct web_log *log, uint64_t from, struct json_out *json);

/* Writes all messages as items of a list, each a line as the log has it. */
void web_log_lines(struct web_log *log, struct json_out *json);

#endif
