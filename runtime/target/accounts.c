#include "runtime/base/count_of.h"
#include "runtime/base/strmap.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/tokens.h"

#include <stdio.h>
#include <string.h>

enum { TOKEN_SECONDS = 3600 /* validity in OAuth responses; tokens really last as long as the server */ };

/* Accounts with a password of their own. For any other name, the password is the name. */
static const struct account {
    const char *name, *password;
} accounts[] = {{"alice", "wonderland"}, {"bob", "builder"}};

static bool password_is_right(const char *name, const char *password)
{
    if (!name || !password || !*name)
        return false;
    for (size_t i = 0; i < COUNT_OF(accounts); i++)
        if (strcmp(name, accounts[i].name) == 0)
            return strcmp(password, accounts[i].password) == 0;
    return strcmp(name, password) == 0;
}

static value new_token(struct exchange *exchange, const char *name)
{
    struct buffer token = {0};
    token_write(exchange->target, name, &token);
    value result = value_string(token.data, token.length);
    buffer_free(&token);
    return result;
}

static void refuse(struct exchange *exchange)
{
    exchange_answer_error(exchange, MHD_HTTP_UNAUTHORIZED, "wrong name or password");
}

void account_login_json(struct exchange *exchange)
{
    value credentials, answer;
    if (!exchange_json(exchange, &credentials))
        return;
    const char *name = member_text(credentials, "username");
    if (password_is_right(name, member_text(credentials, "password"))) {
        char id[16];
        snprintf(id, sizeof id, "%08x", (unsigned)bytes_hash(name, strlen(name)));
        answer = value_map(5);
        member(&answer, "id", value_text(id));
        member(&answer, "name", value_text(name));
        member(&answer, "username", value_text(name));
        member(&answer, "isAdmin", value_bool(strcmp(name, "admin") == 0));
        member(&answer, "token", new_token(exchange, name));
        exchange_answer_json(exchange, MHD_HTTP_OK, answer);
    } else {
        refuse(exchange);
    }
    value_release(credentials);
}

/* The form of /html has a token against cross-site requests. If a request contains one, it must be valid. */
static bool form_is_genuine(struct exchange *exchange, value form)
{
    const char *token = member_text(form, "csrf");
    if (!token || token_is_ours(exchange->target, token))
        return true;
    exchange_answer_error(exchange, MHD_HTTP_FORBIDDEN, "invalid form token");
    return false;
}

static void open_session(struct exchange *exchange, const char *name)
{
    struct buffer cookie = {0};
    value answer = value_map(1);
    member(&answer, "user", value_text(name));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
    buffer_append_text(&cookie, "session=");
    token_write(exchange->target, name, &cookie);
    buffer_append_text(&cookie, "; Path=/; HttpOnly");
    exchange_answer_header(exchange, "Set-Cookie", buffer_text(&cookie));
    buffer_free(&cookie);
}

void account_login_form(struct exchange *exchange)
{
    value form = exchange_form(exchange);
    const char *name = member_text(form, "user");
    if (!name)
        name = member_text(form, "username");
    if (!password_is_right(name, member_text(form, "password")))
        refuse(exchange);
    else if (form_is_genuine(exchange, form))
        open_session(exchange, name);
    value_release(form);
}

void account_show(struct exchange *exchange)
{
    struct buffer name = {0};
    const char *session = exchange_cookie(exchange, "session");
    if (session && token_name(exchange->target, session, &name)) {
        value answer = value_map(1);
        member(&answer, "user", value_string(buffer_text(&name), name.length));
        exchange_answer_json(exchange, MHD_HTTP_OK, answer);
    } else {
        exchange_answer_error(exchange, MHD_HTTP_UNAUTHORIZED, "log in first");
    }
    buffer_free(&name);
}

static void oauth_answer(struct exchange *exchange, const char *name, const char *password)
{
    value answer = value_map(3);

    if (password_is_right(name, password)) {
        member(&answer, "access_token", new_token(exchange, name));
        member(&answer, "token_type", value_text("Bearer"));
        member(&answer, "expires_in", value_int(TOKEN_SECONDS));
        exchange_answer_json(exchange, MHD_HTTP_OK, answer);
    } else {
        member(&answer, "error", value_text("invalid_grant"));
        exchange_answer_json(exchange, MHD_HTTP_BAD_REQUEST, answer);
    }
}

/* The client authenticates by Basic. */
static void oauth_client(struct exchange *exchange)
{
    char *secret = NULL, *id = MHD_basic_auth_get_username_password(exchange->connection, &secret);

    oauth_answer(exchange, id, secret);
    MHD_free(id);
    MHD_free(secret);
}

/* The password grant and the client credentials grant of OAuth 2.0 (RFC 6749 sections 4.3 and 4.4). */
void account_oauth_token(struct exchange *exchange)
{
    value form = exchange_form(exchange);
    const char *grant = member_text(form, "grant_type");

    if (grant && strcmp(grant, "client_credentials") == 0)
        oauth_client(exchange);
    else
        oauth_answer(exchange, member_text(form, "username"), member_text(form, "password"));
    value_release(form);
}
