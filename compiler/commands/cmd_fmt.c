/* swarmc fmt [--check] FILE…: formats files in place, and `-` (standard input) to standard output. */
#include "compiler/commands/command.h"
#include "compiler/diag/diag.h"
#include "compiler/format/format.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *path)
{
    fprintf(stderr, "swarmc: %s: %s\n", path, strerror(errno));
    return COMMAND_ERRORS;
}

/* Writes a temporary file and renames it, so that a failure leaves the old file complete. For a symbolic
 * link, the file that it points to is replaced. */
static int replace_file(const char *link, const struct buffer *text)
{
    char path[PATH_MAX];
    if (realpath(link, path) == NULL)
        return complain(link);
    struct buffer beside = {0};
    buffer_printf(&beside, "%s.XXXXXX", path);
    char *name = beside.data;
    struct stat old;
    int descriptor = stat(path, &old) == 0 ? mkstemp(name) : -1;
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    bool is_written = file != NULL && fchmod(descriptor, old.st_mode & 07777) == 0 &&
                      fwrite(buffer_text(text), 1, text->length, file) == text->length;
    is_written = file != NULL && fclose(file) == 0 && is_written && rename(name, path) == 0;
    int status = is_written ? COMMAND_OK : complain(path);
    if (!is_written && descriptor >= 0)
        unlink(name);
    buffer_free(&beside);
    return status;
}

static int put_result(const char *path, const struct source_file *source, const struct buffer *text,
                      bool only_check)
{
    bool is_same =
        text->length == source->length && memcmp(buffer_text(text), source->text, text->length) == 0;
    if (only_check) {
        if (!is_same)
            fprintf(stderr, "swarmc: %s isn't in the standard format\n", source->path);
        return is_same ? COMMAND_OK : COMMAND_ERRORS;
    }
    if (strcmp(path, "-") == 0)
        return command_write(text) ? COMMAND_OK : COMMAND_ERRORS;
    return is_same ? COMMAND_OK : replace_file(path, text);
}

static int format_path(const char *path, bool only_check)
{
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    source_init(&sources);
    names_init(&names);
    diag_init(&diags, &sources);
    uint32_t file;
    struct buffer text = {0};
    int status = COMMAND_ERRORS;
    if (diag_load(&diags, &sources, path, SPAN_NOWHERE, &file) &&
        format_file(&sources, file, &names, &diags, &text))
        status = put_result(path, source_file(&sources, file), &text, only_check);
    command_show_diags(&diags);
    buffer_free(&text);
    diag_free(&diags);
    names_free(&names);
    source_free(&sources);
    return status;
}

static int fmt_run(int argc, char **argv)
{
    int first = 1;
    bool only_check = argc > 1 && strcmp(argv[1], "--check") == 0;
    first += only_check;
    if (first == argc)
        return -1;
    int status = COMMAND_OK;
    for (int i = first; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1] != '\0')
            return -1;
        int one = format_path(argv[i], only_check);
        status = one > status ? one : status;
    }
    return status;
}

const struct command command_fmt = {
    .name = "fmt",
    .usage = "[--check] FILE…",
    .summary = "write files in the standard format; --check only reports files that differ from it",
    .run = fmt_run,
};
