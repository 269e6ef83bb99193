#include "runtime/cli/csv_files.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/cli/output_files.h"
#include "runtime/report/csv/csv_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The files that each update replaces. */
static const struct whole_file {
    const char *ending;
    void (*write)(const struct snapshot *snapshot, struct buffer *out);
} whole_files[] = {
    {"_stats.csv", csv_stats_write},
    {"_failures.csv", csv_failures_write},
    {"_exceptions.csv", csv_exceptions_write},
};

enum { WHOLE_FILES = COUNT_OF(whole_files) };

#define HISTORY_ENDING "_stats_history.csv"

/* The files of one run. */
struct run_files {
    char *prefix; /* start of all paths */
    char *paths[WHOLE_FILES];
    char *history_path;
    int history;             /* descriptor; -1: the file couldn't be opened */
    bool is_full;            /* the history has a line for each row, not only the total */
    bool has_gap;            /* some lines couldn't be written */
    struct csv_history last; /* the last lines */
    off_t last_at;           /* their offset in the file */
    struct buffer text;      /* buffer for the text to write */
};

struct csv_files {
    struct control *control;
    struct control_observer observer;
    const struct options *options;
    struct run_files *files; /* files of the current run; NULL: no run */
    bool has_failed;         /* a file at the end of a run couldn't be written */
};

/* ---- before the run ---- */

/* The caller frees the result. */
static char *path_make(const char *prefix, const char *ending, const struct run_settings *settings)
{
    struct buffer path = {0};
    output_path(prefix, settings, &path);
    buffer_append_text(&path, ending);
    return buffer_steal(&path);
}

static bool path_check(const char *prefix, const char *ending, const struct run_settings *settings)
{
    char *path = path_make(prefix, ending, settings);
    bool grows = strcmp(ending, HISTORY_ENDING) == 0;
    const char *wrong = grows ? file_growable(path) : file_replaceable(path);
    if (wrong)
        fprintf(stderr, "swarm: --csv: can't write %s: %s\n", path, wrong);
    mem_free(path);
    return !wrong;
}

/* Stops at the first problem: all files are in the same directory. */
bool csv_files_check(const struct options *options, const struct run_settings *settings)
{
    const char *prefix = options_text(options, OPTION_csv);
    if (!prefix && options_flag(options, OPTION_csv_full_history)) {
        fprintf(stderr, "swarm: --csv-full-history needs --csv PREFIX: it sets the contents of PREFIX%s\n",
                HISTORY_ENDING);
        return false;
    }
    for (size_t i = 0; prefix && i < WHOLE_FILES; i++)
        if (!path_check(prefix, whole_files[i].ending, settings))
            return false;
    return !prefix || path_check(prefix, HISTORY_ENDING, settings);
}

/* ---- the history ---- */

static bool written(const char *path, const char *wrong)
{
    if (wrong)
        log_warning_once(path, "can't write %s: %s", path, wrong);
    return !wrong;
}

static void history_begin(struct run_files *files)
{
    files->history = file_grow(files->history_path);
    if (files->history < 0) {
        written(files->history_path, strerror(errno));
        return;
    }
    csv_history_head(&files->text);
    const char *wrong = file_append(files->history, buffer_text(&files->text), files->text.length);
    if (written(files->history_path, wrong))
        return;
    close(files->history);
    files->history = -1;
}

static bool history_write(struct run_files *files, const struct snapshot *snapshot)
{
    bool replaces =
        csv_history_replaces(&files->last, snapshot) && ftruncate(files->history, files->last_at) == 0;

    if (!replaces)
        files->last_at = lseek(files->history, 0, SEEK_END);
    buffer_clear(&files->text);
    csv_history_add(&files->last, snapshot, files->is_full, replaces, &files->text);
    const char *wrong = file_append(files->history, buffer_text(&files->text), files->text.length);
    files->has_gap |= !written(files->history_path, wrong);
    return !files->has_gap;
}

/* ---- all of them ---- */

static struct run_files *run_files_new(const struct options *options, const struct run_settings *settings)
{
    const char *prefix = options_text(options, OPTION_csv);
    struct run_files *files = mem_zalloc(1, sizeof *files);

    files->prefix = path_make(prefix, "", settings);
    for (size_t i = 0; i < WHOLE_FILES; i++)
        files->paths[i] = path_make(prefix, whole_files[i].ending, settings);
    files->history_path = path_make(prefix, HISTORY_ENDING, settings);
    files->is_full = options_flag(options, OPTION_csv_full_history);
    history_begin(files);
    return files;
}

static void run_files_free(struct run_files *files)
{
    if (!files)
        return;
    for (size_t i = 0; i < WHOLE_FILES; i++)
        mem_free(files->paths[i]);
    mem_free(files->prefix);
    mem_free(files->history_path);
    if (files->history >= 0)
        close(files->history);
    buffer_free(&files->text);
    mem_free(files);
}

static bool whole_file_write(struct run_files *files, size_t i, const struct snapshot *snapshot)
{
    buffer_clear(&files->text);
    whole_files[i].write(snapshot, &files->text);
    return written(files->paths[i],
                   file_replace(files->paths[i], buffer_text(&files->text), files->text.length));
}

/* False if a file couldn't be written. That is logged once per file. */
static bool run_files_write(struct run_files *files, const struct snapshot *snapshot)
{
    bool all = true;

    for (size_t i = 0; i < WHOLE_FILES; i++)
        all = whole_file_write(files, i, snapshot) && all;
    all = files->history >= 0 && history_write(files, snapshot) && all;
    if (all && snapshot->is_final)
        log_info("%s_*.csv were written", files->prefix);
    return all;
}

/* ---- as an observer ---- */

/* Clears the files of the previous run, so that nobody mistakes them for files of this run during its
 * setup. */
static void run_starting(void *context, const struct run_settings *settings)
{
    struct csv_files *csv = context;
    struct snapshot *snapshot = control_snapshot(csv->control);

    csv->files = run_files_new(csv->options, settings);
    run_files_write(csv->files, snapshot);
    snapshot_free(snapshot);
}

static void run_ticked(void *context, const struct snapshot *snapshot)
{
    struct csv_files *csv = context;

    if (csv->files)
        run_files_write(csv->files, snapshot);
}

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct csv_files *csv = context;

    if (csv->files)
        csv->has_failed |= !run_files_write(csv->files, snapshot);
    run_files_free(csv->files);
    csv->files = NULL;
}

struct csv_files *csv_files_new(struct control *control, const struct options *options)
{
    struct csv_files *csv;

    if (!options_text(options, OPTION_csv))
        return NULL;
    csv = mem_zalloc(1, sizeof *csv);
    csv->control = control;
    csv->options = options;
    csv->observer = (struct control_observer){
        .context = csv, .starting = run_starting, .tick = run_ticked, .ended = run_ended};
    control_observe(control, &csv->observer);
    return csv;
}

bool csv_files_failed(const struct csv_files *csv)
{
    return csv && csv->has_failed;
}

void csv_files_free(struct csv_files *csv)
{
    if (!csv)
        return;
    control_unobserve(csv->control, &csv->observer);
    run_files_free(csv->files);
    mem_free(csv);
}
