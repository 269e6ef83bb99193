/* What literals mean: numbers with units, and the text of strings (escapes, common indent). */
#ifndef SWARM_COMPILER_PARSE_LITERAL_H
#define SWARM_COMPILER_PARSE_LITERAL_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- numbers: digits, with `_` between them ---- */

/* A dot or an exponent makes a number a float. */
bool literal_is_float(const char *text, size_t length);

/* False, and INT64_MAX, when it needs more than 64 bits. */
bool literal_integer(const char *text, size_t length, int64_t *value);

double literal_number(const char *text, size_t length);

/* The s, m or h of a rate. */
nanos literal_unit_nanos(char unit);

enum measure { MEASURE_DURATION, MEASURE_SIZE, MEASURE_BAD_UNIT, MEASURE_TOO_LARGE };

/* Where in the literal the unit stands that doesn't exist, and what to write instead. */
struct literal_problem {
    uint32_t offset;
    uint32_t length;
    const char *advice;
};

/* 250ms, 1h30m (nanoseconds) or 64kB, 1MiB (bytes). `problem` is set for MEASURE_BAD_UNIT only. */
enum measure literal_measure(const char *text, size_t length, int64_t *value,
                             struct literal_problem *problem);

/* ---- strings ---- */

/* Appends `raw`, text of a string that stands at `place`, with line ends as \n, without the first `columns`
 * blanks of each line that starts in it, and with its escapes resolved if `has_escapes`. Bad escapes are
 * reported and stay as they are written. */
void literal_append(struct diag_list *diags, span place, const char *raw, size_t length, size_t columns,
                    bool has_escapes, struct buffer *out);

/* The common indent of a string over several lines, worked out by looking at all of its pieces: the text
 * before, between and after the interpolations. */
struct literal_indent {
    size_t columns; /* the result */
    size_t seen;    /* blanks at the start of the present line */
    bool at_line_start;
};

void literal_indent_start(struct literal_indent *indent);

/* Pieces in order; an interpolation between them counts as text of its line. */
void literal_indent_text(struct literal_indent *indent, const char *raw, size_t length);
void literal_indent_code(struct literal_indent *indent);

/* After the last piece: the line of the closing quotes counts, too. */
void literal_indent_end(struct literal_indent *indent);

#endif
