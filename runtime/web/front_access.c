#include "runtime/web/front_access.h"

#include "runtime/web/web_fields.h"
#include "runtime/web/web_login.h"
#include "runtime/web/web_security.h"

#include <string.h>

/* With a login, a page of another name has no session here. */
static bool host_is_allowed(const struct web_front *front, const struct web_request *request,
                            struct web_answer *answer)
{
    if (front->login || web_host_is_own(web_request_header(request, "Host"), front->options.host))
        return true;
    front_refuse(answer, 403, NULL,
                 "This host name isn't known here. Use an IP address, or start swarm with --web-host NAME.");
    return false;
}

static bool origin_is_allowed(const struct web_request *request, struct web_answer *answer)
{
    const struct web_origin origin = {.host = web_request_header(request, "Host"),
                                      .forwarded_host = web_request_header(request, "X-Forwarded-Host"),
                                      .origin = web_request_header(request, "Origin"),
                                      .referer = web_request_header(request, "Referer"),
                                      .fetch_site = web_request_header(request, "Sec-Fetch-Site"),
                                      .language = web_request_header(request, "Accept-Language"),
                                      .agent = web_request_header(request, "User-Agent")};
    bool is_cross_site = web_is_cross_site(&origin);

    if (is_cross_site)
        front_refuse(answer, 403, NULL,
                     "Requests that change something are refused if they come from another site.");
    else if (web_request_is(request, "GET") && web_is_unmarked_browser(&origin))
        front_refuse(answer, 403, NULL,
                     "A browser doesn't say which site this GET request comes from, and it would change "
                     "something. Use the page, or POST /api/stop and /api/reset.");
    else
        return true;
    return false;
}

/* ---- the login ---- */

bool front_session_token(const struct web_front *front, const struct web_request *request,
                         struct buffer *token)
{
    const char *cookies = web_request_header(request, "Cookie");

    return cookies && web_cookie_get(cookies, front->session_cookie, token);
}

static bool has_session(const struct web_front *front, const struct web_request *request)
{
    struct buffer token = {0};
    bool is_open =
        front_session_token(front, request, &token) && web_session_is_open(front->login, buffer_text(&token));

    buffer_free(&token);
    return is_open;
}

/* Locust's clients give name and password with each request. */
static enum web_login_result basic_try(struct web_front *front, const struct web_request *request,
                                       unsigned *seconds)
{
    const char *header = web_request_header(request, "Authorization");
    struct buffer given = {0};
    enum web_login_result result = WEB_LOGIN_WRONG;

    if (header && web_basic_decode(header, &given))
        result =
            web_login_try(front->login, buffer_text(&given), web_request_peer(request), clock_now(), seconds);
    buffer_free(&given);
    return result;
}

/* A browser is led to the login page; anybody else is told what is missing. */
static void login_demand(const struct web_front *front, const struct web_request *request,
                         struct web_answer *answer)
{
    const char *accept = web_request_header(request, "Accept"),
               *given = web_request_header(request, "Authorization");
    bool is_browser = web_request_header(request, "Sec-Fetch-Site") || web_request_header(request, "Cookie");

    if (accept && strstr(accept, "text/html") && !given && web_request_is(request, "GET")) {
        answer->status = 303;
        web_answer_headerf(answer, "Location", "%s/login", front->options.base_path);
        return;
    }
    front_refuse(answer, 401, NULL,
                 given ? "The name or the password is wrong." : "A name and a password are needed.");
    if (!is_browser) /* it would show a dialog of its own */
        web_answer_header(answer, "WWW-Authenticate", "Basic realm=\"swarm\", charset=\"UTF-8\"");
}

static void login_refuse(struct web_answer *answer, unsigned seconds)
{
    front_refuse(answer, 429, NULL, "There were too many wrong passwords. Try again in %u s.", seconds);
    web_answer_headerf(answer, "Retry-After", "%u", seconds);
}

static bool is_logged_in(struct web_front *front, const struct web_request *request,
                         struct web_answer *answer)
{
    unsigned seconds = 0;

    if (!front->login || has_session(front, request))
        return true;
    switch (basic_try(front, request, &seconds)) {
    case WEB_LOGIN_RIGHT: return true;
    case WEB_LOGIN_REFUSED: login_refuse(answer, seconds); return false;
    case WEB_LOGIN_WRONG: break;
    }
    login_demand(front, request, answer);
    return false;
}

bool front_allows(struct web_front *front, const struct web_request *request, enum front_access access,
                  struct web_answer *answer)
{
    bool is_open = access == ACCESS_OPEN || access == ACCESS_LOGIN;
    bool changes = access == ACCESS_CHANGES || access == ACCESS_LOGIN;

    return host_is_allowed(front, request, answer) && (!changes || origin_is_allowed(request, answer)) &&
           (is_open || is_logged_in(front, request, answer));
}
