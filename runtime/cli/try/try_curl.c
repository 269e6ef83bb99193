#include "runtime/base/count_of.h"
#include "runtime/cli/try/try_view.h"

#include "runtime/base/mask.h"
#include "runtime/base/utf8.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* For bodies of this size or more, curl sends `Expect: 100-continue`; swarm doesn't. */
#define BODY_ASKED_FOR ((size_t)1 << 20)

struct command {
    const struct try_view *view;
    struct buffer line;
    bool hides; /* a secret was masked */
};

/* ---- quoting for a POSIX shell ---- */

/* True for text that is safe between single quotes and survives copying from a terminal. */
static bool is_pasteable(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < ' ' && text[i] != '\n') || text[i] == 0x7f)
            return false;
    return utf8_valid(text, length);
}

static void quoted_append(struct buffer *line, const char *text, size_t length)
{
    buffer_append_char(line, '\'');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            buffer_append_text(line, "'\\''");
        else
            buffer_append_char(line, text[i]);
    }
    buffer_append_char(line, '\'');
}

/* Escapes the text for printf(1). Every shell supports octal escapes. */
static void octal_append(struct buffer *line, const char *text, size_t length)
{
    buffer_append_char(line, '\'');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < ' ' || c >= 0x7f || c == '\'' || c == '\\' || c == '%')
            buffer_printf(line, "\\%03o", c);
        else
            buffer_append_char(line, (char)c);
    }
    buffer_append_char(line, '\'');
}

static void masked(struct command *command, const char *text, size_t length, struct buffer *out)
{
    if (command->view->shows_secrets)
        buffer_append(out, text, length);
    else
        mask_apply(text, length, out);
    command->hides |= out->length != length || (length && memcmp(out->data, text, length) != 0);
}

static void word_append(struct command *command, const char *text, size_t length)
{
    struct buffer shown = {0};

    masked(command, text, length, &shown);
    buffer_append_char(&command->line, ' ');
    if (is_pasteable(buffer_text(&shown), shown.length)) {
        quoted_append(&command->line, buffer_text(&shown), shown.length);
    } else {
        buffer_append_text(&command->line, "\"$(printf ");
        octal_append(&command->line, buffer_text(&shown), shown.length);
        buffer_append_text(&command->line, ")\"");
    }
    buffer_free(&shown);
}

static void option_append(struct command *command, const char *option, const char *text)
{
    buffer_printf(&command->line, " %s", option);
    if (text)
        word_append(command, text, strlen(text));
}

/* ---- options of curl ---- */

static void method_append(struct command *command, const struct http_request *request)
{
    const char *own = request->body ? "POST" : "GET";

    if (strcmp(request->method, "HEAD") == 0)
        option_append(command, "--head", NULL);
    else if (strcmp(request->method, own) != 0 && !(strcmp(request->method, "POST") == 0 && !request->body))
        option_append(command, "-X", request->method);
}

static bool header_is(const struct try_header *header, const char *name)
{
    return strlen(name) == header->name_length && strncasecmp(header->name, name, header->name_length) == 0;
}

