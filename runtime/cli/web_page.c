#include "runtime/cli/web_page.h"

#include "runtime/base/alloc.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/mask.h"
#include "runtime/engine/engine.h"
#include "runtime/text/json.h"
#include "runtime/web/tls_files.h"
#include "runtime/web/web_front.h"
#include "runtime/web/web_security.h"

#include <errno.h>
#include <ev.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BASELINE_MOST ((size_t)64 << 20) /* bytes */

extern char **environ;

struct web_page {
    struct control *control;
    struct control_observer observer;
    struct ev_timer quit; /* --autoquit */
    double quit_after;    /* seconds; less than 0: never */
    struct arena arena;   /* for the description of the scenario */
    struct web_scenario scenario;
    struct task_shares shares;
    struct web_front_options front_options;
    struct buffer baseline;
    struct buffer certificate, key; /* TLS, in PEM */
    struct web_front *front;
};

/* ---- the description of the scenario ---- */

static void kinds_describe(struct web_page *page, const struct program *program)
{
    struct web_kind *kinds = arena_zalloc(&page->arena, (program->kinds_count + 1) * sizeof *kinds);

    for (size_t i = 0; i < program->kinds_count; i++)
        kinds[i] =
            (struct web_kind){.name = program->kinds[i].name,
                              .weight = program->kinds[i].weight,
                              .fixed = program->kinds[i].fixed,
                              .host = program->kinds[i].host,
                              .needs_host = program->kinds[i].host_use.line > 0 && !program->kinds[i].host};
    page->scenario.kinds = kinds;
    page->scenario.kind_count = program->kinds_count;
}

static void constants_describe(struct web_page *page, const struct program *program)
{
    size_t count = program->named_constants_count;
    struct web_constant *constants = arena_zalloc(&page->arena, (count + 1) * sizeof *constants);

    for (size_t i = 0; i < count; i++)
        constants[i] =
            (struct web_constant){.name = program->named_constants[i].name,
                                  .type = program->named_constants[i].type,
                                  .value = mask_copy(&page->arena, program->named_constants[i].text),
                                  .line = program->named_constants[i].line};
    page->scenario.constants = constants;
    page->scenario.constant_count = count;
}

static const char *phase_text(struct arena *arena, const struct load_phase *phase)
{
    struct buffer text = {0};
    const char *kept;

    load_phase_text(phase, &text);
    kept = arena_strndup(arena, buffer_text(&text), text.length);
    buffer_free(&text);
    return kept;
}

/* What decides on the users of a start that names none: a capacity search, or the phases of `load`. */
static void load_describe(struct web_page *page, const struct scenario *scenario)
{
    const char *condition = scenario->settings.capacity.text;
    size_t count = condition ? 1 : scenario->settings.has_load ? scenario->program->load_count : 0;
    const char **load = arena_zalloc(&page->arena, (count + 1) * sizeof *load);

    for (size_t i = 0; i < count && !condition; i++)
        load[i] = phase_text(&page->arena, &scenario->program->load[i]);
    if (condition)
        load[0] = arena_printf(&page->arena, "search the maximum number of users that meet %s", condition);
    page->scenario.load = load;
    page->scenario.load_count = count;
}

/* False if no run is possible, as with a kind of user that doesn't exist; the reason is printed. */
static bool shares_describe(struct web_page *page, const struct scenario *scenario)
{
    struct buffer why = {0};
    bool can_run = engine_task_shares(scenario->program, &scenario->settings, &page->shares, &why);

    if (!can_run)
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
    page->scenario.shares = page->shares.list.items;
    page->scenario.share_count = page->shares.list.count;
    buffer_free(&why);
    return can_run;
}

static void scenario_describe(struct web_page *page, const struct scenario *scenario)
{
    page->scenario.path = scenario->settings.scenario;
    page->scenario.needs_host = scenario->program->hook_host_use.line > 0;
    kinds_describe(page, scenario->program);
    constants_describe(page, scenario->program);
    load_describe(page, scenario);
}

