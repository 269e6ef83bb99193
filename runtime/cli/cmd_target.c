#include "runtime/cli/cli_command.h"

#include "runtime/target/chat.h"
#include "runtime/target/target.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

static struct target *http_start(const struct options *options, const char *host)
{
    struct target *target = target_start(&(struct target_options){
        .host = host,
        .port = (uint16_t)options_count(options, OPTION_port),
        .delay = options_time(options, OPTION_delay),
        .workers = (unsigned)options_count(options, OPTION_workers),
        .fail_ratio = options_number(options, OPTION_fail),
    });
    if (target)
        printf("swarm target: http://%s:%u (stop it with Ctrl-C)\n", host, target_port(target));
    return target;
}

/* *chat is NULL without --chat. */
static bool lines_start(const struct options *options, const char *host, struct chat **chat)
{
    *chat = NULL;
    if (!options_given(options, OPTION_chat))
        return true;
    *chat = chat_start(host, (uint16_t)options_count(options, OPTION_chat));
    if (*chat)
        printf("swarm target: lines on %s:%u\n", host, chat_port(*chat));
    return *chat != NULL;
}

static void serve(struct target *target, struct chat *chat, const sigset_t *signals)
{
    int signal_number;
    fflush(stdout);
    sigwait(signals, &signal_number);
    printf("answered %llu requests\n", (unsigned long long)target_answered(target));
    if (chat)
        printf("echoed %llu lines\n", (unsigned long long)chat_lines(chat));
}

/* The signals are blocked before the server creates its threads, which inherit that. So only sigwait
 * receives them. */
static int target_run(struct options *options)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);

    const char *host = options_text(options, OPTION_bind);
    struct chat *chat = NULL;
    struct target *target = http_start(options, host);
    bool served = target && lines_start(options, host, &chat);
    if (served)
        serve(target, chat, &signals);
    chat_stop(chat);
    target_stop(target);
    return served ? EXIT_FINE : EXIT_FAILURES;
}

const struct command command_target = {
    .name = "target",
    .options = COMMAND_TARGET,
    .usage = "swarm target [--port PORT] [options]",
    .summary =
        "Run a target server for tests: a small music library, a shop and a notice board. It listens on\n"
        "loopback by default. The password of each account is its name. Created items exist until the end.",
    .run = target_run,
};
