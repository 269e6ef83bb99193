#include "runtime/cli/cli_command.h"

#include "runtime/base/log.h"
#include "runtime/target/target.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEMO_SCENARIO "std/demo"

/* ---- the target, in a process of its own so that its CPU isn't the generator's ---- */

/* Serves until the parent exits or asks for the end. First writes its port to the pipe; 0 if it couldn't
 * start. */
static int target_serve(const struct target_options *target_options, int port_pipe, pid_t parent)
{
    sigset_t signals;
    int signal_number;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        return EXIT_FAILURES;

    struct target *target = target_start(target_options);
    uint16_t port = target ? target_port(target) : 0;
    if (write(port_pipe, &port, sizeof port) != sizeof port || !target)
        return EXIT_FAILURES;
    do
        sigwait(&signals, &signal_number);
    while (signal_number == SIGINT); /* Ctrl-C reaches both processes, and the run still needs responses */
    target_stop(target);
    return EXIT_FINE;
}

/* Starts the server process; -1 after printing an error. *port is its port. */
static pid_t target_fork(const struct target_options *target_options, uint16_t *port)
{
    int ends[2];
    pid_t parent = getpid();
    *port = 0;
    if (pipe(ends) != 0) {
        log_error("can't start the target server: %s", strerror(errno));
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(target_serve(target_options, ends[1], parent));
    }
    close(ends[1]);
    ssize_t got = child > 0 ? read(ends[0], port, sizeof *port) : -1;
    close(ends[0]);
    if (got == sizeof *port && *port != 0)
        return child;
    log_error("can't start the target server");
    if (child > 0)
        waitpid(child, NULL, 0);
    return -1;
}

/* ---- the run, as `swarm run` does it ---- */

static int demo_run(struct options *options)
{
    uint16_t port;
    struct target_options target_options = {
        .delay = options_time(options, OPTION_delay),
        .workers = (unsigned)options_count(options, OPTION_workers),
        .fail_ratio = options_number(options, OPTION_fail),
    };
    pid_t target = target_fork(&target_options, &port);
    if (target < 0)
        return EXIT_FAILURES;
    char host[40];
    snprintf(host, sizeof host, "http://127.0.0.1:%u", port);
    if (options->words.count == 0)
        vec_push(&options->words, DEMO_SCENARIO);
    fprintf(stderr, "swarm demo: started a target server on %s, running `swarm run %s` against it\n", host,
            options->words.items[0]);
    bool fine = options_set(options, OPTION_host, host, LAYER_COMMAND, "demo") &&
                options_set(options, OPTION_headless, "true", LAYER_COMMAND, "demo");
    int status = fine ? command_run.run(options) : EXIT_USAGE;
    kill(target, SIGTERM);
    waitpid(target, NULL, 0);
    return status;
}

const struct command command_demo = {
    .name = "demo",
    .options = COMMAND_DEMO,
    .usage = "swarm demo [FILE] [options]",
    .summary =
        "Start a target server on loopback and run a scenario against it. Without FILE, run a built-in\n"
        "scenario.",
    .run = demo_run,
};
