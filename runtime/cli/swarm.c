/* swarm: selects the command, reads its options and runs it. */
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cli/cli_command.h"
#include "runtime/cli/completion.h"
#include "runtime/cli/version.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {&command_run, &command_try, &command_demo, &command_target};

#define COMMAND_COUNT COUNT_OF(commands)

static void usage_print(FILE *out)
{
    fputs("usage: swarm COMMAND [options]\n"
          "       swarm [options]          as `swarm run [options]`\n\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-8s %.*s\n", commands[i]->name, (int)strcspn(commands[i]->summary, "."),
                commands[i]->summary);
    fputs("\n  swarm COMMAND --help   list the options of a command\n"
          "  swarmc check FILE      find mistakes in a scenario before any request is sent\n",
          out);
}

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* Applies --loglevel and --logfile. */
static bool log_open(const struct options *options)
{
    enum log_level level;
    const char *word = options_text(options, OPTION_loglevel);
    const char *path = options_text(options, OPTION_logfile);
    if (!log_level_parse(word, &level)) {
        fprintf(stderr, "swarm: --loglevel: `%s` isn't DEBUG, INFO, WARNING, ERROR or CRITICAL\n", word);
        return false;
    }
    log_level_set(level);
    if (path && !log_file_open(path)) {
        fprintf(stderr, "swarm: --logfile: can't write %s: %s\n", path, strerror(errno));
        return false;
    }
    return true;
}

static int command_start(const struct command *command, int count, char **arguments)
{
    struct options options;
    options_init(&options, command->options);
    int status = EXIT_USAGE;
    if (!options_parse(&options, count, arguments))
        status = EXIT_USAGE;
    else if (options_flag(&options, OPTION_help)) {
        options_help(command->options, command->usage, command->summary);
        status = EXIT_FINE;
    } else if (options_flag(&options, OPTION_version)) {
        version_print();
        status = EXIT_FINE;
    } else if (options_gather(&options) && log_open(&options))
        status = command->run(&options);
    options_free(&options);
    return status;
}

static bool word_is_version(const char *word)
{
    return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 || strcmp(word, "version") == 0;
}

static bool word_is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* Arguments without a command are those of `run`, as for Locust: container images are called that way. */
static bool word_begins_run(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && !word_is_version(word) && !word_is_help(word);
}

static int completion_answer(const char *shell)
{
    if (completion_print(shell ? shell : "bash", commands, COMMAND_COUNT))
        return EXIT_FINE;
    fprintf(stderr, "swarm: completion: `%s` isn't bash, zsh or fish\n", shell);
    return EXIT_USAGE;
}

/* Handles words that aren't commands: help, version, and texts for the build. `next` is the word after it, or
 * NULL. */
static int word_answer(const char *word, const char *next)
{
    if (word_is_version(word))
        version_print();
    else if (word_is_help(word))
        usage_print(stdout);
    else if (strcmp(word, "manual-options") == 0)
        options_manual();
    else if (strcmp(word, "completion") == 0)
        return completion_answer(next);
    else {
        fprintf(stderr, "swarm: unknown command `%s`\n", word);
        if (strstr(word, ".swarm"))
            fprintf(stderr, "did you mean `swarm run %s`?\n", word);
        usage_print(stderr);
        return EXIT_USAGE;
    }
    return EXIT_FINE;
}

/* If a standard descriptor is closed, the next file or connection would get its number, and output would
 * be written to it. So it is opened on /dev/null, in the wrong mode, so that using it still fails. */
static void descriptors_occupy(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 &&
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            return;
}

int main(int count, char **arguments)
{
    descriptors_occupy();
    mem_keep_freed();
    if (count < 2) {
        usage_print(stderr);
        return EXIT_USAGE;
    }
    int status;
    const struct command *command = command_find(arguments[1]);
    if (command)
        status = command_start(command, count - 2, arguments + 2);
    else if (word_begins_run(arguments[1]))
        status = command_start(&command_run, count - 1, arguments + 1);
    else
        status = word_answer(arguments[1], arguments[2]);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "swarm: can't write the results: %s\n", strerror(errno));
        return status > EXIT_FAILURES ? status : EXIT_FAILURES;
    }
    return status;
}
