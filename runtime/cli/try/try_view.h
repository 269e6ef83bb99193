/* The output of `swarm try` on standard output. try_view.c prints lines and everything except requests,
 * try_exchange.c requests and responses as they are transmitted, try_tcp.c connect, send and receive,
 * try_body.c bodies, try_secret.c finds secrets in them, try_curl.c prints requests as command lines. */
#ifndef SWARM_CLI_TRY_TRY_VIEW_H
#define SWARM_CLI_TRY_TRY_VIEW_H

#include "runtime/base/buffer.h"
#include "runtime/model/client_settings.h"
#include "runtime/net/transport.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The level of detail; each -v adds one. */
enum try_detail {
    TRY_SHORT, /* the most informative headers, the beginning of bodies */
    TRY_WHOLE, /* all headers, complete bodies */
    TRY_EXACT, /* heads and bodies exactly as transmitted, without formatting; the connection */
};

enum try_color { TRY_PLAIN, TRY_GOOD, TRY_BAD, TRY_BOLD, TRY_DIM };

/* The request in flight. */
struct try_exchange {
    const struct http_request *request; /* valid until its response */
    bool is_shown;                      /* the sent head was shown */
    struct buffer sent;                 /* the last head that was sent, also after a redirect */
    struct buffer received;             /* the head of its response, as far as it was received */
};

struct try_view {
    bool has_color;
    bool shows_curl;
    bool shows_secrets;
    uint64_t detail; /* enum try_detail, or more */
    struct client_settings client;
    struct try_exchange exchange;
};

/* ---- try_view.c ---- */

/* Prints the text as a line and frees it. Secrets are masked, and control characters are escaped. */
void try_line(const struct try_view *view, enum try_color color, struct buffer *line);

/* "1 redirect", "2 redirects" */
void try_count(struct buffer *line, uint64_t count, const char *noun);

void try_begins(const struct try_view *view, const char *what);
void try_expectation(const struct try_view *view, const struct vm_event *event);
void try_capture(const struct try_view *view, const struct vm_event *event);
void try_report(const struct try_view *view, const struct vm_report *report);
void try_error(const struct try_view *view, const struct vm_error *error);
void try_log(const struct try_view *view, const char *text, size_t length);

/* ---- try_exchange.c ---- */

void try_request(struct try_view *view, const struct http_request *request);
void try_response(struct try_view *view, const struct http_request *request, const struct response *response);

/* Called for what libcurl sends and receives. */
void try_wire(struct try_view *view, enum http_wire kind, const char *bytes, size_t length);

void try_exchange_free(struct try_exchange *exchange);

/* Iterates over the lines of a head after its first line. *at is 0 at first. False: the end. */
struct try_header {
    const char *name, *text;
    size_t name_length, text_length;
};
bool try_header_next(const struct buffer *head, size_t *at, struct try_header *header);

/* ---- try_tcp.c ---- */

/* Prints an action on a connection before it starts. Bytes are printed as text, or in hexadecimal if they
 * aren't text. */
void try_tcp(const struct try_view *view, const struct tcp_request *tcp);

/* Prints its result. `response` NULL: nothing to report. */
void try_tcp_done(const struct try_view *view, const struct tcp_request *tcp,
                  const struct response *response);

/* ---- try_body.c ---- */

/* Prints a body; JSON is formatted. Prints nothing if it is empty. */
void try_body(const struct try_view *view, const char *body, size_t length);

/* ---- try_secret.c ---- */

/* Whether a header, field, parameter or variable of that name contains a secret: passwords, tokens, keys,
 * cookies. */
bool try_name_is_secret(const char *name, size_t length);

/* Add the secrets in it to the mask (mask_add), so that they are masked everywhere from then on. */
void try_secrets_of_request(const struct http_request *request);
void try_secrets_of_head(const struct buffer *head);
void try_secrets_of_body(const char *body, size_t length);

/* Appends the value of the header with "***" in place of secrets: the scheme of an Authorization and the
 * names of cookies stay. */
void try_header_masked(const struct try_header *header, struct buffer *out);

/* ---- try_curl.c ---- */

/* Prints the request as a curl command line, including what was sent for it (`head`). */
void try_curl(const struct try_view *view, const struct http_request *request, const struct buffer *head);

#endif
