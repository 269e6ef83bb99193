/* What a run counts on the lines of its scenario. The emitter numbers these things from 1; the number is the
 * index into an array of counts, whose entry 0 takes what isn't on a line. */
#ifndef SWARM_MODEL_SCENARIO_LINE_H
#define SWARM_MODEL_SCENARIO_LINE_H

#include "runtime/model/task_share.h"

#include <stddef.h>
#include <stdint.h>

enum line_kind {
    LINE_REQUEST, /* HTTP requests, and connect, send and receive */
    LINE_TRANSACTION,
    LINE_KIND, /* a `user`; how many of them started */
    LINE_SET,  /* a task set or sequence, or its `use`; how often it was entered */
    LINE_TASK, /* how often it began */
    LINE_EXPECT,
    LINE_REQUIRE,
    LINE_CAPTURE,
    LINE_FAIL, /* in the block of a request; each time it runs counts as failed */
};

#define LINE_NO_ROW UINT32_MAX

struct scenario_line {
    enum line_kind kind;
    uint32_t file;         /* index into the files of the scenario */
    uint32_t line, column; /* where it starts, both from 1; columns count characters */
    const char *text;      /* "GET /songs", "expect status == 200", the name of a task */
    uint32_t row;          /* of a request or transaction; LINE_NO_ROW: it isn't always the same */
    uint32_t parent;       /* the number of the set or user that it is in; 0: none */
};

/* How often it was done. */
struct line_count {
    uint64_t passed; /* of what can't fail: all */
    uint64_t failed;
};

struct scenario_file {
    const char *path;   /* as messages show it */
    const char *source; /* its text; NULL: library code of the standard library */
};

/* The scenario of a run, for reports. */
struct scenario_outline {
    const struct scenario_file *files; /* the main file first */
    size_t file_count;
    const struct scenario_line *lines; /* number 1 first */
    size_t line_count;
    const double *wanted; /* by number, as the weights say: how large a share of what its set or user picks a
                             task or set is (of a user: of all users), 0 to 1; below 0: it can't be picked */
    const struct task_share *shares; /* the same as a tree, over kinds and sets */
    size_t share_count;
};

#endif
