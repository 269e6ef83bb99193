#include "runtime/text/data_file.h"

#include "runtime/base/count_of.h"
#include "runtime/base/file.h"
#include "runtime/base/utf8.h"
#include "runtime/text/charset.h"
#include "runtime/text/csv.h"
#include "runtime/text/json.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    PIECE = 64 << 10, /* bytes that are decompressed at a time, at least */
    GZIP = 15 + 16,   /* windowBits of zlib */
    SHOWN_MOST = 12,  /* bytes of a field before those that aren't text, in a message */
};

static bool data_fail(struct data_error *error, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool data_fail(struct data_error *error, size_t line, const char *format, ...)
{
    va_list arguments;

    error->line = line;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- compressed files ---- */

static bool has_start(const struct buffer *bytes, const char *start, size_t length)
{
    return bytes->length >= length && memcmp(bytes->data, start, length) == 0;
}

static int member_inflate(z_stream *stream, struct buffer *out)
{
    int result = Z_OK;

    while (result == Z_OK && out->length <= DATA_FILE_MAX) {
        size_t room = out->length < PIECE ? PIECE : out->length;
        char *place = buffer_reserve(out, room);

        stream->next_out = (Bytef *)place;
        stream->avail_out = (uInt)room;
        result = inflate(stream, Z_NO_FLUSH);
        buffer_commit(out, (size_t)((char *)stream->next_out - place));
    }
    return result;
}

/* A file has one or more members (RFC 1952 section 2.2). gzip(1) ignores what follows the last one, too. */
static bool gunzip(struct buffer *bytes, struct data_error *error)
{
    z_stream stream = {.next_in = (Bytef *)bytes->data, .avail_in = (uInt)bytes->length};
    struct buffer out = {0};
    int result = inflateInit2(&stream, GZIP);

    do
        result = result == Z_OK ? member_inflate(&stream, &out) : result;
    while (result == Z_STREAM_END && stream.avail_in >= 2 && stream.next_in[0] == 0x1f &&
           stream.next_in[1] == 0x8b && (result = inflateReset(&stream)) == Z_OK);
    inflateEnd(&stream);
    buffer_free(bytes);
    *bytes = out;
    if (out.length > DATA_FILE_MAX)
        return data_fail(error, 0, "the file is too large");
    return result == Z_STREAM_END || data_fail(error, 0, "its gzip data is damaged or ends too early");
}

static bool name_ends(const char *path, const char *end)
{
    size_t length = strlen(path), end_length = strlen(end);

    return length >= end_length && strcasecmp(path + length - end_length, end) == 0;
}

static bool decompress(const char *path, struct buffer *bytes, struct data_error *error)
{
    static const struct {
        const char *start;
        size_t length;
        const char *what;
    } others[] = {
        {"PK\3\4", 4, "a ZIP archive, as .xlsx files are; save the table as CSV"},
        {"\xfd"
         "7zXZ",
         5, "compressed with xz; only gzip can be read"},
        {"BZh", 3, "compressed with bzip2; only gzip can be read"},
        {"\x28\xb5\x2f\xfd", 4, "compressed with zstd; only gzip can be read"},
        {"\xd0\xcf\x11\xe0", 4, "an old Office document; save the table as CSV"},
    };

    if (has_start(bytes, "\x1f\x8b", 2))
        return gunzip(bytes, error);
    if (name_ends(path, ".gz"))
        return data_fail(error, 0, "its name ends with .gz, but it isn't compressed with gzip");
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (has_start(bytes, others[i].start, others[i].length))
            return data_fail(error, 0, "it is %s", others[i].what);
    return true;
}

/* ---- encodings ---- */

static bool is_bytes(const char *encoding)
{
    return encoding && strcasecmp(encoding, DATA_FILE_BYTES) == 0;
}

bool data_encoding_is_known(const char *encoding)
{
    char name[CHARSET_NAME_MOST];

    return is_bytes(encoding) || charset_find(encoding, strlen(encoding), name);
}

/* The name of the column, owned by the caller; none: it is in the header, or unknown. */
static value column_name(const struct buffer *text, const struct data_format *format,
                         const struct csv_place *place)
{
    struct csv_error ignored;
    value columns, name = value_none();

    if (place->line > 1 &&
        csv_decode_header(text->data, text->length, format->delimiter, &columns, &ignored)) {
        if (value_list_get(columns, (int64_t)place->column, &name))
            name = value_copy(name);
        value_release(columns);
    }
    return name;
}

/* The last characters before the byte, to find it by. */
static struct slice text_before(const struct buffer *text, size_t field)
{
    size_t start = text->length - field > SHOWN_MOST ? text->length - SHOWN_MOST : field;

    while (start < text->length &&
           (text->data[start] == '"' || ((unsigned char)text->data[start] & 0xc0) == 0x80))
        start++;
    return (struct slice){buffer_text(text) + start, text->length - start};
}

/* `text` is what could be decoded, up to `byte`. */
static bool encoding_fail(const struct buffer *text, const struct data_format *format, const char *name,
                          unsigned char byte, struct data_error *error)
{
    bool is_csv = format->source == DATA_CSV;
    struct csv_place place =
        csv_place_of_end(buffer_text(text), text->length, is_csv ? format->delimiter : '\n');
    value column = is_csv ? column_name(text, format, &place) : value_none();
    struct slice before = text_before(text, place.field);
    struct buffer where = {0};

    if (column.type == VALUE_STRING)
        buffer_printf(&where, "column `%.60s`: ", column.as.string->bytes);
    buffer_printf(&where, "the byte 0x%02x", byte);
    if (before.length > 0)
        buffer_printf(&where, " after `%.*s`", (int)before.length, before.bytes);
    data_fail(error, place.line, "%s isn't text in %s", buffer_text(&where), name);
    error->is_encoding = true;
    value_release(column);
    buffer_free(&where);
    return false;
}

/* Replaces the bytes by text in UTF-8. */
static bool decode(struct buffer *bytes, const struct data_format *format, struct data_error *error)
{
    struct buffer text = {0};
    char found[CHARSET_NAME_MOST];
    const char *name, *told = format->encoding ? format->encoding : "UTF-8";
    size_t mark, count, rest;
    unsigned char byte = 0;

    name = charset_of_mark(buffer_text(bytes), bytes->length, &mark);
    if (name)
        told = name;
    else if (format->encoding && charset_find(format->encoding, strlen(format->encoding), found))
        name = found;
    if ((!name || charset_is_utf8(name)) && utf8_valid(buffer_text(bytes), bytes->length))
        return true;
    rest = bytes->length - mark;
    count = charset_decode(name ? name : "utf-8", buffer_text(bytes) + mark, rest, &text);
    if (count < rest)
        byte = (unsigned char)bytes->data[mark + count];
    buffer_free(bytes);
    *bytes = text;
    return count == rest || encoding_fail(bytes, format, told, byte, error);
}

static bool text_check(const struct buffer *text, struct data_error *error)
{
    if (!text->data || !memchr(text->data, '\0', text->length))
        return true;
    return data_fail(error, 0,
                     "it contains NUL bytes, so it isn't text; if it is UTF-16, write "
                     "`encoding \"utf-16le\"`");
}

static bool text_read(const char *path, const struct data_format *format, struct buffer *text,
                      struct data_error *error)
{
    const char *wrong = file_read(path, DATA_FILE_MAX, text);

    *error = (struct data_error){0};
    if (wrong)
        return data_fail(error, 0, "%s", wrong);
    if (!decompress(path, text, error))
        return false;
    return is_bytes(format->encoding) || (decode(text, format, error) && text_check(text, error));
}

/* ---- rows ---- */

static bool csv_rows(const struct buffer *text, char delimiter, value *rows, struct data_error *error)
{
    struct csv_error wrong;

    return csv_decode(buffer_text(text), text->length, delimiter, rows, &wrong) ||
           data_fail(error, wrong.line, "%s", wrong.text);
}

static size_t line_of(const char *text, size_t offset)
{
    size_t line = 1;

    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

static size_t mark_length(const struct buffer *text)
{
    return has_start(text, "\xef\xbb\xbf", 3) ? 3 : 0;
}

static bool json_rows(const struct buffer *text, value *rows, struct data_error *error)
{
    const char *start = buffer_text(text) + mark_length(text);
    struct json_error wrong;

    if (!json_decode(start, text->length - mark_length(text), rows, &wrong))
        return data_fail(error, line_of(start, wrong.offset), "%s", wrong.text);
    if (rows->type == VALUE_LIST)
        return true;
    data_fail(error, 0, "rows of data are the items of a list, and this is of type %s",
              value_type_name(rows->type));
    value_release(*rows);
    *rows = value_none();
    return false;
}

/* Lines end with LF or CRLF. */
static void line_rows(const struct buffer *text, value *rows)
{
    const char *next = buffer_text(text) + mark_length(text), *end = buffer_text(text) + text->length;

    *rows = value_list(0);
    while (next < end) {
        const char *stop = memchr(next, '\n', (size_t)(end - next));
        size_t length = (size_t)((stop ? stop : end) - next);
        size_t kept = length > 0 && next[length - 1] == '\r' ? length - 1 : length;

        if (kept > 0)
            value_list_append(rows, value_string(next, kept));
        next += length + 1;
    }
}

static bool rows_of(const struct buffer *text, const struct data_format *format, value *rows,
                    struct data_error *error)
{
    switch (format->source) {
    case DATA_CSV: return csv_rows(text, format->delimiter, rows, error);
    case DATA_JSON: return json_rows(text, rows, error);
    case DATA_LINES: line_rows(text, rows); break;
    }
    return true;
}

bool data_file_rows(const char *path, const struct data_format *format, value *rows, struct data_error *error)
{
    struct buffer text = {0};
    bool is_good;

    *rows = value_none();
    is_good = text_read(path, format, &text, error) && rows_of(&text, format, rows, error);
    buffer_free(&text);
    if (is_good && rows->as.list->count == 0) {
        value_release(*rows);
        *rows = value_none();
        return data_fail(error, 0, "there is no row of data in it");
    }
    return is_good;
}

bool data_file_columns(const char *path, const struct data_format *format, value *columns,
                       struct data_error *error)
{
    struct buffer text = {0};
    struct csv_error wrong;
    bool is_good;

    *columns = value_none();
    is_good = text_read(path, format, &text, error);
    if (is_good && !csv_decode_header(buffer_text(&text), text.length, format->delimiter, columns, &wrong))
        is_good = data_fail(error, wrong.line, "%s", wrong.text);
    buffer_free(&text);
    return is_good;
}
