#include "runtime/target/exchange.h"

#include <string.h>

enum { FORM_MEMORY = 32 << 10 /* bytes for libmicrohttpd's parser; limits the header of a field */ };

/* Adds a piece of a file part: its name, type and length. */
static void add_file_piece(value *fields, const char *name, const char *filename, const char *type,
                           size_t length)
{
    value file, size;
    bool known = value_map_get(*fields, name, strlen(name), &file) && file.type == VALUE_MAP;
    file = known ? value_copy(file) : value_map(3);
    int64_t before = value_map_get(file, "size", 4, &size) ? size.as.integer : 0;
    member(&file, "filename", value_text(filename));
    member(&file, "content_type", type ? value_text(type) : value_none());
    member(&file, "size", value_int(before + (int64_t)length));
    member(fields, name, file);
}

/* Adds a piece of a text field. If a name occurs twice, the last value counts. */
static void add_text_piece(value *fields, const char *name, const char *bytes, uint64_t offset, size_t length)
{
    value before, piece = value_string(bytes, length), whole = value_none();
    if (offset && value_map_get(*fields, name, strlen(name), &before) && !value_add(before, piece, &whole)) {
        value_release(piece);
        piece = whole;
    }
    member(fields, name, piece);
}

static enum MHD_Result take_piece(void *context, enum MHD_ValueKind kind, const char *name,
                                  const char *filename, const char *type, const char *encoding,
                                  const char *bytes, uint64_t offset, size_t length)
{
    (void)kind, (void)encoding;
    if (filename)
        add_file_piece(context, name, filename, type, length);
    else
        add_text_piece(context, name, bytes, offset, length);
    return MHD_YES;
}

value exchange_form(struct exchange *exchange)
{
    value fields = value_map(4);
    struct MHD_PostProcessor *parser =
        MHD_create_post_processor(exchange->connection, FORM_MEMORY, take_piece, &fields);
    if (parser) {
        MHD_post_process(parser, buffer_text(&exchange->body), exchange->body.length);
        MHD_destroy_post_processor(parser);
    }
    return fields;
}
