#include "runtime/base/buffer.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void mirror_echo(struct exchange *exchange)
{
    value answer = value_map(7), document = value_none();
    exchange_body_parse(exchange, &document);
    member(&answer, "method", value_text(exchange->method));
    member(&answer, "path", value_text(exchange->path));
    member(&answer, "query", exchange_values(exchange, MHD_GET_ARGUMENT_KIND));
    member(&answer, "headers", exchange_values(exchange, MHD_HEADER_KIND));
    member(&answer, "body", value_string(buffer_text(&exchange->body), exchange->body.length));
    member(&answer, "json", document);
    member(&answer, "form", exchange_form(exchange));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

void mirror_headers(struct exchange *exchange)
{
    value answer = value_map(1);
    member(&answer, "headers", exchange_values(exchange, MHD_HEADER_KIND));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

/* True if the Basic credentials are the user and password in the path /basic-auth/USER/PASSWORD. */
static bool basic_matches(struct exchange *exchange)
{
    char *password = NULL, *user = MHD_basic_auth_get_username_password(exchange->connection, &password);
    bool right = user && password && strcmp(user, exchange->segments[1]) == 0 &&
                 strcmp(password, exchange->segments[2]) == 0;
    MHD_free(user);
    MHD_free(password);
    return right;
}

void mirror_basic_auth(struct exchange *exchange)
{
    if (!basic_matches(exchange)) {
        exchange_answer_error(exchange, MHD_HTTP_UNAUTHORIZED, "wrong name or password");
        exchange_answer_header(exchange, "WWW-Authenticate", "Basic realm=\"target\"");
        return;
    }
    value answer = value_map(2);
    member(&answer, "authenticated", value_bool(true));
    member(&answer, "user", value_text(exchange->segments[1]));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

/* Accepts any token. */
void mirror_bearer(struct exchange *exchange)
{
    const char *header = exchange_header(exchange, "Authorization");
    if (!header || strncasecmp(header, "Bearer ", 7) != 0 || !header[7]) {
        exchange_answer_error(exchange, MHD_HTTP_UNAUTHORIZED, "there is no bearer token");
        exchange_answer_header(exchange, "WWW-Authenticate", "Bearer");
        return;
    }
    value answer = value_map(2);
    member(&answer, "authenticated", value_bool(true));
    member(&answer, "token", value_text(header + 7));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}
