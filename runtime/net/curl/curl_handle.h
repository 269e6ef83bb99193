/* The easy handle of a user, and its state. For the files of the backend (http_curl.h) only. */
#ifndef SWARM_NET_CURL_CURL_HANDLE_H
#define SWARM_NET_CURL_CURL_HANDLE_H

#include "runtime/base/buffer.h"
#include "runtime/net/curl/curl_loop.h"
#include "runtime/net/http/http_backend.h"

#include <curl/curl.h>

/* The kinds of requests that libcurl distinguishes: GET, HEAD, or with a body. */
enum curl_shape { CURL_SHAPE_BARE, CURL_SHAPE_HEAD, CURL_SHAPE_BODY };

/* The current options of the handle. Only changed options are set again, because libcurl copies each text. */
struct curl_applied {
    char *url;
    bool raw;
    bool socket;  /* the host is a unix socket */
    char *method; /* NULL: the one that libcurl uses for the shape */
    enum curl_shape shape;
    char *cookie;
    struct curl_headers *headers;
    uint32_t addresses; /* the serial of http_addresses */
    bool credentials;
    long http_version;
};

/* Values of responses that are the same for all responses of a connection; owned. */
struct curl_origin {
    value peer; /* "127.0.0.1:80", of the next two */
    char address[64];
    long port;
    value certificate;    /* of `seen` */
    struct x509_st *seen; /* the certificate of the last connection with TLS; owned */
    bool is_secure;       /* the response that is being received came by TLS */
};

struct curl_handle {
    CURL *easy;
    CURLSH *share; /* the user's connections */
    struct http_curl *curl;
    const struct http_backend_events *events;
    struct http_exchange *exchange;
    struct curl_sockets sockets;
    struct curl_applied applied;
    struct curl_origin origin;
    struct curl_slist resolve; /* the only entry of CURLOPT_RESOLVE; its text is owned */
    size_t place;              /* in the list of all handles: see http_curl.c */
    bool is_running;
    bool is_lost; /* libcurl failed: the exchange ends in the next turn */

    /* The response received so far. */
    instant begun;         /* when the transfer was passed to libcurl */
    uint64_t header_bytes; /* of all header blocks, on the wire */
    int status;
    long sent_before;       /* bytes of requests sent before the transfer began */
    bool resent;            /* this is the second attempt; see curl_resend.c */
    bool in_headers;        /* between a status line and its blank line */
    enum net_error stopped; /* why one of our callbacks ended the transfer; NET_OK: none did */
    char error[CURL_ERROR_SIZE];
};

/* ---- curl_request.c: a request as options of the handle ---- */

/* Sets the options for handle->exchange. `scratch` is any buffer; it is overwritten. False: the URL is
 * invalid. */
bool curl_request_apply(struct curl_handle *handle, struct buffer *scratch);
void curl_applied_free(struct curl_applied *applied);

/* Sets *applied to a copy of the text, which may be NULL. False: it is the same text already. */
bool curl_applied_changes(char **applied, const char *text);

/* ---- curl_target.c: URL, raw target, unix socket, addresses ---- */

/* As curl_request_apply. */
bool curl_target_apply(struct curl_handle *handle, const struct http_request *request,
                       struct buffer *scratch);

/* Makes libcurl connect to the addresses of the exchange instead of resolving the host. */
void curl_target_addresses(struct curl_handle *handle);

/* ---- curl_headers.c: header lines for libcurl ---- */

/* A list for CURLOPT_HTTPHEADER, in one allocation. */
struct curl_headers {
    struct curl_slist *first; /* NULL: none */
    size_t length;            /* of the text */
    char *text;               /* the lines, each with its NUL */
};

/* Appends the header lines of the request in the notation of libcurl, each followed by a NUL. */
void curl_headers_write(const struct http_exchange *exchange, struct buffer *out);

/* Creates a list from these lines. The caller frees it with mem_free. */
struct curl_headers *curl_headers_new(const struct buffer *written);

/* ---- curl_answer.c: responses ---- */

/* Prepare: sets the callbacks of a new handle. Begin: clears the last response. */
void curl_answer_prepare(struct curl_handle *handle);
void curl_answer_begin(struct curl_handle *handle);

/* Completes the draft of the exchange. `result` is the result of the transfer. */
void curl_answer_finish(struct curl_handle *handle, CURLcode result);

/* ---- curl_origin.c: version, address and certificate of the server ---- */

/* Called when a header block begins: only then the connection of the transfer can be asked. */
void curl_origin_note(struct curl_handle *handle);

/* Sets version, peer and certificate of the draft; the values are borrowed from the handle. */
void curl_origin_read(struct curl_handle *handle, struct http_response *draft);
void curl_origin_free(struct curl_handle *handle);

/* ---- curl_kept.c: how long a connection may be kept ---- */

/* A transfer has ended: its connection with that socket (CURL_SOCKET_BAD: it is closed) may be used again
 * until shortly before the server closes it. */
void curl_kept_note(struct curl_handle *handle, curl_socket_t socket);

/* ---- curl_resend.c: sends a request again if a kept connection had been closed ---- */

/* See curl_sockets. */
bool curl_resend_may_open(struct curl_sockets *sockets);

/* Whether the transfer, which ended with `result`, has to start again. */
bool curl_resend_wanted(const struct curl_handle *handle, CURLcode result);

/* ---- curl_error.c ---- */

/* The error of a transfer that ended with `result`. */
enum net_error curl_error_of(const struct curl_handle *handle, CURLcode result);

/* What OpenSSL says about a TLS error (response.reason). */
const char *curl_error_reason(const struct curl_handle *handle, enum net_error error);

#endif
