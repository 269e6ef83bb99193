#include "runtime/cli/output_files.h"

#include "runtime/base/count_of.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/report/html/html_report.h"
#include "runtime/report/json/json_report.h"
#include "runtime/report/junit/junit_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct output {
    enum option_id option;
    void (*write)(const struct snapshot *snapshot, struct buffer *out);
} outputs[] = {
    {OPTION_html, html_write},
    {OPTION_json_file, json_write},
    {OPTION_junit, junit_write},
};

enum { OUTPUTS = COUNT_OF(outputs) };

/* Appends the value of {u}, {r} or {t}; false for another field. */
static bool field_append(const char *field, const struct run_settings *settings, struct buffer *out)
{
    if (strncmp(field, "{u}", 3) == 0)
        buffer_printf(out, "%" PRIu64, settings->users);
    else if (strncmp(field, "{r}", 3) == 0)
        buffer_printf(out, "%.10g", settings->spawn_rate);
    else if (strncmp(field, "{t}", 3) == 0)
        buffer_printf(out, "%.10g", (double)settings->run_time / NANOS_PER_S);
    else
        return false;
    return true;
}

void output_path(const char *pattern, const struct run_settings *settings, struct buffer *out)
{
    while (*pattern) {
        if (field_append(pattern, settings, out))
            pattern += 3;
        else
            buffer_append_char(out, *pattern++);
    }
}

bool outputs_check(const struct options *options, const struct run_settings *settings)
{
    bool all = true;
    for (size_t i = 0; i < OUTPUTS; i++) {
        const char *pattern = options_text(options, outputs[i].option), *wrong;
        char name[OPTION_NAME_MAX];
        struct buffer path = {0};
        if (!pattern)
            continue;
        output_path(pattern, settings, &path);
        wrong = file_replaceable(buffer_text(&path));
        if (wrong)
            fprintf(stderr, "swarm: %s: can't write %s: %s\n", option_name(outputs[i].option, name),
                    buffer_text(&path), wrong);
        all = all && !wrong;
        buffer_free(&path);
    }
    return all;
}

static bool output_write(const struct output *output, const char *path, const struct snapshot *snapshot)
{
    struct buffer text = {0};
    output->write(snapshot, &text);
    const char *wrong = file_replace(path, buffer_text(&text), text.length);
    if (wrong)
        log_error("can't write %s: %s", path, wrong);
    else
        log_info("%s was written", path);
    buffer_free(&text);
    return !wrong;
}

/* False if a file couldn't be written. */
static bool outputs_write(const struct options *options, const struct run_settings *settings,
                          const struct snapshot *snapshot)
{
    bool all = true;

    for (size_t i = 0; i < OUTPUTS; i++) {
        const char *pattern = options_text(options, outputs[i].option);
        struct buffer path = {0};

        if (!pattern)
            continue;
        output_path(pattern, settings, &path);
        all = output_write(&outputs[i], buffer_text(&path), snapshot) && all;
        buffer_free(&path);
    }
    return all;
}

/* ---- as an observer ---- */

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct output_files *files = context;

    files->has_failed |= !outputs_write(files->options, control_settings(files->control), snapshot);
}

void output_files_observe(struct output_files *files, struct control *control, const struct options *options)
{
    *files = (struct output_files){
        .control = control, .options = options, .observer = {.context = files, .ended = run_ended}};
    control_observe(control, &files->observer);
}
