#include "runtime/net/http/content_coding.h"

#include "runtime/base/count_of.h"
#include "runtime/model/http_response.h"

#include <brotli/decode.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

enum {
    CODINGS_MOST = 5, /* as in libcurl */
    PIECE = 16 << 10, /* bytes that are decoded at a time, at least */
    GZIP = 15 + 16,   /* windowBits of zlib */
    ZLIB = 15,
    DEFLATE = -15,
};

/* Room for so many more bytes; doubles what is there. */
static char *room_reserve(struct buffer *out, size_t *room)
{
    *room = out->length < PIECE ? PIECE : out->length;
    return buffer_reserve(out, *room);
}

/* ---- gzip and deflate ---- */

/* Decodes until the end of a stream or of the input. */
static enum net_error stream_decode(z_stream *stream, size_t most, struct buffer *out)
{
    int result = Z_OK;

    while (result == Z_OK) {
        size_t room;
        char *place = room_reserve(out, &room);

        stream->next_out = (Bytef *)place;
        stream->avail_out = (uInt)(room < UINT32_MAX ? room : UINT32_MAX);
        result = inflate(stream, Z_NO_FLUSH);
        buffer_commit(out, (size_t)((char *)stream->next_out - place));
        if (out->length > most)
            return NET_ERROR_BODY_TOO_LARGE;
    }
    return result == Z_STREAM_END ? NET_OK : NET_ERROR_ENCODING;
}

static bool starts_member(const z_stream *stream)
{
    return stream->avail_in >= 2 && stream->next_in[0] == 0x1f && stream->next_in[1] == 0x8b;
}

/* RFC 1952 section 2.2: a file has one or more members. Some servers fill the rest with zeros. */
static bool next_member(z_stream *stream)
{
    while (stream->avail_in > 0 && *stream->next_in == 0) {
        stream->next_in++;
        stream->avail_in--;
    }
    return starts_member(stream) && inflateReset(stream) == Z_OK;
}

static enum net_error streams_decode(const struct buffer *in, int format, size_t most, struct buffer *out)
{
    z_stream stream = {.next_in = (Bytef *)in->data, .avail_in = (uInt)in->length};
    enum net_error error;

    buffer_clear(out);
    if (in->length > UINT32_MAX)
        return NET_ERROR_BODY_TOO_LARGE;
    if (inflateInit2(&stream, format) != Z_OK)
        return NET_ERROR_OTHER;
    do
        error = stream_decode(&stream, most, out);
    while (!error && format == GZIP && next_member(&stream));
    inflateEnd(&stream);
    return error;
}

static enum net_error gzip_decode(const struct buffer *in, size_t most, struct buffer *out)
{
    return streams_decode(in, GZIP, most, out);
}

/* `deflate` means the zlib format, but some servers send the bare data (RFC 9110 section 8.4.1.2). */
static enum net_error deflate_decode(const struct buffer *in, size_t most, struct buffer *out)
{
    enum net_error error = streams_decode(in, ZLIB, most, out);

    return error == NET_ERROR_ENCODING ? streams_decode(in, DEFLATE, most, out) : error;
}

/* ---- brotli and zstd ---- */

static enum net_error brotli_decode(const struct buffer *in, size_t most, struct buffer *out)
{
    BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    const uint8_t *next = (const uint8_t *)in->data;
    size_t left = in->length;

    buffer_clear(out);
    while (state && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->length <= most) {
        size_t room, before;
        uint8_t *place = (uint8_t *)room_reserve(out, &room);

        before = room;
        result = BrotliDecoderDecompressStream(state, &left, &next, &room, &place, NULL);
        buffer_commit(out, before - room);
    }
    BrotliDecoderDestroyInstance(state);
    if (out->length > most)
        return NET_ERROR_BODY_TOO_LARGE;
    return result == BROTLI_DECODER_RESULT_SUCCESS ? NET_OK : NET_ERROR_ENCODING;
}

/* One frame after the other (RFC 8878 section 3.1). */
static enum net_error zstd_decode(const struct buffer *in, size_t most, struct buffer *out)
{
    ZSTD_DStream *stream = ZSTD_createDStream();
    ZSTD_inBuffer input = {in->data, in->length, 0};
    size_t result = 1;
    bool is_full = true;

    buffer_clear(out);
    while (!ZSTD_isError(result) && (input.pos < input.size || (result > 0 && is_full)) &&
           out->length <= most) {
        ZSTD_outBuffer output = {.dst = room_reserve(out, &output.size)};

        result = ZSTD_decompressStream(stream, &output, &input);
        is_full = output.pos == output.size;
        buffer_commit(out, output.pos);
    }
    ZSTD_freeDStream(stream);
    if (out->length > most)
        return NET_ERROR_BODY_TOO_LARGE;
    return result == 0 ? NET_OK : NET_ERROR_ENCODING;
}

/* ---- the list of codings ---- */

typedef enum net_error (*decoder)(const struct buffer *in, size_t most, struct buffer *out);

struct codings {
    decoder list[CODINGS_MOST]; /* in the order in which they were applied; NULL: an unknown one */
    size_t count;               /* may be larger than the list */
};

/* NULL: it isn't known. */
static decoder decoder_find(const char *name, size_t length)
{
    static const struct {
        const char *name;
        decoder decode;
    } known[] = {{"gzip", gzip_decode},
                 {"x-gzip", gzip_decode},
                 {"deflate", deflate_decode},
                 {"br", brotli_decode},
                 {"zstd", zstd_decode}};

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strlen(known[i].name) == length && strncasecmp(known[i].name, name, length) == 0)
            return known[i].decode;
    }
    return NULL;
}

static bool changes_nothing(const char *name, size_t length)
{
    return length == strlen("identity") && strncasecmp(name, "identity", length) == 0;
}

static void codings_add(struct codings *codings, const char *text, size_t length)
{
    for (const char *at = text, *end = text + length; at < end;) {
        size_t word;

        at += strspn(at, ", \t");
        word = strcspn(at, ", \t\r\n");
        if (at >= end || word == 0)
            return;
        if (!changes_nothing(at, word) && codings->count++ < CODINGS_MOST)
            codings->list[codings->count - 1] = decoder_find(at, word);
        at += word;
    }
}

/* From all headers of that name. */
static struct codings codings_find(const char *headers, size_t length)
{
    struct codings codings = {.count = 0};
    const char *text, *end = headers + length;
    size_t text_length;

    while (http_header_find(headers, (size_t)(end - headers), "Content-Encoding", &text, &text_length)) {
        codings_add(&codings, text, text_length);
        headers = text + text_length;
    }
    return codings;
}

enum net_error content_decode(const char *headers, size_t headers_length, size_t most, struct buffer *body,
                              struct buffer *scratch)
{
    struct codings codings;

    if (body->length == 0)
        return NET_OK;
    codings = codings_find(headers, headers_length);
    if (codings.count > CODINGS_MOST)
        return NET_ERROR_ENCODING;
    for (; codings.count > 0 && codings.list[codings.count - 1]; codings.count--) {
        enum net_error error = codings.list[codings.count - 1](body, most, scratch);
        struct buffer decoded = *scratch;

        if (error)
            return error;
        *scratch = *body;
        *body = decoded;
    }
    return NET_OK;
}
