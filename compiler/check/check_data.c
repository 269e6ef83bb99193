/* Data: the files that rows are taken from. */
#include "compiler/check/check.h"

#include "runtime/text/data_file.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* A file up to this size is read completely. Of a larger one only the names of the columns are checked. */
#define READ_MOST ((off_t)32 << 20)

/* What the checker knows about a data file. */
struct table {
    char *path;     /* in the arena */
    value columns;  /* column names of a CSV file, an owned list of strings; none: unknown */
    size_t rows;    /* 0: unknown */
    char delimiter; /* the file seems to have this delimiter instead; 0: no */
};

static const char *const source_words[] = {"csv", "json", "lines", NULL};

/* ---- the file ---- */

static void refuse_data(struct checker *checker, const struct decl *decl, const struct table *table,
                        const struct data_error *error)
{
    const struct data_format *format = decl->symbol->format;
    const char *place =
        error->line ? arena_printf(checker->arena, "%s:%zu", table->path, error->line) : table->path;
    struct diag *diag =
        diag_report(checker->diags, E0613_BAD_DATA, decl->data.arguments.first->span, place, error->text);

    if (error->is_encoding && !format->encoding)
        diag_hint(
            diag,
            "write its encoding behind `%s(…)`; that of many spreadsheets is `encoding \"windows-1252\"`",
            decl->data.source.text);
}

/* A table with one column, whose name contains what other tables have between columns. */
static void check_delimiter_fits(struct checker *checker, const struct decl *decl, struct table *table)
{
    static const char others[] = ";\t|,";
    const struct list *columns = table->columns.as.list;
    const char *name = columns->items[0].as.string->bytes;
    char found = name[strcspn(name, others)];
    struct diag *diag;

    if (columns->count != 1 || !found || found == decl->symbol->format->delimiter)
        return;
    table->delimiter = found;
    diag = diag_report(checker->diags, W0621_OTHER_DELIMITER, decl->data.arguments.first->span, table->path,
                       table->delimiter == '\t' ? "tabs"
                                                : arena_printf(checker->arena, "`%c`", table->delimiter));
    diag_hint(diag, "it has one column, `%s`; write `delimiter \"%s\"` behind `csv(…)`", name,
              table->delimiter == '\t' ? "\\t" : (char[]){table->delimiter, '\0'});
}

static bool read_columns(struct checker *checker, const struct decl *decl, struct table *table)
{
    struct data_error error;

    if (!data_file_columns(table->path, decl->symbol->format, &table->columns, &error)) {
        refuse_data(checker, decl, table, &error);
        return false;
    }
    check_delimiter_fits(checker, decl, table);
    return true;
}

static void read_rows(struct checker *checker, const struct decl *decl, struct table *table)
{
    struct data_error error;
    struct stat status;
    value rows;

    if (stat(table->path, &status) != 0 || status.st_size > READ_MOST)
        return;
    if (!data_file_rows(table->path, decl->symbol->format, &rows, &error)) {
        refuse_data(checker, decl, table, &error);
        return;
    }
    table->rows = rows.as.list->count;
    value_release(rows);
}

static void look_into_file(struct checker *checker, struct decl *decl, struct symbol *symbol)
{
    struct table *table = arena_zalloc(checker->arena, sizeof *table);
    struct buffer path = {0};
    const char *why;

    if (!path_written(checker, decl->data.arguments.first, &path))
        return;
    table->path = arena_strndup(checker->arena, buffer_text(&path), path.length);
    buffer_free(&path);
    symbol->table = table;
    why = path_why_unreadable(table->path);
    if (why)
        diag_report(checker->diags, E0611_DATA_FILE, decl->data.arguments.first->span, table->path, why);
    else if (symbol->format->source != DATA_CSV || read_columns(checker, decl, table))
        read_rows(checker, decl, table);
}

/* ---- delimiter and encoding ---- */

/* The value of the option, in the arena; NULL with a diagnostic. */
static const char *option_text(struct checker *checker, struct expr *expr, const char *what)
{
    const char *text = NULL;
    value v;

    if (!(check_typed(checker, expr, TYPE_STRING, what) & TYPE_STRING) || !check_known(checker, expr) ||
        fold_expr(&checker->folder, expr, &v) != FOLD_VALUE)
        return NULL;
    if (v.type == VALUE_STRING)
        text = arena_strndup(checker->arena, v.as.string->bytes, v.as.string->length);
    value_release(v);
    return text;
}

