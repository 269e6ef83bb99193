/* Which path is answered by what, and the headers that all answers have. */
#include "runtime/web/front_handlers.h"
#include "runtime/web/front_state.h"

#include <string.h>

/* What a route demands of a request besides its method. */
enum access {
    READS,   /* nothing */
    CHANGES, /* a POST that isn't from another site */
};

static const struct route {
    const char *path;
    const char *method; /* GET stands for HEAD too */
    enum access access;
    void (*answer)(struct web_front *front, const struct web_request *request, struct web_answer *answer);
} routes[] = {
    {"/", "GET", READS, page_answer},           {"/api/snapshot", "GET", READS, api_snapshot},
    {"/api/start", "POST", CHANGES, api_start}, {"/api/stop", "POST", CHANGES, api_stop},
    {"/events", "GET", READS, api_events},      {"/swarm", "POST", CHANGES, locust_swarm},
};

enum { ROUTES = sizeof routes / sizeof *routes };

static const struct route *route_find(const char *path)
{
    for (size_t i = 0; i < ROUTES; i++)
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    return NULL;
}

static bool is_method_of(const struct route *route, const struct web_request *request)
{
    bool is_get = strcmp(route->method, "GET") == 0;

    return web_request_is(request, route->method) || (is_get && web_request_is(request, "HEAD"));
}

void front_answer(void *context, const struct web_request *request, struct web_answer *answer)
{
    struct web_front *front = context;
    const struct route *route = route_find(request->path);

    if (!route)
        front_refuse(answer, 404, NULL, "There is nothing at this path.");
    else if (!is_method_of(route, request))
        front_refuse(answer, 405, NULL, "This path takes %s.", route->method);
    else
        route->answer(front, request, answer);
}
