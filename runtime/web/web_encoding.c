#include "runtime/web/web_encoding.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    WORTH_IT = 1024,       /* bytes; a smaller body fits into a packet or two */
    GZIP_WINDOW = 15 + 16, /* zlib's way to say gzip */
    LEVEL = 1,             /* the control thread has other things to do */
};

bool web_accepts_gzip(const char *accept_encoding)
{
    const char *at = accept_encoding ? strcasestr(accept_encoding, "gzip") : NULL;
    const char *weight = at ? at + 4 + strspn(at + 4, " ;") : NULL;

    return at && (strncasecmp(weight, "q=", 2) != 0 || strtod(weight + 2, NULL) > 0);
}

static bool gzip(const struct buffer *text, struct buffer *out)
{
    z_stream stream = {.next_in = (Bytef *)text->data, .avail_in = (uInt)text->length};
    size_t most;
    bool is_done = false;

    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    most = deflateBound(&stream, text->length);
    stream.next_out = (Bytef *)buffer_reserve(out, most);
    stream.avail_out = (uInt)most;
    if (stream.next_out)
        is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    if (is_done)
        buffer_commit(out, stream.total_out);
    deflateEnd(&stream);
    return is_done;
}

void web_answer_compress(const struct web_request *request, struct web_answer *answer)
{
    struct buffer compressed = {0};

    if (answer->fixed || answer->stream.read || answer->body.length < WORTH_IT)
        return;
    if (!web_answer_has(answer, "Vary"))
        web_answer_header(answer, "Vary", "Accept-Encoding");
    if (!web_accepts_gzip(web_request_header(request, "Accept-Encoding")) ||
        !gzip(&answer->body, &compressed))
        return;
    buffer_free(&answer->body);
    answer->body = compressed;
    web_answer_header(answer, "Content-Encoding", "gzip");
}

void web_gunzip(const void *bytes, size_t length, struct buffer *out)
{
    z_stream stream = {.next_in = (Bytef *)bytes, .avail_in = (uInt)length};
    char piece[4096];
    int result = inflateInit2(&stream, GZIP_WINDOW);

    while (result == Z_OK) {
        stream.next_out = (Bytef *)piece;
        stream.avail_out = sizeof piece;
        result = inflate(&stream, Z_NO_FLUSH);
        buffer_append(out, piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
}