/* True for headers that curl sends by itself or that another option sets. */
static bool header_goes_without(const struct http_request *request, const struct try_header *header)
{
    static const char *const names[] = {"Content-Length", "Accept-Encoding", "Transfer-Encoding",
                                        "Connection",     "Upgrade",         "HTTP2-Settings"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (header_is(header, names[i]))
            return true;
    if (header_is(header, "Host"))
        return strstr(request->url, "://") &&
               strncmp(strstr(request->url, "://") + 3, header->text, header->text_length) == 0;
    if (header_is(header, "Accept"))
        return header->text_length == 3 && memcmp(header->text, "*/*", 3) == 0;
    return request->auth == HTTP_AUTH_DIGEST && header_is(header, "Authorization");
}

static void header_append(struct command *command, const struct try_header *header)
{
    bool is_cookie = header_is(header, "Cookie");
    struct buffer text = {0};
    size_t before;

    if (!is_cookie) {
        buffer_append(&text, header->name, header->name_length);
        buffer_append_text(&text, header->text_length ? ": " : ";");
    }
    before = text.length;
    if (command->view->shows_secrets)
        buffer_append(&text, header->text, header->text_length);
    else
        try_header_masked(header, &text);
    command->hides |=
        text.length - before != header->text_length ||
        (header->text_length && memcmp(text.data + before, header->text, header->text_length) != 0);
    buffer_append_text(&command->line, is_cookie ? " -b" : " -H");
    word_append(command, buffer_text(&text), text.length);
    buffer_free(&text);
}

static void headers_append(struct command *command, const struct http_request *request,
                           const struct buffer *head)
{
    struct try_header header;
    bool has_type = false, compressed = false;
    size_t at = 0;

    while (try_header_next(head, &at, &header)) {
        has_type |= header_is(&header, "Content-Type");
        compressed |= header_is(&header, "Accept-Encoding");
        if (!header_goes_without(request, &header))
            header_append(command, &header);
    }
    if (request->body && !has_type)
        option_append(command, "-H", "Content-Type:");
    if (request->body && request->body_length >= BODY_ASKED_FOR)
        option_append(command, "-H", "Expect:");
    if (compressed)
        option_append(command, "--compressed", NULL);
}

static void login_append(struct command *command, const struct http_request *request)
{
    struct buffer login = {0};

    if (request->auth != HTTP_AUTH_DIGEST)
        return;
    buffer_printf(&login, "%s:%s", request->auth_user, request->auth_secret);
    option_append(command, "--digest -u", buffer_text(&login));
    buffer_free(&login);
}

static void redirects_append(struct command *command, const struct http_request *request)
{
    uint32_t most =
        request->redirects == HTTP_REDIRECTS_DEFAULT ? command->view->client.redirects : request->redirects;

    if (most)
        buffer_printf(&command->line, " -L --max-redirs %u", most);
}

static void client_append(struct command *command, const struct http_request *request)
{
    const struct client_settings *client = &command->view->client;

    if (strncasecmp(request->url, "https:", 6) == 0) {
        if (!client->verify)
            option_append(command, "-k", NULL);
        if (client->ca)
            option_append(command, "--cacert", client->ca);
        if (client->cert)
            option_append(command, "--cert", client->cert);
        if (client->key)
            option_append(command, "--key", client->key);
    }
    if (client->proxy)
        option_append(command, "-x", client->proxy);
    for (const char *at = client->resolve; at && *at;
         at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
        buffer_append_text(&command->line, " --resolve");
        word_append(command, at, strcspn(at, ","));
    }
    if (client->http == CLIENT_HTTP_2)
        option_append(command,
                      strncasecmp(request->url, "https:", 6) == 0 ? "--http2" : "--http2-prior-knowledge",
                      NULL);
}

/* A POST without a body needs `Content-Length: 0` (RFC 9110 section 8.6). */
static void body_append(struct command *command, const struct http_request *request, bool is_piped)
{
    if (is_piped)
        option_append(command, "--data-binary @-", NULL);
    else if (request->body) {
        buffer_append_text(&command->line, " --data-raw");
        word_append(command, request->body, request->body_length);
    } else if (strcmp(request->method, "POST") == 0) {
        option_append(command, "-H 'Content-Type:' --data-raw", "");
    }
}

static void url_append(struct command *command, const struct http_request *request)
{
    if (strpbrk(request->url, "[]{}"))
        option_append(command, "-g", NULL);
    if (request->raw || strstr(request->url, "/."))
        option_append(command, "--path-as-is", NULL);
    word_append(command, request->url, strlen(request->url));
}

static void pipe_append(struct command *command, const struct http_request *request)
{
    struct buffer shown = {0};

    masked(command, request->body, request->body_length, &shown);
    buffer_append_text(&command->line, "printf ");
    octal_append(&command->line, buffer_text(&shown), shown.length);
    buffer_append_text(&command->line, " | ");
    buffer_free(&shown);
}

void try_curl(const struct try_view *view, const struct http_request *request, const struct buffer *head)
{
    struct command command = {.view = view};
    bool is_piped = request->body && !is_pasteable(request->body, request->body_length);

    if (is_piped)
        pipe_append(&command, request);
    buffer_append_text(&command.line, "curl");
    method_append(&command, request);
    headers_append(&command, request, head);
    login_append(&command, request);
    redirects_append(&command, request);
    client_append(&command, request);
    body_append(&command, request, is_piped);
    url_append(&command, request);
    if (command.hides)
        buffer_append_text(&command.line, "  # --show-secrets shows the values of ***");
    printf("%s\n", buffer_text(&command.line));
    buffer_free(&command.line);
}