static void check_delimiter(struct checker *checker, const struct decl *decl, struct data_format *format)
{
    struct expr *expr = decl->data.options.delimiter;
    const char *text;
    struct diag *diag;

    if (!expr)
        return;
    if (format->source != DATA_CSV)
        diag_report(checker->diags, E0401_ATTRIBUTE_PLACE, decl->data.options.delimiter_word,
                    decl->data.source.text, "delimiter");
    text = option_text(checker, expr, "a delimiter");
    if (!text)
        return;
    if (strlen(text) == 1 && !strchr("\"\r\n", *text) && (unsigned char)*text < 0x80) {
        format->delimiter = *text;
        return;
    }
    diag = diag_report(checker->diags, E0615_BAD_DELIMITER, expr->span, text);
    if (strcasecmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        diag_hint(diag, "write a tab as `\"\\t\"`");
}

static void check_encoding(struct checker *checker, const struct decl *decl, struct data_format *format)
{
    static const char *const usual[] = {
        "utf-8",        "windows-1252", "iso-8859-1", "iso-8859-15", "utf-16le",
        "utf-16be",     "windows-1250", "shift_jis",  "gb18030",     "euc-kr",
        "windows-1251", "koi8-r",       "macintosh",  "bytes",       NULL};
    struct expr *expr = decl->data.options.encoding;
    const char *text = expr ? option_text(checker, expr, "an encoding") : NULL, *nearest;
    struct diag *diag;

    if (!text)
        return;
    format->encoding = text;
    if (data_encoding_is_known(text))
        return;
    nearest = suggest_nearest(text, usual);
    diag = diag_report(checker->diags, E0614_UNKNOWN_ENCODING, expr->span, text);
    if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_hint(diag, "encodings are those of iconv(1), as `windows-1252`; `bytes` takes the file as it is");
    format->encoding = NULL;
}

/* False: there was an error. */
static bool check_format(struct checker *checker, const struct decl *decl, struct symbol *symbol)
{
    const char *word = decl->data.source.text;
    struct data_format *format = arena_zalloc(checker->arena, sizeof *format);
    unsigned before = checker->diags->errors;

    format->source = strcmp(word, "csv") == 0 ? DATA_CSV : strcmp(word, "json") == 0 ? DATA_JSON : DATA_LINES;
    format->delimiter = ',';
    check_delimiter(checker, decl, format);
    check_encoding(checker, decl, format);
    symbol->format = format;
    return checker->diags->errors == before;
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
    bool ends = decl->data.options.order == DATA_UNIQUE || decl->data.options.order == DATA_SEQUENTIAL;
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
        bool is_sound = check_format(checker, decl, symbol);

        symbol->types = row_types(decl);
        if (is_sound && path && (check_typed(checker, path, TYPE_STRING, "a path") & TYPE_STRING) &&
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
        return expr->symbol && expr->symbol->kind == SYMBOL_DATA ? expr->symbol : NULL;
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
    if (table->delimiter)
        diag_hint(diag, "its only column is `%s`; write `delimiter \"%s\"` behind `csv(…)`",
                  table->columns.as.list->items[0].as.string->bytes,
                  table->delimiter == '\t' ? "\\t" : (char[]){table->delimiter, '\0'});
    diag_related(diag, data->span, "`%s` is declared here", data->name);
    return TYPE_ANY;
}

void check_data_rows(struct checker *checker, const struct symbol *symbol)
{
    const struct table *table = symbol->table;

    if (symbol->decl->data.options.order != DATA_UNIQUE || symbol->is_compared || !symbol->is_used ||
        checker->users < 0 || !table || table->rows == 0)
        return;
    if (table->rows < checker->users)
        diag_hint(diag_report(checker->diags, W0620_FEW_ROWS, symbol->span, symbol->name, table->rows,
                              checker->users),
                  "`take` returns `none` if no row is left; compare its result with `none`");
}
