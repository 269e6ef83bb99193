/* What `swarm try` shows, file by file: try_view.c lines and what isn't a request, try_exchange.c requests
 * and their answers as they go over the wire, try_tcp.c connect, send and receive, try_body.c bodies,
 * try_secret.c what must not be shown of them, try_curl.c requests as command lines. All goes to standard
 * output. */
#ifndef SWARM_CLI_TRY_TRY_VIEW_H
#define SWARM_CLI_TRY_TRY_VIEW_H

#include "runtime/base/buffer.h"
#include "runtime/model/client_settings.h"
#include "runtime/net/transport.h"
#include "runtime/vm/vm.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much is shown: each -v adds one. */
enum try_detail {
    TRY_SHORT, /* the headers that say something, the beginning of bodies */
    TRY_WHOLE, /* all headers, whole bodies */
    TRY_EXACT, /* heads and bodies as they went over the wire, nothing arranged; the connection */
};

enum try_color { TRY_PLAIN, TRY_GOOD, TRY_BAD, TRY_BOLD, TRY_DIM };

/* The request that is on its way. */
struct try_exchange {
    const struct http_request *request; /* stays until its answer */
    bool is_shown;                      /* what went out was shown */
    struct buffer sent;                 /* the last head that went out, of a redirect as well */
    struct buffer received;             /* the head that came for it, as far as it came */
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

/* Prints the text in a line of its own and frees it: secrets masked, and nothing in it that could steer the
 * terminal. */
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

/* What libcurl sends and receives, while it does. */
void try_wire(struct try_view *view, enum http_wire kind, const char *bytes, size_t length);

void try_exchange_free(struct try_exchange *exchange);

/* Walks the lines of a head behind its first one; false at the end. *at is 0 at first. */
struct try_header {
    const char *name, *text;
    size_t name_length, text_length;
};
bool try_header_next(const struct buffer *head, size_t *at, struct try_header *header);

/* ---- try_tcp.c ---- */

/* What is about to be done with a connection, bytes as text and in hexadecimal numbers where they are none.
 */
void try_tcp(const struct try_view *view, const struct tcp_request *tcp);

/* What came of it; `response` NULL: nothing to report. */
void try_tcp_done(const struct try_view *view, const struct tcp_request *tcp,
                  const struct response *response);

/* ---- try_body.c ---- */

/* Prints a body, JSON arranged in lines; nothing for an empty one. */
void try_body(const struct try_view *view, const char *body, size_t length);

/* ---- try_secret.c ---- */

/* Whether a header, field, parameter or variable of that name holds what must not be shown: passwords,
 * tokens, keys, cookies. */
bool try_name_is_secret(const char *name, size_t length);

/* Remembers the secrets in it (mask_add), so that they are masked wherever they turn up from then on. */
void try_secrets_of_request(const struct http_request *request);
void try_secrets_of_head(const struct buffer *head);
void try_secrets_of_body(const char *body, size_t length);

/* The header's value with what is secret in it as "***": the scheme of an Authorization and the names of
 * cookies stay. */
void try_header_masked(const struct try_header *header, struct buffer *out);

/* ---- try_curl.c ---- */

/* Prints the request as a command line of curl, with what went out for it (`head`). */
void try_curl(const struct try_view *view, const struct http_request *request, const struct buffer *head);

#endif
