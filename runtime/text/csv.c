#include "runtime/text/csv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS_MOST 4096 /* a file with more columns is refused */

struct csv_reader {
    const char *at, *end;
    char delimiter;
    size_t line; /* of `at`, from 1 */
    struct csv_error *error;
};

static bool csv_fail(struct csv_reader *reader, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool csv_fail(struct csv_reader *reader, size_t line, const char *format, ...)
{
    va_list arguments;

    reader->error->line = line;
    va_start(arguments, format);
    vsnprintf(reader->error->text, sizeof reader->error->text, format, arguments);
    va_end(arguments);
    return false;
}

/* The length of the line end at `at`: 1 or 2, or 0 if there is none. */
static size_t line_end(const struct csv_reader *reader, const char *at)
{
    if (at < reader->end && *at == '\n')
        return 1;
    if (at < reader->end && *at == '\r' && (at + 1 == reader->end || at[1] == '\n'))
        return at + 1 == reader->end ? 1 : 2;
    return 0;
}

static bool field_ends(const struct csv_reader *reader, const char *at)
{
    return at == reader->end || *at == reader->delimiter || line_end(reader, at);
}

/* ---- fields ---- */

static value plain_field_read(struct csv_reader *reader)
{
    const char *start = reader->at;

    while (!field_ends(reader, reader->at))
        reader->at++;
    return value_string(start, (size_t)(reader->at - start));
}

/* Reads quoted text, with `""` for a quote. Returns the position after the closing quote, or NULL. */
static const char *quotes_read(const char *at, const char *end, struct buffer *text)
{
    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));

        if (!quote)
            return NULL;
        buffer_append(text, at, (size_t)(quote - at));
        if (quote + 1 == end || quote[1] != '"')
            return quote + 1;
        buffer_append_char(text, '"');
        at = quote + 2;
    }
}

static size_t lines_count(const char *from, const char *to)
{
    size_t lines = 0;

    while (from < to && (from = memchr(from, '\n', (size_t)(to - from)))) {
        lines++;
        from++;
    }
    return lines;
}

static bool quoted_field_read(struct csv_reader *reader, value *field)
{
    const char *start = reader->at, *after;
    size_t start_line = reader->line;
    struct buffer text = {0};

    after = quotes_read(start + 1, reader->end, &text);
    if (after) {
        *field = value_string(text.data, text.length);
        reader->line += lines_count(start, after);
        reader->at = after;
    }
    buffer_free(&text);
    if (!after)
        return csv_fail(reader, start_line, "the quote that starts here is never closed");
    if (field_ends(reader, after))
        return true;
    value_release(*field);
    return csv_fail(reader, reader->line, "there is more text after a closing quote");
}

static bool field_read(struct csv_reader *reader, value *field)
{
    if (reader->at < reader->end && *reader->at == '"')
        return quoted_field_read(reader, field);
    *field = plain_field_read(reader);
    return true;
}

/* ---- rows ---- */

static void line_pass(struct csv_reader *reader)
{
    size_t length = line_end(reader, reader->at);

    reader->at += length;
    reader->line += length > 0;
}

static void empty_lines_pass(struct csv_reader *reader)
{
    while (line_end(reader, reader->at))
        line_pass(reader);
}

/* The fields of the next row as a list, which the caller owns even after an error. */
static bool row_read(struct csv_reader *reader, value *fields)
{
    value field;

    *fields = value_list(0);
    for (;;) {
        if (!field_read(reader, &field))
            return false;
        value_list_append(fields, field);
        if (reader->at == reader->end || *reader->at != reader->delimiter)
            break;
        reader->at++;
    }
    line_pass(reader);
    return true;
}

/* True if the column names can be keys of a map. */
static bool header_check(struct csv_reader *reader, value columns, size_t line)
{
    const struct list *names = columns.as.list;

    if (names->count > COLUMNS_MOST)
        return csv_fail(reader, line, "the header has more than %d columns", COLUMNS_MOST);
    for (uint32_t i = 0; i < names->count; i++) {
        const struct string *name = names->items[i].as.string;

        if (name->length == 0)
            return csv_fail(reader, line, "column %u of the header has no name", i + 1);
        for (uint32_t j = 0; j < i; j++) {
            if (value_equal(names->items[j], names->items[i]))
                return csv_fail(reader, line, "the header has two columns `%.100s`", name->bytes);
        }
    }
    return true;
}

static bool header_read(struct csv_reader *reader, value *columns)
{
    size_t line;

    *columns = value_none();
    empty_lines_pass(reader);
    line = reader->line;
    if (reader->at == reader->end)
        return csv_fail(reader, 0, "it is empty; the first row must contain the names of the columns");
    return row_read(reader, columns) && header_check(reader, *columns, line);
}

/* The row as a map. The lists are borrowed. */
static value row_map(const struct list *columns, const struct list *fields)
{
    value row = value_map(columns->count);

    for (uint32_t i = 0; i < columns->count; i++)
        value_map_put(&row, columns->items[i], value_copy(fields->items[i]));
    return row;
}

static bool rows_read(struct csv_reader *reader, value columns, value *rows)
{
    const struct list *names = columns.as.list;

    for (empty_lines_pass(reader); reader->at < reader->end; empty_lines_pass(reader)) {
        size_t line = reader->line;
        value fields;
        bool fine = row_read(reader, &fields);

        if (fine && fields.as.list->count != names->count)
            fine = csv_fail(reader, line, "%u %s where the header has %u", fields.as.list->count,
                            fields.as.list->count == 1 ? "field" : "fields", names->count);
        if (fine)
            value_list_append(rows, row_map(names, fields.as.list));
        value_release(fields);
        if (!fine)
            return false;
    }
    return true;
}

/* ---- the public calls ---- */

static struct csv_reader reader_make(const char *text, size_t length, char delimiter, struct csv_error *error)
{
    struct csv_reader reader = {
        .at = text, .end = text + length, .delimiter = delimiter, .line = 1, .error = error};

    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        reader.at += 3;
    return reader;
}

bool csv_decode_header(const char *text, size_t length, char delimiter, value *columns,
                       struct csv_error *error)
{
    struct csv_reader reader = reader_make(text, length, delimiter, error);
    bool fine = header_read(&reader, columns);

    if (!fine) {
        value_release(*columns);
        *columns = value_none();
    }
    return fine;
}

bool csv_decode(const char *text, size_t length, char delimiter, value *rows, struct csv_error *error)
{
    struct csv_reader reader = reader_make(text, length, delimiter, error);
    value columns;
    bool fine;

    *rows = value_list(0);
    fine = header_read(&reader, &columns) && rows_read(&reader, columns, rows);
    value_release(columns);
    if (!fine) {
        value_release(*rows);
        *rows = value_none();
    }
    return fine;
}

struct csv_place csv_place_of_end(const char *text, size_t length, char delimiter)
{
    struct csv_place place = {.line = 1};
    bool is_quoted = false;

    for (size_t at = 0; at < length; at++) {
        char c = text[at];

        is_quoted ^= c == '"';
        place.line += c == '\n';
        if (is_quoted)
            continue;
        if (c == delimiter || c == '\n') {
            place.column = c == '\n' ? 0 : place.column + 1;
            place.field = at + 1;
        }
    }
    return place;
}
