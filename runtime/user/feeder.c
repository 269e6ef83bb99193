#include "runtime/user/feeder.h"

#include "runtime/base/alloc.h"
#include "runtime/base/file.h"
#include "runtime/text/csv.h"
#include "runtime/text/json.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* ---- reading ---- */

static size_t line_of(const char *text, size_t offset)
{
    size_t line = 1;

    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

static bool rows_of_csv(const char *path, const struct buffer *text, value *rows, struct buffer *why)
{
    struct csv_error error;

    if (csv_decode(buffer_text(text), text->length, rows, &error))
        return true;
    if (error.line > 0)
        buffer_printf(why, "%s:%zu: %s", path, error.line, error.text);
    else
        buffer_printf(why, "%s: %s", path, error.text);
    return false;
}

static bool rows_of_json(const char *path, const struct buffer *text, value *rows, struct buffer *why)
{
    struct json_error error;

    if (!json_decode(buffer_text(text), text->length, rows, &error)) {
        buffer_printf(why, "%s:%zu: %s", path, line_of(buffer_text(text), error.offset), error.text);
        return false;
    }
    if (rows->type == VALUE_LIST)
        return true;
    buffer_printf(why, "%s: rows of data are the items of a list, and this is of type %s", path,
                  value_type_name(rows->type));
    value_release(*rows);
    return false;
}

/* Lines end with LF or CRLF. Empty lines are skipped. */
static value rows_of_lines(const struct buffer *text)
{
    const char *next = buffer_text(text), *end = next + text->length;
    value rows = value_list(0);

    if (text->length >= 3 && memcmp(next, BYTE_ORDER_MARK, 3) == 0)
        next += 3;
    while (next < end) {
        const char *stop = memchr(next, '\n', (size_t)(end - next));
        size_t length = (size_t)((stop ? stop : end) - next);
        size_t kept = length > 0 && next[length - 1] == '\r' ? length - 1 : length;

        if (kept > 0)
            value_list_append(&rows, value_string(next, kept));
        next += length + 1;
    }
    return rows;
}

static bool rows_read(const struct data_declaration *declaration, value *rows, struct buffer *why)
{
    const char *path = declaration->path;
    struct buffer text = {0};
    const char *wrong = file_read(path, DATA_FILE_MAX, &text);
    bool is_good = !wrong;

    if (wrong) {
        buffer_printf(why, "%s: %s", path, wrong);
    } else {
        switch (declaration->source) {
        case DATA_CSV: is_good = rows_of_csv(path, &text, rows, why); break;
        case DATA_JSON: is_good = rows_of_json(path, &text, rows, why); break;
        case DATA_LINES: *rows = rows_of_lines(&text); break;
        }
    }
    buffer_free(&text);
    return is_good;
}

/* ---- feeders ---- */

/* Fisher-Yates. The list isn't shared yet. */
static void rows_shuffle(struct list *rows, uint64_t seed, uint64_t index)
{
    struct rng rng;

    rng_seed(&rng, seed, index, RNG_DATA);
    for (uint32_t left = rows->count; left > 1; left--) {
        uint64_t other = rng_below(&rng, left);
        value last = rows->items[left - 1];

        rows->items[left - 1] = rows->items[other];
        rows->items[other] = last;
    }
}

struct feeder *feeder_new(const struct data_declaration *declaration, uint64_t seed, uint64_t index,
                          struct buffer *why)
{
    struct feeder *feeder;
    value rows;

    if (!rows_read(declaration, &rows, why))
        return NULL;
    if (rows.as.list->count == 0) {
        buffer_printf(why, "%s: there is no row of data in it", declaration->path);
        value_release(rows);
        return NULL;
    }
    if (declaration->order == DATA_SHUFFLE)
        rows_shuffle(rows.as.list, seed, index);
    value_make_immortal(rows);
    feeder = mem_zalloc(1, sizeof *feeder);
    feeder->rows = rows;
    feeder->count = rows.as.list->count;
    feeder->order = declaration->order;
    return feeder;
}

void feeder_free(struct feeder *feeder)
{
    if (!feeder)
        return;
    value_free_immortal(feeder->rows);
    mem_free(feeder);
}

value feeder_take(struct feeder *feeder, struct rng *rng)
{
    const value *rows = feeder->rows.as.list->items;
    uint64_t turn;

    if (feeder->order == DATA_RANDOM)
        return value_copy(rows[rng_below(rng, feeder->count)]);
    turn = atomic_fetch_add_explicit(&feeder->cursor, 1, memory_order_relaxed);
    if ((feeder->order == DATA_SEQUENTIAL || feeder->order == DATA_UNIQUE) && turn >= feeder->count)
        return value_none();
    return value_copy(rows[turn % feeder->count]);
}

value feeder_row(const struct feeder *feeder, uint64_t number)
{
    return number < feeder->count ? value_copy(feeder->rows.as.list->items[number]) : value_none();
}
