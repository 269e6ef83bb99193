/* The files of one compilation and positions in them.
 *
 * A source_set owns the text of every file until it is freed. Spans, interned names and diagnostics point
 * into it. A span is three numbers, passed by value down to the bytecode, so that a runtime error can name
 * its line. Lines and columns are computed only on demand. */
#ifndef SWARM_COMPILER_DIAG_SOURCE_H
#define SWARM_COMPILER_DIAG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Larger files are refused, so that offsets fit 32 bits easily. */
#define SOURCE_MAX_BYTES (64u << 20)

/* A range of bytes in one file. `file` is the index from source_load. */
typedef struct span {
    uint32_t file;
    uint32_t offset; /* in bytes, from the start of the text (a byte order mark isn't part of it) */
    uint32_t length; /* in bytes; 0: a position between two bytes */
} span;

/* The place of an error that isn't in a file, such as "there is no file `x.swarm`". */
#define SPAN_NOWHERE ((span){.file = UINT32_MAX})

/* From the start of `first` to the end of `last`; both of one file. */
span span_join(span first, span last);

struct source_file {
    char *path;       /* as shown: as given, or joined to the directory of the including file; owned */
    char *text;       /* NUL-terminated, without a byte order mark; owned */
    uint32_t length;  /* in bytes */
    bool is_embedded; /* part of the standard library */
    bool is_option; /* the text of an option, one line: `from` to `to` of the text are what the user wrote */
    uint32_t from, to;
    uint32_t *lines; /* offset of the start of each line; NULL until first used; owned */
    uint32_t line_count;
};

struct source_set {
    struct source_file **files;
    uint32_t count;
    size_t capacity;
    const struct source_set *earlier; /* files that were read before; NULL: none. Borrowed */

    char **inputs; /* paths of other files that the scenario names: data, read(), certificates; each once */
    size_t input_count;
    size_t input_capacity;
};

/* Line and column, both from 1; columns count characters (a byte that isn't UTF-8 counts as one). */
struct source_position {
    uint32_t line;
    uint32_t column;
};

enum source_status {
    SOURCE_LOADED,
    SOURCE_MISSING,    /* there is no such file */
    SOURCE_UNREADABLE, /* errno has the reason: a directory, no permission, … */
    SOURCE_TOO_LARGE,  /* over SOURCE_MAX_BYTES */
    SOURCE_BINARY,     /* contains a NUL byte, so it isn't text */
};

void source_init(struct source_set *set);
void source_free(struct source_set *set);

/* Makes a file the text of an option: positions, lines and messages are about the bytes `from` to `to` only.
 */
void source_set_option(struct source_set *set, uint32_t file, size_t from, size_t to);

/* The span, cut to what the user wrote, if it is in the text of an option. */
span source_visible(const struct source_set *set, span place);

/* Reads the file at `path` ("-": standard input) and sets its index. On SOURCE_UNREADABLE errno is set. A
 * file in `earlier` isn't read again: the new one has the same text. Loading a path twice gives two files;
 * module.h includes each file once. */
enum source_status source_load(struct source_set *set, const char *path, uint32_t *file);

/* Adds a copy of a text under a name: the standard library, tests, fuzzing. */
enum source_status source_add(struct source_set *set, const char *path, const char *text, size_t length,
                              uint32_t *file);

/* Notes a file that the scenario reads, other than a source. */
void source_input(struct source_set *set, const char *path);

const struct source_file *source_file(const struct source_set *set, uint32_t file);

/* The start of the span. Past the end of the text: the position after the last byte. */
struct source_position source_position(const struct source_set *set, span place);

/* Only its line number, which doesn't need a scan of the line. */
uint32_t source_line_number(const struct source_set *set, span place);

/* Line `line` (from 1) without its line end; `*length` in bytes. A line past the end is "". */
const char *source_line(const struct source_set *set, uint32_t file, uint32_t line, size_t *length);

/* The bytes of a span; not NUL-terminated. */
const char *source_text(const struct source_set *set, span place);

#endif
