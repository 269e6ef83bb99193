/* Which path is answered by what, and the headers that all answers have. */
#include "runtime/web/front_access.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/web_encoding.h"

#include <string.h>

/* A path may have several routes, one per method. GET stands for HEAD too, where nothing is changed. */
static const struct route {
    const char *path;
    const char *method;
    enum front_access access;
    void (*answer)(struct web_front *front, const struct web_request *request, struct web_answer *answer);
} routes[] = {
    {"/login", "GET", ACCESS_OPEN, login_page},
    {"/login", "POST", ACCESS_LOGIN, login_submit},
    {"/login.css", "GET", ACCESS_OPEN, login_style},
    {"/logout", "POST", ACCESS_LOGIN, login_end},

    {"/events", "GET", ACCESS_READS, api_events},
    {"/api/snapshot", "GET", ACCESS_READS, api_snapshot},
    {"/api/scenario", "GET", ACCESS_READS, api_scenario},
    {"/api/row", "GET", ACCESS_READS, api_row},
    {"/api/log", "GET", ACCESS_READS, api_log},
    {"/api/workers", "GET", ACCESS_READS, api_workers},
    {"/api/baseline", "GET", ACCESS_READS, api_baseline},
    {"/api/start", "POST", ACCESS_CHANGES, api_start},
    {"/api/users", "POST", ACCESS_CHANGES, api_users},
    {"/api/stop", "POST", ACCESS_CHANGES, api_stop},
    {"/api/reset", "POST", ACCESS_CHANGES, api_reset},

    {"/download/requests.csv", "GET", ACCESS_READS, download_requests},
    {"/download/history.csv", "GET", ACCESS_READS, download_history},
    {"/download/failures.csv", "GET", ACCESS_READS, download_failures},
    {"/download/exceptions.csv", "GET", ACCESS_READS, download_exceptions},
    {"/download/results.json", "GET", ACCESS_READS, download_results},
    {"/download/junit.xml", "GET", ACCESS_READS, download_junit},
    {"/download/report.html", "GET", ACCESS_READS, download_report},
    {"/metrics", "GET", ACCESS_READS, api_metrics},

    {"/swarm", "POST", ACCESS_CHANGES, locust_swarm},
    {"/stop", "GET", ACCESS_CHANGES, locust_stop},
    {"/stats/reset", "GET", ACCESS_CHANGES, locust_reset},
    {"/stats/requests", "GET", ACCESS_READS, locust_requests},
    {"/stats/requests/csv", "GET", ACCESS_READS, download_requests},
    {"/stats/requests_full_history/csv", "GET", ACCESS_READS, download_history},
    {"/stats/failures/csv", "GET", ACCESS_READS, download_failures},
    {"/stats/report", "GET", ACCESS_READS, locust_report},
    {"/exceptions", "GET", ACCESS_READS, locust_exceptions},
    {"/exceptions/csv", "GET", ACCESS_READS, download_exceptions},
    {"/tasks", "GET", ACCESS_READS, locust_tasks},
    {"/logs", "GET", ACCESS_READS, locust_logs},
    {"/worker-count", "GET", ACCESS_READS, locust_worker_count},
};

enum { ROUTES = sizeof routes / sizeof *routes };

/* ---- headers ---- */

/* Nothing of a page is loaded from elsewhere, or written into the document. The report has its style and its
 * script in the document, and a policy with their hashes in it. */
