#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"

#include <math.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    DELAY_MAX_SECONDS = 3600,
    WINDOW_ZLIB = 15,      /* "deflate" of HTTP is the zlib format (RFC 9110 section 8.4.1.2) */
    WINDOW_GZIP = 15 + 16, /* zlib.h: add 16 for gzip */
};

static void compress_into(const struct buffer *text, int window, struct buffer *out)
{
    z_stream stream = {0};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    size_t bound = deflateBound(&stream, text->length);
    stream.next_in = (Bytef *)text->data;
    stream.avail_in = (uInt)text->length;
    stream.next_out = (Bytef *)buffer_reserve(out, bound);
    stream.avail_out = (uInt)bound;
    deflate(&stream, Z_FINISH);
    buffer_commit(out, stream.total_out);
    deflateEnd(&stream);
}

/* A document that compresses well: the name of its encoding and a hundred lines. */
static void answer_compressed(struct exchange *exchange, const char *encoding, int window)
{
    value document = value_map(2), lines = value_list(100);
    struct buffer text = {0}, packed = {0};
    for (int i = 0; i < 100; i++)
        value_list_append(&lines, value_text("the same line again"));
    member(&document, "encoding", value_text(encoding));
    member(&document, "lines", lines);
    value_json(document, &text);
    value_release(document);
    compress_into(&text, window, &packed);
    buffer_free(&text);
    exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &packed);
    exchange_answer_header(exchange, "Content-Encoding", encoding);
}

void body_gzip(struct exchange *exchange)
{
    answer_compressed(exchange, "gzip", WINDOW_GZIP);
}

void body_deflate(struct exchange *exchange)
{
    answer_compressed(exchange, "deflate", WINDOW_ZLIB);
}

void body_delay(struct exchange *exchange)
{
    char *end;
    double seconds = strtod(exchange->segments[1], &end);
    if (*end || !isfinite(seconds) || seconds < 0 || seconds > DELAY_MAX_SECONDS) {
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "the delay must be 0 to 3600 seconds");
        return;
    }
    value answer = value_map(1);
    member(&answer, "delay", value_float(seconds));
    exchange->due = instant_add(exchange->due, (nanos)(seconds * (double)NANOS_PER_S));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

void body_status(struct exchange *exchange)
{
    int64_t status;
    if (!exchange_segment_int(exchange, 1, 200, 599, &status))
        return;
    if (status == MHD_HTTP_NO_CONTENT || status == MHD_HTTP_NOT_MODIFIED) {
        exchange_answer_empty(exchange, (unsigned)status);
        return;
    }
    value answer = value_map(1);
    member(&answer, "status", value_int(status));
    exchange_answer_json(exchange, (unsigned)status, answer);
}
