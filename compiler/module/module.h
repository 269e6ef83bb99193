/* The modules of one compilation: the file that was asked for and everything that it includes, each read and
 * parsed once.
 *
 * An include is looked up beside the including file, then in each folder of `-I`, then in the standard
 * library
 * ("std/…", embedded); ".swarm" may be left out. What goes wrong (a missing file, a cycle, a binary file, a
 * syntax error) is in the diagnostics; everything that could be parsed is there nevertheless, so that
 * checking can go on.
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
    bool is_loading;         /* its includes are being read: meeting it again is a cycle */
    bool is_loaded;          /* it and its includes are */
    struct module *includer; /* the first that asked for it, and where; NULL for the file asked for */
    span include_span;
};

struct module_set {
    struct arena arena; /* of the trees */
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    const char *const *include_dirs; /* -I, in order, NULL at the end; not owned; may be NULL */

    struct module **items; /* an included module stands before the one that includes it */
    size_t count;
    size_t capacity;
    bool has_gaps;       /* something isn't there: a file, or a part of one; what is missed may be in it */
    struct module *main; /* the file asked for; NULL when it couldn't be read */
    struct {
        struct module **items;
        size_t count;
        size_t capacity;
    } found; /* every module met so far, in the order met; owned */
};

void modules_init(struct module_set *set, const char *const *include_dirs);
void modules_free(struct module_set *set);

/* Reads and parses the file at `path` ("-": standard input) and all that it includes. False when there were
 * errors; they are in set->diags. Once per module_set. */
bool modules_load(struct module_set *set, const char *path);

/* The same for a text that is in memory, for tests and fuzzing; includes are looked up beside `path`. */
bool modules_load_text(struct module_set *set, const char *path, const char *text, size_t length);

#endif
