/* The handlers of the front's routes, by file. Each fills in the answer to a request that is allowed. */
#ifndef SWARM_WEB_FRONT_HANDLERS_H
#define SWARM_WEB_FRONT_HANDLERS_H

#include "runtime/web/front_state.h"

#include <stdbool.h>

#define HANDLER(name)                                                                                        \
    void name(struct web_front *front, const struct web_request *request, struct web_answer *answer)

/* ---- front_page.c: the page and its files ---- */

/* Whether there is something at this path. */
bool page_has(const char *path);
void page_answer(const char *path, const struct web_request *request, struct web_answer *answer);

/* ---- login_page.c ---- */

HANDLER(login_page);
HANDLER(login_style);
HANDLER(login_submit);
HANDLER(login_end);

/* ---- swarm_api.c: what the API of swarm shows ---- */

HANDLER(api_snapshot);
HANDLER(api_events);
HANDLER(api_scenario);
HANDLER(api_row);
HANDLER(api_log);
HANDLER(api_workers);
HANDLER(api_baseline);
HANDLER(api_metrics);

/* ---- swarm_changes.c: what it changes ---- */

HANDLER(api_start);
HANDLER(api_users);
HANDLER(api_stop);
HANDLER(api_reset);

/* ---- front_downloads.c ---- */

HANDLER(download_requests);
HANDLER(download_history);
HANDLER(download_failures);
HANDLER(download_exceptions);
HANDLER(download_results);
HANDLER(download_junit);
HANDLER(download_report);

/* ---- locust_changes.c: what Locust's API changes ---- */

HANDLER(locust_swarm);
HANDLER(locust_stop);
HANDLER(locust_reset);

/* ---- locust_api.c: what it shows ---- */

HANDLER(locust_requests);
HANDLER(locust_report);
HANDLER(locust_exceptions);
HANDLER(locust_tasks);
HANDLER(locust_logs);
HANDLER(locust_worker_count);

#undef HANDLER

#endif
