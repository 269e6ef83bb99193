/* `swarmc fmt`: the standard format of .swarm files.
 *
 * The author decides where lines break. The formatter decides the rest: four columns per level, one space or
 * none between two tokens, at most one empty line, none at the start and end of a block, no spaces at the end
 * of a line. Aligned columns in adjacent lines stay aligned, and so do comments at the ends of lines. Tokens
 * are never changed, and a second run changes nothing. */
#ifndef SWARM_COMPILER_FORMAT_FORMAT_H
#define SWARM_COMPILER_FORMAT_FORMAT_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the formatted text of a file of `sources`. False: it has syntax errors, which are in `diags`;
 * nothing is appended. */
bool format_file(const struct source_set *sources, uint32_t file, struct names *names,
                 struct diag_list *diags, struct buffer *out);

#endif
