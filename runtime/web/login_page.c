/* The login page of --web-login. It has no script, and its style is a file of its own. */
#include "runtime/web/front_access.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/web_fields.h"
#include "runtime/web/web_login.h"

#include <string.h>

static const char page_head[] = "<!doctype html>\n"
                                "<html lang=\"en\">\n"
                                "<meta charset=\"utf-8\">\n"
                                "<meta name=\"viewport\" content=\"width=device-width\">\n"
                                "<title>swarm: log in</title>\n"
                                "<link rel=\"stylesheet\" href=\"login.css\">\n"
                                "<form method=\"post\" action=\"login\">\n"
                                "<h1>swarm</h1>\n";

static const char page_rest[] =
    "<label>Name <input name=\"name\" autocomplete=\"username\" required autofocus></label>\n"
    "<label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\" "
    "required></label>\n"
    "<button>Log in</button>\n"
    "</form>\n";

static const char style[] =
    ":root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }\n"
    "body { display: grid; place-items: center; min-height: 90vh; margin: 1rem; }\n"
    "form { display: grid; gap: 1rem; width: min(20rem, 100%); }\n"
    "h1 { margin: 0; }\n"
    "label { display: grid; gap: .25rem; }\n"
    "input, button { font: inherit; padding: .5rem; }\n"
    "[role=alert] { margin: 0; padding: .5rem; border-left: .25rem solid #c0392b; }\n";

static void page_write(const char *message, struct web_answer *answer)
{
    answer->type = "text/html; charset=utf-8";
    buffer_clear(&answer->body);
    buffer_append_text(&answer->body, page_head);
    if (message)
        buffer_printf(&answer->body, "<p role=\"alert\">%s</p>\n", message);
    buffer_append_text(&answer->body, page_rest);
}

static void go_to_page(const struct web_front *front, struct web_answer *answer)
{
    answer->status = 303;
    web_answer_headerf(answer, "Location", "%s/", front->options.base_path);
}

void login_page(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    if (front->login)
        page_write(NULL, answer);
    else
        go_to_page(front, answer);
}

void login_style(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)front, (void)request;
    answer->type = "text/css; charset=utf-8";
    answer->fixed = style;
    answer->fixed_length = sizeof style - 1;
}

/* Name and password of the form, "name:password", appended. */
static bool form_read(const struct web_request *request, struct buffer *given)
{
    struct web_fields fields = {0};
    bool is_form = web_fields_form(&fields, buffer_text(&request->body), request->body.length);
    const char *name = web_fields_get(&fields, "name"), *password = web_fields_get(&fields, "password");

    is_form = is_form && name && password && buffer_printf(given, "%s:%s", name, password);
    web_fields_free(&fields);
    return is_form;
}

/* A cookie that scripts don't see, and that browsers don't send with requests from other sites. */
static void session_set(struct web_front *front, const char *token, const char *more,
                        struct web_answer *answer)
{
    web_answer_headerf(answer, "Set-Cookie", "%s=%s; Path=%s/; HttpOnly; SameSite=Strict%s%s",
                       front->session_cookie, token, front->options.base_path,
                       front->options.tls_certificate ? "; Secure" : "", more);
}

static void session_open(struct web_front *front, struct web_answer *answer)
{
    char token[WEB_SESSION_SIZE];

    web_session_open(front->login, token);
    go_to_page(front, answer);
    session_set(front, token, "", answer);
}

static void login_try(struct web_front *front, const struct web_request *request, const struct buffer *given,
                      struct web_answer *answer)
{
    unsigned seconds = 0;

    switch (
        web_login_try(front->login, buffer_text(given), web_request_peer(request), clock_now(), &seconds)) {
    case WEB_LOGIN_RIGHT: session_open(front, answer); break;
    case WEB_LOGIN_WRONG:
        page_write("The name or the password is wrong.", answer);
        answer->status = 401;
        break;
    case WEB_LOGIN_REFUSED:
        page_write("There were too many wrong passwords. Wait a moment.", answer);
        answer->status = 429;
        web_answer_headerf(answer, "Retry-After", "%u", seconds);
        break;
    }
}

void login_submit(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct buffer given = {0};

    if (!front->login) {
        go_to_page(front, answer);
    } else if (form_read(request, &given)) {
        login_try(front, request, &given, answer);
    } else {
        page_write("The form must have a name and a password.", answer);
        answer->status = 400;
    }
    buffer_free(&given);
}

void login_end(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    struct buffer token = {0};

    if (front->login && front_session_token(front, request, &token))
        web_session_end(front->login, buffer_text(&token));
    answer->status = 303;
    web_answer_headerf(answer, "Location", "%s/login", front->options.base_path);
    session_set(front, "", "; Max-Age=0", answer);
    buffer_free(&token);
}
