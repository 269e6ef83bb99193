#include "runtime/user/feeder.h"

#include "runtime/base/alloc.h"
#include "runtime/text/data_file.h"

static bool rows_read(const struct data_declaration *declaration, value *rows, struct buffer *why)
{
    struct data_error error;

    if (data_file_rows(declaration->path, &declaration->format, rows, &error))
        return true;
    buffer_append_text(why, declaration->path);
    if (error.line > 0)
        buffer_printf(why, ":%zu", error.line);
    buffer_printf(why, ": %s", error.text);
    return false;
}

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
