/* Data: the files that rows are taken from. */
#include "compiler/check/check.h"

#include "runtime/base/alloc.h"
#include "runtime/text/csv.h"

#include <string.h>

/* Files of data up to this size are read for their columns and rows. */
#define DATA_MOST_BYTES ((size_t)1 << 30)

/* What the checker knows about a data file. */
struct table {
    char *path;    /* in the arena */
    value columns; /* column names of a CSV file, an owned list of strings; none: unknown */
    bool is_csv;
};

static const char *const source_words[] = {"csv", "json", "lines", NULL};

/* ---- the file ---- */

static void read_columns(struct checker *checker, const struct decl *decl, struct table *table)
{
    struct csv_error error = {0};

    if (csv_read_header(table->path, DATA_MOST_BYTES, &table->columns, &error))
        return;
    table->columns = value_none();
    diag_report(checker->diags, E0613_BAD_DATA, decl->data.arguments.first->span, table->path, error.text);
}

static void look_into_file(struct checker *checker, struct decl *decl, struct symbol *symbol)
{
    struct table *table = arena_zalloc(checker->arena, sizeof *table);
    struct buffer path = {0};
    const char *why;

    if (!path_written(checker, decl->data.arguments.first, &path))
        return;
    table->path = arena_strndup(checker->arena, buffer_text(&path), path.length);
    table->is_csv = strcmp(decl->data.source.text, "csv") == 0;
    buffer_free(&path);
    symbol->table = table;
    why = path_why_unreadable(table->path);
    if (why)
        diag_report(checker->diags, E0611_DATA_FILE, decl->data.arguments.first->span, table->path, why);
    else if (table->is_csv)
        read_columns(checker, decl, table);
}

/* ---- the declaration ---- */

static bool check_source(struct checker *checker, const struct decl *decl)
{
    const char *word = decl->data.source.text;
    const char *nearest;
    struct diag *diag;

    for (size_t i = 0; source_words[i]; i++)
        if (strcmp(source_words[i], word) == 0)
            return true;
    diag = diag_report(checker->diags, E0610_UNKNOWN_SOURCE, decl->data.source.span, word);
    nearest = suggest_nearest(word, source_words);
    if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    else
        diag_hint(diag, "the sources are `csv`, `json` and `lines`");
    return false;
}

static unsigned row_types(const struct decl *decl)
{
    const char *source = decl->data.source.text;
    bool ends = decl->data.order == DATA_UNIQUE || decl->data.order == DATA_SEQUENTIAL;
    unsigned types = strcmp(source, "csv") == 0     ? TYPE_MAP
                     : strcmp(source, "lines") == 0 ? TYPE_STRING
                                                    : TYPE_ANY;

    return types | (ends ? TYPE_NONE : 0);
}

void check_data(struct checker *checker, struct decl *decl, struct symbol *symbol)
{
    struct place before = context_enter(checker, NULL);
    struct expr *path = decl->data.arguments.first;

    checker->place.is_before_run = true;
    check_argument_count(checker, decl->data.source.span, decl->data.source.text, 1, 1,
                         decl->data.arguments.count);
    if (check_source(checker, decl)) {
        symbol->types = row_types(decl);
        if (path && (check_typed(checker, path, TYPE_STRING, "a path") & TYPE_STRING) &&
            check_known(checker, path))
            look_into_file(checker, decl, symbol);
    }
    context_leave(checker, &before);
}

void check_data_free(struct symbol *symbol)
{
    if (symbol->table)
        value_release(symbol->table->columns);
}

/* ---- columns and rows ---- */

static bool has_column(value columns, const char *name, const char **nearest)
{
    struct suggest search;

    suggest_start(&search, name);
    for (uint32_t i = 0; i < columns.as.list->count; i++) {
        const char *column = columns.as.list->items[i].as.string->bytes;

        if (strcmp(column, name) == 0)
            return true;
        suggest_offer(&search, column);
    }
    *nearest = search.best;
    return false;
}

const struct symbol *check_rows_of(const struct expr *expr)
{
    if (expr->kind == EXPR_TAKE)
        return expr->symbol;
    return expr->kind == EXPR_NAME && expr->symbol ? expr->symbol->rows : NULL;
}

unsigned check_column(struct checker *checker, const struct symbol *data, struct name column)
{
    const struct table *table = data->table;
    const char *nearest = NULL;
    struct diag *diag;

    if (strcmp(data->decl->data.source.text, "lines") == 0) {
        diag = diag_report(checker->diags, E0612_UNKNOWN_COLUMN, column.span, data->name, column.text);
        diag_label(diag, "a row of `lines` is the text of a line; `csv` has columns");
        return TYPE_ANY;
    }
    if (!table || table->columns.type != VALUE_LIST)
        return TYPE_ANY;
    if (has_column(table->columns, column.text, &nearest))
        return TYPE_STRING;
    diag = diag_report(checker->diags, E0612_UNKNOWN_COLUMN, column.span, table->path, column.text);
    if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_related(diag, data->span, "`%s` is declared here", data->name);
    return TYPE_ANY;
}

void check_data_rows(struct checker *checker, const struct symbol *symbol)
{
    const struct table *table = symbol->table;
    struct csv_error error;
    value rows;

    if (symbol->decl->data.order != DATA_UNIQUE || symbol->is_compared || !symbol->is_used ||
        checker->users < 0 || !table || !table->is_csv || table->columns.type != VALUE_LIST)
        return;
    if (!csv_read(table->path, DATA_MOST_BYTES, &rows, &error)) {
        diag_report(checker->diags, E0613_BAD_DATA, symbol->decl->data.arguments.first->span, table->path,
                    error.text);
        return;
    }
    if (rows.as.list->count < checker->users)
        diag_hint(diag_report(checker->diags, W0620_FEW_ROWS, symbol->span, symbol->name,
                              (size_t)rows.as.list->count, checker->users),
                  "`take` returns `none` if no row is left; compare its result with `none`");
    value_release(rows);
}
