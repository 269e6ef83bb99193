/* The diagnostics of the compiler: a list, in which each diagnostic has a permanent code, the exact place,
 * related places and a hint. It is printed as text with a caret or as JSON.
 *
 * Codes are lines of diag_codes.def; their pages (`swarmc explain`) are sections of docs/diagnostics.md. To
 * report one:
 *     struct diag *diag = diag_report(diags, E0203_UNKNOWN_VARIABLE, name.span, name.text);
 *     diag_label(diag, "did you mean `%s`?", nearest);
 *     diag_related(diag, declared.span, "`%s` is declared here", nearest);
 *
 * The list owns everything in it; texts are formatted and copied at once. */
#ifndef SWARM_COMPILER_DIAG_DIAG_H
#define SWARM_COMPILER_DIAG_DIAG_H

#include "compiler/diag/source.h"
#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/text/json_out.h"

#include <stdbool.h>
#include <stddef.h>

/* E0203_UNKNOWN_VARIABLE and so on; E: error, W: warning, N: note. The hundreds are the groups:
 * 01 text and syntax · 02 names · 03 types · 04 structure (what is allowed where) · 05 requests ·
 * 06 files, includes and data · 07 config, load and thresholds. */
enum diag_code {
#define DIAG(code, name, format) code##_##name,
#include "compiler/diag/diag_codes.def"
#undef DIAG
    DIAG_CODE_COUNT
};

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

struct diag_place {
    span span;
    const char *text; /* text of the label; "" if none */
    struct diag_place *next;
};

struct diag {
    enum diag_code code;
    enum diag_severity severity;
    const char *message;
    struct diag_place place;    /* the place and the text at its caret; `next` isn't used */
    struct diag_place *related; /* in the order added */
    const char *hint;           /* a line below; NULL if none */
    struct diag_list *list;     /* NULL: it isn't kept; label, related and hint do nothing */
};

/* Maximum number of errors, and of warnings and notes, that are kept; the others are only counted. */
#define DIAG_MAX_KEPT 100

struct diag_list {
    struct arena arena;
    const struct source_set *sources; /* not owned */
    struct diag **items;              /* in the order reported until diag_sort */
    size_t count;
    size_t capacity;
    unsigned errors; /* number of all reported errors, kept or not */
    unsigned warnings;
    unsigned kept_errors;
    unsigned kept_warnings;
    struct diag dropped;      /* the result of diag_report if it keeps nothing */
    bool warnings_are_errors; /* `swarmc check -W error`; must be set before the first report */
};

void diag_init(struct diag_list *list, const struct source_set *sources);
void diag_free(struct diag_list *list);

/* Adds a diagnostic. The arguments are those of the printf format of the code. Never NULL, so that label and
 * hint may follow. Beyond DIAG_MAX_KEPT, or if the same code was reported at the same place already, the
 * result isn't shown. */
struct diag *diag_report(struct diag_list *list, enum diag_code code, span place, ...);

/* Set the text to the right of the caret, add a related place with its text, set the line `= hint: …`. */
void diag_label(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diag_related(struct diag *diag, span place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_hint(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same as source_load. If the file can't be loaded, it reports this at `place` and returns false. */
bool diag_load(struct diag_list *list, struct source_set *sources, const char *path, span place,
               uint32_t *file);

/* Reports why a file couldn't be loaded; nothing for SOURCE_LOADED. */
void diag_source_status(struct diag_list *list, enum source_status status, const char *path, span place);

/* Sorts by file, then position, errors before warnings. */
void diag_sort(struct diag_list *list);

/* Appends the list as text: one diagnostic after the other with an empty line between, then a line with the
 * number of those left out. With `color`, in ANSI colors. Sorts. */
void diag_write_text(struct diag_list *list, struct buffer *out, bool color);

/* Appends the list as items of the open JSON list:
 * {"code","severity","message","file","line","column","end_line","end_column","label","hint",
 * "related":[{"file","line","column","end_line","end_column","text"}]}. Sorts. */
void diag_write_json(struct diag_list *list, struct json_out *json);

/* "E0203". */
const char *diag_code_text(enum diag_code code);

/* The code of such a text, in any case. False: there is none. */
bool diag_code_parse(const char *text, enum diag_code *code);

/* The page of a code: Markdown, `*length` bytes, not NUL-terminated. NULL: docs/diagnostics.md has none. */
const char *diag_page(enum diag_code code, size_t *length);

#endif