/* ---- options ---- */

/* Says why the value of an option can't be used, and where it was given. Always false. */
__attribute__((format(printf, 3, 4))) static bool refused(const struct options *options, enum option_id id,
                                                          const char *format, ...)
{
    struct buffer why = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&why, format, arguments);
    va_end(arguments);
    fprintf(stderr, "swarm: %s: %s\n", options->values[id].place, buffer_text(&why));
    buffer_free(&why);
    return false;
}

/* The page reads the rest. */
static bool is_results(const struct buffer *text)
{
    value results, format;
    bool is_known = false;

    if (!json_decode(text->data, text->length, &results, NULL))
        return false;
    if (results.type == VALUE_MAP && value_map_get(results, "format", 6, &format))
        is_known = format.type == VALUE_STRING && strcmp(format.as.string->bytes, "swarm-results") == 0;
    value_release(results);
    return is_known;
}

static bool baseline_read(struct web_page *page, const struct options *options)
{
    const char *path = options_text(options, OPTION_baseline);
    const char *wrong = path ? file_read(path, BASELINE_MOST, &page->baseline) : NULL;

    if (!path)
        return true;
    if (wrong)
        return refused(options, OPTION_baseline, "can't read %s: %s", path, wrong);
    if (!is_results(&page->baseline))
        return refused(options, OPTION_baseline, "%s isn't a result of `swarm run --json-file`", path);
    page->front_options.baseline = buffer_text(&page->baseline);
    page->front_options.baseline_length = page->baseline.length;
    return true;
}

/* The message doesn't quote the value, which may contain a password. */
static bool login_read(struct web_page *page, const struct options *options)
{
    const char *login = options_text(options, OPTION_web_login);
    const char *colon = login ? strchr(login, ':') : NULL;

    if (!login)
        return true;
    if (!colon || colon == login || !colon[1])
        return refused(options, OPTION_web_login, "the format is NAME:PASSWORD");
    mask_add(colon + 1, strlen(colon + 1));
    page->front_options.login = login;
    return true;
}

/* The path starts with a slash and doesn't end with one. */
static bool base_path_read(struct web_page *page, const struct options *options)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    const char *path = options_text(options, OPTION_web_base_path);
    size_t length = path ? strlen(path) : 0;

    while (length > 0 && path[length - 1] == '/')
        length--;
    if (length == 0)
        return true;
    if (strspn(path, allowed) < length)
        return refused(options, OPTION_web_base_path, "a path has only letters, digits and -._~/");
    page->front_options.base_path =
        arena_printf(&page->arena, "%s%.*s", *path == '/' ? "" : "/", (int)length, path);
    return true;
}

static bool tls_read(struct web_page *page, const struct options *options)
{
    const char *certificate = options_text(options, OPTION_tls_cert),
               *key = options_text(options, OPTION_tls_key);
    struct buffer why = {0};
    bool is_fine, is_key;

    if (!certificate && !key)
        return true;
    if (!certificate || !key)
        return refused(options, certificate ? OPTION_tls_cert : OPTION_tls_key, "%s is missing",
                       certificate ? "--tls-key" : "--tls-cert");
    is_fine = tls_files_read(certificate, key, &page->certificate, &page->key, &is_key, &why);
    if (!is_fine)
        refused(options, is_key ? OPTION_tls_key : OPTION_tls_cert, "%s", buffer_text(&why));
    page->front_options.tls_certificate = buffer_text(&page->certificate);
    page->front_options.tls_key = buffer_text(&page->key);
    buffer_free(&why);
    return is_fine;
}

/* What helps against an address that is in use. */
static const char *listen_hint(const struct buffer *why)
{
    return strstr(buffer_text(why), strerror(EADDRINUSE))
               ? "; -P PORT takes another port, --headless needs none"
               : "";
}

static bool front_open(struct web_page *page)
{
    struct buffer why = {0};

    page->front = web_front_new(page->control, &page->front_options, &why);
    if (!page->front)
        fprintf(stderr, "swarm: the web page: %s%s\n", buffer_text(&why), listen_hint(&why));
    buffer_free(&why);
    return page->front;
}

