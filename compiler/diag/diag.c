#include "compiler/diag/diag.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct code_entry {
    const char *code;
    const char *format;
};

static const struct code_entry codes[DIAG_CODE_COUNT] = {
#define DIAG(code, name, format) {#code, format},
#include "compiler/diag/diag_codes.def"
#undef DIAG
};

void diag_init(struct diag_list *list, const struct source_set *sources)
{
    *list = (struct diag_list){.sources = sources, .dropped.place.text = ""};
    arena_init(&list->arena);
}

void diag_free(struct diag_list *list)
{
    arena_free(&list->arena);
    mem_free(list->items);
    *list = (struct diag_list){0};
}

static const char *format_text(struct arena *arena, const char *format, va_list arguments)
{
    struct buffer text;
    buffer_init(&text, 0);
    buffer_vprintf(&text, format, arguments);
    const char *copy = arena_strndup(arena, buffer_text(&text), text.length);
    buffer_free(&text);
    return copy;
}

static enum diag_severity severity_of(const struct diag_list *list, enum diag_code code)
{
    switch (codes[code].code[0]) {
    case 'E': return DIAG_ERROR;
    case 'W': return list->warnings_are_errors ? DIAG_ERROR : DIAG_WARNING;
    default: return DIAG_NOTE;
    }
}

static bool span_equal(span a, span b)
{
    return a.file == b.file && a.offset == b.offset && a.length == b.length;
}

static bool is_known(const struct diag_list *list, enum diag_code code, span place)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->code == code && span_equal(list->items[i]->place.span, place))
            return true;
    return false;
}

/* Counts it; true if the list still keeps it. */
static bool diag_count(struct diag_list *list, enum diag_severity severity)
{
    bool is_error = severity == DIAG_ERROR;
    list->errors += is_error;
    list->warnings += severity == DIAG_WARNING;
    unsigned *kept = is_error ? &list->kept_errors : &list->kept_warnings;
    if (*kept == DIAG_MAX_KEPT)
        return false;
    ++*kept;
    return true;
}

static struct diag *diag_keep(struct diag_list *list)
{
    struct diag *diag = arena_zalloc(&list->arena, sizeof *diag);
    diag->list = list;
    if (list->count == list->capacity)
        list->items = vec_grow(list->items, &list->capacity, sizeof(struct diag *));
    list->items[list->count++] = diag;
    return diag;
}

struct diag *diag_report(struct diag_list *list, enum diag_code code, span place, ...)
{
    enum diag_severity severity = severity_of(list, code);
    if (is_known(list, code, place) || !diag_count(list, severity))
        return &list->dropped;
    struct diag *diag = diag_keep(list);
    diag->code = code;
    diag->severity = severity;
    diag->place = (struct diag_place){.span = place, .text = ""};
    va_list arguments;
    va_start(arguments, place);
    diag->message = format_text(&list->arena, codes[code].format, arguments);
    va_end(arguments);
    return diag;
}

void diag_label(struct diag *diag, const char *format, ...)
{
    if (diag->list == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    diag->place.text = format_text(&diag->list->arena, format, arguments);
    va_end(arguments);
}

void diag_related(struct diag *diag, span place, const char *format, ...)
{
    if (diag->list == NULL)
        return;
    struct diag_place *related = arena_zalloc(&diag->list->arena, sizeof *related);
    related->span = place;
    va_list arguments;
    va_start(arguments, format);
    related->text = format_text(&diag->list->arena, format, arguments);
    va_end(arguments);
    struct diag_place **end = &diag->related;
    while (*end != NULL)
        end = &(*end)->next;
    *end = related;
}

void diag_hint(struct diag *diag, const char *format, ...)
{
    if (diag->list == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    diag->hint = format_text(&diag->list->arena, format, arguments);
    va_end(arguments);
}

void diag_source_status(struct diag_list *list, enum source_status status, const char *path, span place)
{
    switch (status) {
    case SOURCE_MISSING: diag_report(list, E0601_FILE_MISSING, place, path); break;
    case SOURCE_UNREADABLE: diag_report(list, E0602_FILE_UNREADABLE, place, path, strerror(errno)); break;
    case SOURCE_TOO_LARGE: diag_report(list, E0603_FILE_TOO_LARGE, place, path); break;
    case SOURCE_BINARY: diag_report(list, E0604_FILE_BINARY, place, path); break;
    case SOURCE_LOADED: break;
    }
}

bool diag_load(struct diag_list *list, struct source_set *sources, const char *path, span place,
               uint32_t *file)
{
    enum source_status status = source_load(sources, path, file);
    diag_source_status(list, status, path, place);
    return status == SOURCE_LOADED;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_diags(const void *a, const void *b)
{
    const struct diag *x = *(const struct diag *const *)a;
    const struct diag *y = *(const struct diag *const *)b;
    int order = compare_numbers(x->place.span.file, y->place.span.file);
    if (order == 0)
        order = compare_numbers(x->place.span.offset, y->place.span.offset);
    if (order == 0)
        order = compare_numbers(y->severity, x->severity);
    if (order == 0)
        order = compare_numbers(x->code, y->code);
    return order != 0 ? order : compare_numbers(x->place.span.length, y->place.span.length);
}

void diag_sort(struct diag_list *list)
{
    if (list->count > 1)
        qsort(list->items, list->count, sizeof(struct diag *), compare_diags);
}

const char *diag_code_text(enum diag_code code)
{
    return codes[code].code;
}

bool diag_code_parse(const char *text, enum diag_code *code)
{
    for (int i = 0; i < DIAG_CODE_COUNT; i++) {
        if (strcasecmp(codes[i].code, text) != 0)
            continue;
        *code = (enum diag_code)i;
        return true;
    }
    return false;
}
