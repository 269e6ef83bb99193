#include "runtime/base/alloc.h"
#include "runtime/target/delays.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/target_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 100000, BLOCK = 32 << 10, CLOSE_AFTER = 200 };
#define BYTES_MAX ((int64_t)1 << 30)

/* A body of numbered lines. libmicrohttpd sends each line as a chunk. */
struct stream {
    struct exchange *exchange;
    int64_t sent, pieces;
    nanos interval; /* between pieces */
    instant due;    /* when the next piece is due */
};

/* True if the next piece isn't due yet; the connection is suspended until then. */
static bool stream_waits(struct stream *stream)
{
    struct exchange *exchange = stream->exchange;
    return instant_before(clock_now(), stream->due) &&
           delays_suspend(exchange->target->delays, exchange->connection, stream->due);
}

static ssize_t stream_read(void *context, uint64_t position, char *out, size_t size)
{
    struct stream *stream = context;
    (void)position;
    if (stream->sent == stream->pieces)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (stream_waits(stream))
        return 0;
    stream->due = instant_add(clock_now(), stream->interval);
    return snprintf(out, size, "piece %lld\n", (long long)++stream->sent);
}

static void stream_answer(struct exchange *exchange, int64_t pieces, nanos interval)
{
    struct stream *stream = mem_zalloc(1, sizeof *stream);
    *stream = (struct stream){exchange, 0, pieces, interval, instant_add(clock_now(), interval)};
    exchange_answer(
        exchange, MHD_HTTP_OK,
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, stream_read, stream, mem_free));
    exchange_answer_header(exchange, "Content-Type", "text/plain");
}

void stream_chunked(struct exchange *exchange)
{
    stream_answer(exchange, exchange_query_int(exchange, "n", 10, 0, PIECES_MAX), 0);
}

void stream_slow(struct exchange *exchange)
{
    int64_t milliseconds = exchange_query_int(exchange, "interval", 100, 0, 60000);
    stream_answer(exchange, exchange_query_int(exchange, "n", 10, 0, PIECES_MAX),
                  milliseconds * NANOS_PER_MS);
}

static ssize_t close_read(void *context, uint64_t position, char *out, size_t size)
{
    (void)context;
    if (position >= CLOSE_AFTER)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t length = size < CLOSE_AFTER - position ? size : (size_t)(CLOSE_AFTER - position);
    memset(out, '.', length);
    return (ssize_t)length;
}

/* Announces ten times as many bytes as it sends, then closes the connection. */
void stream_close(struct exchange *exchange)
{
    exchange_answer(exchange, MHD_HTTP_OK,
                    MHD_create_response_from_callback(CLOSE_AFTER * 10, BLOCK, close_read, NULL, NULL));
    exchange_answer_header(exchange, "Content-Type", "text/plain");
}

static ssize_t bytes_read(void *context, uint64_t position, char *out, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++)
        out[i] = (char)((position + i) * 2654435761U >> 24);
    return (ssize_t)size;
}

/* The same bytes for each request, with all byte values. */
void stream_bytes(struct exchange *exchange)
{
    int64_t count;
    if (!exchange_segment_int(exchange, 1, 0, BYTES_MAX, &count))
        return;
    exchange_answer(exchange, MHD_HTTP_OK,
                    MHD_create_response_from_callback((uint64_t)count, BLOCK, bytes_read, NULL, NULL));
    exchange_answer_header(exchange, "Content-Type", "application/octet-stream");
}
