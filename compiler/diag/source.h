/* The files of one compilation and the places in them.
 *
 * A source_set owns every file's text until it is freed; spans, interned names and diagnostics point into it.
 * A span is three numbers and travels by value down to the bytecode, so that a runtime error can still name
 * its line. Lines and columns are worked out only when somebody asks. */
#ifndef SWARM_COMPILER_DIAG_SOURCE_H
#define SWARM_COMPILER_DIAG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A larger file is refused: no scenario is that long, and offsets stay well inside 32 bits. */
#define SOURCE_MAX_BYTES (64u << 20)

/* A run of bytes of one file. `file` is the index that source_load gave. */
typedef struct span {
    uint32_t file;
    uint32_t offset; /* in bytes, from the start of the text (a byte order mark isn't part of it) */
    uint32_t length; /* in bytes; 0: a place between two bytes */
} span;

/* The place of what stands in no file, such as "there is no file `x.swarm`". */
#define SPAN_NOWHERE ((span){.file = UINT32_MAX})

/* From the start of `first` to the end of `last`; both of one file. */
span span_join(span first, span last);

struct source_file {
    char *path;       /* as it is shown: as given, or joined to the including file's folder; owned */
    char *text;       /* NUL-terminated, without a byte order mark; owned */
    uint32_t length;  /* in bytes */
    bool is_embedded; /* of the standard library */
    uint32_t *lines;  /* the offset at which each line starts; NULL until first asked for; owned */
    uint32_t line_count;
};

struct source_set {
    struct source_file **files;
    uint32_t count;
    size_t capacity;
};

/* Line and column, both from 1; columns count characters (a byte that isn't UTF-8 counts as one). */
struct source_position {
    uint32_t line;
    uint32_t column;
};

enum source_status {
    SOURCE_LOADED,
    SOURCE_MISSING,    /* there is no such file */
    SOURCE_UNREADABLE, /* errno says why: a folder, no permission, … */
    SOURCE_TOO_LARGE,  /* over SOURCE_MAX_BYTES */
    SOURCE_BINARY,     /* holds a NUL byte, so it is no text */
};

void source_init(struct source_set *set);
void source_free(struct source_set *set);

/* Reads the file at `path` ("-": standard input) and gives its index. On SOURCE_UNREADABLE errno is set.
 * Loading one path twice gives two files; include-once is the business of module.h. */
enum source_status source_load(struct source_set *set, const char *path, uint32_t *file);

/* Adds a copy of a text under a name: the standard library, tests, fuzzing. */
enum source_status source_add(struct source_set *set, const char *path, const char *text, size_t length,
                              uint32_t *file);

const struct source_file *source_file(const struct source_set *set, uint32_t file);

/* Where the span starts. Past the end of the text: the place after the last byte. */
struct source_position source_position(const struct source_set *set, span place);

/* Its line alone, which takes no walk along the line. */
uint32_t source_line_number(const struct source_set *set, span place);

/* Line `line` (from 1) without its line end; `*length` in bytes. A line past the end is "". */
const char *source_line(const struct source_set *set, uint32_t file, uint32_t line, size_t *length);

/* The bytes of a span; not NUL-terminated. */
const char *source_text(const struct source_set *set, span place);

#endif
