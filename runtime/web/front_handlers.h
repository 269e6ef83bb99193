/* The handlers of the front's routes, by file. Each fills in the answer to a request that is allowed. */
#ifndef SWARM_WEB_FRONT_HANDLERS_H
#define SWARM_WEB_FRONT_HANDLERS_H

#include "runtime/web/front_state.h"

#define HANDLER(name)                                                                                        \
    void name(struct web_front *front, const struct web_request *request, struct web_answer *answer)

/* ---- front_page.c ---- */

HANDLER(page_answer);

/* ---- swarm_api.c: the API of swarm ---- */

HANDLER(api_snapshot);
HANDLER(api_events);
HANDLER(api_start);
HANDLER(api_stop);

/* ---- locust_api.c: requests of Locust's API that change something ---- */

HANDLER(locust_swarm);

#undef HANDLER

#endif
