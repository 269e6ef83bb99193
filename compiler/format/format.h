/* `swarmc fmt`: the one layout of .swarm files.
 *
 * The author decides where lines break; the formatter decides the rest: four columns for each level, one
 * blank between two tokens or none, at most one empty line, none at the start and end of a block, no blanks
 * at the end of a line. Columns that are lined up over neighbouring lines stay lined up, and so do comments
 * at the ends of lines. Tokens are never changed, and formatting twice gives the same as once. */
#ifndef SWARM_COMPILER_FORMAT_FORMAT_H
#define SWARM_COMPILER_FORMAT_FORMAT_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the formatted text of a file of `sources`. False, and nothing appended, when it has syntax errors:
 * they are in `diags`. */
bool format_file(const struct source_set *sources, uint32_t file, struct names *names,
                 struct diag_list *diags, struct buffer *out);

#endif