/* ---- --open ---- */

/* The browser's output is discarded, to keep the log readable. */
static bool browser_spawn(char *const *arguments)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t child;
    pid_t pid;
    int wrong;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &child);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    wrong = posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return wrong == 0;
}

/* `swarm run` has no other child processes, so nobody waits for the end of one. */
static void browser_open(const char *url)
{
    char program[] = "xdg-open";
    char *own = mem_strdup(url), *arguments[] = {program, own, NULL};

    signal(SIGCHLD, SIG_IGN);
    if (!browser_spawn(arguments))
        log_warning("--open: can't start xdg-open; open %s in a browser", url);
    mem_free(own);
}

static void url_tell(const struct web_page *page, const struct options *options)
{
    struct buffer url = {0};

    web_front_url(page->front, &url);
    log_info("Starting web interface at %s", buffer_text(&url));
    if (!page->front_options.login && !web_host_is_loopback(page->front_options.host))
        log_warning(
            "anyone who reaches this address can start load; --web-login NAME:PASSWORD demands a password");
    if (options_flag(options, OPTION_open))
        browser_open(buffer_text(&url));
    buffer_free(&url);
}

/* ---- --autoquit ---- */

static void on_quit(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct web_page *page = watcher->data;

    (void)loop, (void)events;
    log_info("--autoquit time reached");
    control_leave(page->control);
}

static void run_starting(void *context, const struct run_settings *settings)
{
    struct web_page *page = context;

    (void)settings;
    ev_timer_stop(control_loop(page->control), &page->quit);
}

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct web_page *page = context;

    (void)snapshot;
    if (page->quit_after < 0)
        return;
    ev_timer_set(&page->quit, page->quit_after, 0.);
    ev_timer_start(control_loop(page->control), &page->quit);
}

static void quit_prepare(struct web_page *page, const struct options *options)
{
    bool is_given = options_given(options, OPTION_autoquit);

    if (is_given && !options_flag(options, OPTION_autostart))
        log_warning("--autoquit has no effect without --autostart");
    page->quit_after = is_given && options_flag(options, OPTION_autostart)
                           ? (double)options_time(options, OPTION_autoquit) / NANOS_PER_S
                           : -1;
    ev_timer_init(&page->quit, on_quit, 0., 0.);
    page->quit.data = page;
    page->observer = (struct control_observer){.context = page, .starting = run_starting, .ended = run_ended};
    control_observe(page->control, &page->observer);
}

/* ---- from beginning to end ---- */

struct web_page *web_page_new(struct control *control, const struct scenario *scenario,
                              const struct options *options)
{
    struct web_page *page = mem_zalloc(1, sizeof *page);

    page->control = control;
    arena_init(&page->arena);
    scenario_describe(page, scenario);
    page->front_options =
        (struct web_front_options){.host = options_text(options, OPTION_web_host),
                                   .port = (uint16_t)options_count(options, OPTION_web_port),
                                   .base_path = "",
                                   .has_seed = options_given(options, OPTION_seed),
                                   .settings = &scenario->settings,
                                   .scenario = &page->scenario};
    if (!shares_describe(page, scenario) || !baseline_read(page, options) || !login_read(page, options) ||
        !base_path_read(page, options) || !tls_read(page, options) || !front_open(page)) {
        web_page_free(page);
        return NULL;
    }
    url_tell(page, options);
    quit_prepare(page, options);
    return page;
}

void web_page_free(struct web_page *page)
{
    if (!page)
        return;
    web_front_free(page->front);
    control_unobserve(page->control, &page->observer);
    if (page->front)
        ev_timer_stop(control_loop(page->control), &page->quit);
    buffer_free(&page->baseline);
    buffer_free(&page->certificate);
    buffer_free(&page->key);
    vec_free(&page->shares.list);
    arena_free(&page->arena);
    mem_free(page);
}
