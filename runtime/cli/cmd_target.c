#include "runtime/cli/command.h"

#include "runtime/target/target.h"

#include <signal.h>
#include <stdio.h>

/* The signals are blocked before the server's threads exist, so that they inherit it and only sigwait sees
 * them. */
static int target_run(struct options *options)
{
    uint64_t port = options_count(options, OPTION_port);
    if (!options_available(options))
        return EXIT_USAGE;
    if (port > UINT16_MAX) {
        fprintf(stderr, "swarm: --port: a port is a number from 0 to 65535\n");
        return EXIT_USAGE;
    }
    sigset_t signals;
    int signal_number;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);

    const char *host = options_text(options, OPTION_bind);
    struct target *target = target_start(&(struct target_options){
        .host = host,
        .port = (uint16_t)port,
        .delay = options_time(options, OPTION_delay),
        .fail_ratio = options_number(options, OPTION_fail),
    });
    if (!target)
        return EXIT_FAILURES;
    printf("swarm target: http://%s:%u (Ctrl-C ends it)\n", host, target_port(target));
    fflush(stdout);
    sigwait(&signals, &signal_number);
    printf("answered %llu requests\n", (unsigned long long)target_answered(target));
    target_stop(target);
    return EXIT_FINE;
}

const struct command command_target = {
    .name = "target",
    .options = COMMAND_TARGET,
    .usage = "swarm target [--port PORT] [options]",
    .summary =
        "Serve a small music library, shop and notice board to aim a scenario at. On loopback unless --bind\n"
        "says otherwise; every account has its name for a password; what is created is gone at the end.",
    .run = target_run,
};
