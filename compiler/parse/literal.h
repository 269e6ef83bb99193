/* The values of literals: numbers with units, and strings (escapes, common indent). */
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

/* Whether the number has a dot or an exponent. */
bool literal_is_float(const char *text, size_t length);

/* Parses an integer. False, with INT64_MAX: it needs more than 64 bits. */
bool literal_integer(const char *text, size_t length, int64_t *value);

double literal_number(const char *text, size_t length);

/* The nanoseconds of the unit s, m or h of a rate. */
nanos literal_unit_nanos(char unit);

enum measure { MEASURE_DURATION, MEASURE_SIZE, MEASURE_BAD_UNIT, MEASURE_TOO_LARGE };

/* The position of an unknown unit in the literal, and what to write instead. */
struct literal_problem {
    uint32_t offset;
    uint32_t length;
    const char *advice;
    bool is_number; /* a number was meant, not a duration */
};

/* Parses 250ms, 1h30m (nanoseconds) or 64kB, 1MiB (bytes). `problem` is set only for MEASURE_BAD_UNIT. */
enum measure literal_measure(const char *text, size_t length, int64_t *value,
                             struct literal_problem *problem);

/* ---- strings ---- */

/* Appends `raw`, the text of a string at `place`: line ends become \n, the first `columns` spaces of each
 * line that starts in it are removed, and escapes are resolved if `has_escapes`. Bad escapes are reported and
 * kept as written. */
void literal_append(struct diag_list *diags, span place, const char *raw, size_t length, size_t columns,
                    bool has_escapes, struct buffer *out);

/* The common indent of a string of several lines, computed from all of its pieces: the text before, between
 * and after the interpolations. */
struct literal_indent {
    size_t columns; /* the result */
    size_t seen;    /* spaces at the start of the current line */
    bool at_line_start;
};

void literal_indent_start(struct literal_indent *indent);

/* Adds the pieces in order. An interpolation between them counts as text of its line. */
void literal_indent_text(struct literal_indent *indent, const char *raw, size_t length);
void literal_indent_code(struct literal_indent *indent);

/* Called after the last piece: the line of the closing quotes counts too. */
void literal_indent_end(struct literal_indent *indent);

#endif
