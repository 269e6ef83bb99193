/* A user's easy handle with all that goes with it. Private to the files that make up http_curl. */
#ifndef SWARM_NET_CURL_CURL_HANDLE_H
#define SWARM_NET_CURL_CURL_HANDLE_H

#include "runtime/base/buffer.h"
#include "runtime/net/curl/curl_loop.h"
#include "runtime/net/http/http_backend.h"

#include <curl/curl.h>

/* What goes out apart from a request line. */
enum curl_shape { CURL_SHAPE_BARE, CURL_SHAPE_HEAD, CURL_SHAPE_BODY };

/* What the handle was told last, so that only what changes is said again: libcurl copies each text. */
struct curl_told {
    char *url;
    bool raw;
    bool socket;  /* the host is a unix socket */
    char *method; /* NULL: what libcurl calls the shape by itself */
    enum curl_shape shape;
    char *cookie;
    struct curl_lines *lines; /* headers */
    uint32_t addresses;       /* the serial of http_addresses */
    bool credentials;
    long http_version;
};

struct curl_handle {
    CURL *easy;
    CURLSH *share; /* the user's connections */
    struct http_curl *curl;
    const struct http_backend_events *events;
    struct http_exchange *exchange;
    struct curl_sockets sockets;
    struct curl_told told;
    struct curl_slist resolve; /* the one entry of CURLOPT_RESOLVE; its text is owned */
    size_t place;              /* in the list of all handles: see http_curl.c */
    bool is_running;
    bool is_lost; /* libcurl failed: to be ended in the next turn */

    /* The answer as far as it came. */
    instant begun;         /* when the transfer was handed over */
    uint64_t header_bytes; /* of all header blocks, on the wire */
    int status;
    long sent_before;       /* bytes of requests that had gone out when it began */
    bool resent;            /* this is the second try; see curl_resend.c */
    bool in_headers;        /* between a status line and its blank line */
    enum net_error stopped; /* why one of our callbacks ended the transfer; NET_OK: none did */
    char error[CURL_ERROR_SIZE];
};

/* ---- curl_request.c: a request as options of the handle ---- */

/* Of handle->exchange. `scratch` is any buffer, used while it runs. False when the URL is none. */
bool curl_request_tell(struct curl_handle *handle, struct buffer *scratch);
void curl_told_free(struct curl_told *told);

/* Sets *told to a copy of the text, which may be NULL; false when it was that already. */
bool curl_told_is_new(char **told, const char *text);

/* ---- curl_target.c: where it goes ---- */

bool curl_target_tell(struct curl_handle *handle, const struct http_request *request, struct buffer *scratch);

/* Has libcurl connect to the addresses of the exchange instead of resolving the host. */
void curl_target_addresses(struct curl_handle *handle);

/* ---- curl_lines.c: header lines for libcurl ---- */

/* A list that libcurl can read, in one piece of memory. */
struct curl_lines {
    struct curl_slist *first; /* NULL: none */
    size_t length;            /* of the text */
    char *text;               /* the lines, each with its NUL */
};

/* Appends the lines of the exchange's request in libcurl's notation, each with its NUL. */
void curl_lines_write(const struct http_exchange *exchange, struct buffer *out);

/* A list of written lines; the caller frees it with mem_free. */
struct curl_lines *curl_lines_new(const struct buffer *written);

/* ---- curl_answer.c: what comes back ---- */

/* Forgets the last answer and has libcurl give the next one to this handle. */
void curl_answer_prepare(struct curl_handle *handle);
void curl_answer_begin(struct curl_handle *handle);

/* Completes the exchange's draft; `result` is the transfer's. */
void curl_answer_finish(struct curl_handle *handle, CURLcode result);

/* ---- curl_resend.c: when a request goes out again because a kept connection had been closed ---- */

/* For the handle's sockets. */
bool curl_resend_may_open(struct curl_sockets *sockets);

/* Whether the transfer that ended with `result` is to be begun anew. */
bool curl_resend_wanted(const struct curl_handle *handle, CURLcode result);

/* ---- curl_error.c ---- */

/* What the end of a transfer means. */
enum net_error curl_error_of(const struct curl_handle *handle, CURLcode result);

#endif
