/* The modules of one compilation: the main file and all files that it includes, each read and parsed once.
 *
 * An include is searched for beside the including file, then in each directory of `-I`, then in the standard
 * library ("std/…", embedded); ".swarm" may be left out. Errors (a missing file, a cycle, a binary file, a
 * syntax error) are in the diagnostics. Everything that could be parsed is available nevertheless, so that
 * checking can continue.
 *
 * A module_set owns the sources, names, trees and diagnostics of its compilation until it is freed. */
#ifndef SWARM_COMPILER_MODULE_MODULE_H
#define SWARM_COMPILER_MODULE_MODULE_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "compiler/tree/ast.h"
#include "runtime/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct module {
    uint32_t file; /* in `sources` */
    char *key;     /* the same for all spellings of one path: the real path, or "std/…" */
    struct ast ast;
    bool is_loading;         /* its includes are being read: another include of it is a cycle */
    bool is_loaded;          /* it and its includes have been read */
    struct module *includer; /* the first module that includes it, and where; NULL for the main file */
    span include_span;
};

struct module_set {
    struct arena arena; /* arena of the trees */
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    const char *const *include_dirs; /* -I, in order, NULL at the end; not owned; may be NULL */

    struct module **items; /* an included module comes before the one that includes it */
    size_t count;
    size_t capacity;
    bool has_gaps;       /* a file or a part of one is missing; undeclared names may be in it */
    struct module *main; /* the main file; NULL if it couldn't be read */
    struct {
        struct module **items;
        size_t count;
        size_t capacity;
    } found;                       /* every module found so far, in order; owned */
    size_t option_from, option_to; /* of the text of modules_load_text; see compile_options.h */
};

void modules_init(struct module_set *set, const char *const *include_dirs);
void modules_free(struct module_set *set);

/* Reads and parses the file at `path` ("-": standard input) and all its includes. False: there were errors,
 * which are in set->diags. Once per module_set. */
bool modules_load(struct module_set *set, const char *path);

/* The same for a text in memory, for tests and fuzzing. Includes are searched for beside `path`. */
bool modules_load_text(struct module_set *set, const char *path, const char *text, size_t length);

#endif