static void headers_add(struct web_answer *answer)
{
    web_answer_header(answer, "X-Content-Type-Options", "nosniff");
    web_answer_header(answer, "X-Frame-Options", "DENY");
    web_answer_header(answer, "Referrer-Policy", "same-origin");
    web_answer_header(answer, "Cross-Origin-Opener-Policy", "same-origin");
    web_answer_header(answer, "Cross-Origin-Resource-Policy", "same-origin");
    web_answer_header(answer, "Content-Security-Policy",
                      answer->is_document ? "frame-ancestors 'none'"
                                          : "default-src 'none'; script-src 'self'; style-src 'self'; "
                                            "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                                            "form-action 'self'; frame-ancestors 'none'");
    web_answer_header(answer, "Cache-Control",
                      answer->is_immutable ? "public, max-age=31536000, immutable" : "no-store");
}

/* ---- finding a route ---- */

/* HEAD is for looking only: it must not stop a run. */
static bool has_head(const struct route *route)
{
    return strcmp(route->method, "GET") == 0 && route->access != ACCESS_CHANGES;
}

static bool is_method_of(const struct route *route, const struct web_request *request)
{
    return web_request_is(request, route->method) || (has_head(route) && web_request_is(request, "HEAD"));
}

/* The route for the path and the method. NULL: none; then `methods` is what the path takes, "" if there is
 * nothing there. */
static const struct route *route_find(const char *path, const struct web_request *request,
                                      struct buffer *methods)
{
    for (size_t i = 0; i < ROUTES; i++) {
        if (strcmp(routes[i].path, path) != 0)
            continue;
        if (is_method_of(&routes[i], request))
            return &routes[i];
        buffer_printf(methods, "%s, %s", routes[i].method, has_head(&routes[i]) ? "HEAD, " : "");
    }
    return NULL;
}

/* HEAD and GET for the page and its files. */
static bool is_of_page(const char *path, const struct web_request *request, struct buffer *methods)
{
    if (!page_has(path))
        return false;
    buffer_append_text(methods, "GET, HEAD, ");
    return web_request_is(request, "GET") || web_request_is(request, "HEAD");
}

static void unrouted_answer(const struct web_request *request, struct buffer *methods,
                            struct web_answer *answer)
{
    if (methods->length == 0) {
        front_refuse(answer, 404, NULL, "There is nothing at this path.");
        return;
    }
    buffer_append_text(methods, "OPTIONS");
    if (web_request_is(request, "OPTIONS")) {
        answer->status = 204;
        answer->type = NULL;
    } else {
        front_refuse(answer, 405, NULL, "This path takes the methods %s.", buffer_text(methods));
    }
    web_answer_header(answer, "Allow", buffer_text(methods));
}

static void path_answer(struct web_front *front, const char *path, const struct web_request *request,
                        struct web_answer *answer)
{
    struct buffer methods = {0};
    const struct route *route = route_find(path, request, &methods);

    if (route) {
        if (front_allows(front, request, route->access, answer))
            route->answer(front, request, answer);
    } else if (is_of_page(path, request, &methods)) {
        if (front_allows(front, request, ACCESS_READS, answer))
            page_answer(path, request, answer);
    } else if (front_allows(front, request, ACCESS_READS, answer)) {
        unrouted_answer(request, &methods, answer);
    }
    buffer_free(&methods);
}

/* The path behind --web-base-path. NULL: it isn't below it. */
static const char *path_below(const char *base, const char *path)
{
    size_t length = strlen(base);

    return strncmp(path, base, length) == 0 && (path[length] == '/' || length == 0) ? path + length : NULL;
}

void front_answer(void *context, const struct web_request *request, struct web_answer *answer)
{
    struct web_front *front = context;
    const char *base = front->options.base_path, *path = path_below(base, request->path);

    if (path) {
        path_answer(front, path, request, answer);
    } else if (strcmp(request->path, base) == 0) {
        answer->status = 308;
        web_answer_headerf(answer, "Location", "%s/", base);
    } else {
        front_refuse(answer, 404, NULL, "There is nothing at this path.");
    }
    headers_add(answer);
    web_answer_compress(request, answer);
}

void front_refusal(void *context, unsigned status, const char *sentence, struct web_answer *answer)
{
    (void)context;
    front_refuse(answer, status, NULL, "%s", sentence);
    headers_add(answer);
}
