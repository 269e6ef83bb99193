/* Runs commands of swarmc, and prints tokens, each in a fork of this process: a test of hundreds of files
 * then loads and links one program. A call is a line of fields with tabs between them; the answer is a
 * line with the exit status, or with 128 + the signal that killed it:
 *
 *     FOLDER  STDIN  STDOUT  STDERR  ARGUMENT…      of swarmc, or `tokens FILE`
 *
 * STDERR may be the same file as STDOUT. Paths of the three files are seen from the folder of this process.
 */
#include "compiler/diag/diag.h"
#include "compiler/parse/scanner.h"
#include "swarm.tab.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int swarmc_main(int argc, char **argv);

enum { ARGUMENTS_MOST = 200, STANDARD_FILES = 3 };

struct call {
    char *folder, *files[STANDARD_FILES];
    char *arguments[ARGUMENTS_MOST + 1]; /* from the program's name on, up to a NULL */
    int argument_count;
};

/* A token a line, comments included. The golden tests of the scanner compare this, and it shows that the
 * formatter changes no token. */
static void token_print(const struct source_set *sources, struct token token)
{
    const char *text = source_text(sources, token.span);
    uint32_t length = token.span.length;

    while (token.kind == TOKEN_COMMENT && length > 0 && strchr(" \t\r", text[length - 1]))
        length--;
    printf("%-20s ", token_kind_text(token.kind));
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            fputs("\\n", stdout);
        else if (text[i] != '\r')
            putchar(text[i]);
    }
    putchar('\n');
}

static void diags_print(struct diag_list *diags)
{
    struct buffer text = {0};

    diag_write_text(diags, &text, false);
    fputs(buffer_text(&text), stdout);
    buffer_free(&text);
}

static int tokens_print(const char *path)
{
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    uint32_t file;

    source_init(&sources);
    names_init(&names);
    diag_init(&diags, &sources);
    if (diag_load(&diags, &sources, path, SPAN_NOWHERE, &file)) {
        struct scanner *scanner = scanner_open(&sources, file, &names, &diags, true);

        for (struct token token = scanner_next(scanner); token.kind != 0; token = scanner_next(scanner))
            token_print(&sources, token);
        scanner_close(scanner);
    }
    diags_print(&diags);
    diag_free(&diags);
    names_free(&names);
    source_free(&sources);
    return EXIT_SUCCESS;
}

static bool call_read(struct call *call, char *line)
{
    char *rest = line;

    call->folder = strsep(&rest, "\t");
    for (int i = 0; i < STANDARD_FILES; i++)
        if (!(call->files[i] = strsep(&rest, "\t")))
            return false;
    call->arguments[0] = "swarmc";
    call->argument_count = 1;
    while (rest && call->argument_count < ARGUMENTS_MOST)
        call->arguments[call->argument_count++] = strsep(&rest, "\t");
    call->arguments[call->argument_count] = NULL;
    return !rest;
}

static bool redirect(int descriptor, const char *path)
{
    int flags = descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
    int file = open(path, flags, 0666);

    return file >= 0 && dup2(file, descriptor) >= 0 && close(file) == 0;
}

static bool redirect_all(const struct call *call)
{
    if (!redirect(STDIN_FILENO, call->files[0]) || !redirect(STDOUT_FILENO, call->files[1]))
        return false;
    if (strcmp(call->files[1], call->files[2]) == 0)
        return dup2(STDOUT_FILENO, STDERR_FILENO) >= 0;
    return redirect(STDERR_FILENO, call->files[2]);
}

static int call_run(struct call *call)
{
    bool is_tokens = call->argument_count == 3 && strcmp(call->arguments[1], "tokens") == 0;

    if (!redirect_all(call) || chdir(call->folder) != 0) {
        perror("compiler");
        return EXIT_FAILURE;
    }
    if (is_tokens)
        return tokens_print(call->arguments[2]);
    return swarmc_main(call->argument_count, call->arguments);
}

static int call_fork(struct call *call)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        exit(call_run(call));
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return EXIT_FAILURE;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void)
{
    char *line = NULL;
    size_t capacity = 0;

    while (getline(&line, &capacity, stdin) > 0) {
        struct call call;

        line[strcspn(line, "\n")] = '\0';
        if (!call_read(&call, line)) {
            fputs("compiler: a call has too few or too many fields\n", stderr);
            return EXIT_FAILURE;
        }
        printf("%d\n", call_fork(&call));
        fflush(stdout);
    }
    free(line);
    return EXIT_SUCCESS;
}
