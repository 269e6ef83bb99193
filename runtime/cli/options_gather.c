/* The order of the sources of options, and the environment. */
#include "runtime/cli/options_sources.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VARIABLE_MOST = OPTION_NAME_MAX + 8, PATH_MOST = 4096 };

/* ---- files ---- */

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Files that exist by themselves: `own`, or else that of Locust. */
static bool folder_read(struct options *options, const char *own, const char *of_locust,
                        enum option_layer layer)
{
    const struct options_file file = {.path = own, .layer = layer},
                              other = {.path = of_locust, .layer = layer, .is_locust = true};

    if (is_there(own) || !(options->command & (COMMAND_RUN | COMMAND_TRY)))
        return options_file_read(options, &file);
    return options_file_read(options, &other);
}

static bool home_read(struct options *options, const char *home)
{
    char hidden[PATH_MOST], own[PATH_MOST], of_locust[PATH_MOST];
    const struct options_file first = {.path = hidden, .layer = LAYER_HOME};

    snprintf(hidden, sizeof hidden, "%s/.swarm.conf", home);
    snprintf(own, sizeof own, "%s/swarm.conf", home);
    snprintf(of_locust, sizeof of_locust, "%s/.locust.conf", home);
    if (is_there(hidden) && !is_there(own))
        return options_file_read(options, &first);
    return options_file_read(options, &first) && folder_read(options, own, of_locust, LAYER_HOME);
}

/* ---- the environment ---- */

static bool variable_apply(struct options *options, enum option_id id, const char *name, const char *text)
{
    return options_set_listed(options, id, arena_strndup(&options->arena, text, strlen(text)),
                              LAYER_ENVIRONMENT, name);
}

/* Prefix and key in capitals. */
static const char *variable_name(const char *prefix, const char *key, char name[VARIABLE_MOST])
{
    snprintf(name, VARIABLE_MOST, "%s%s", prefix, key);
    for (char *c = name; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return name;
}

/* Locust's variables, without their prefix. */
static const struct {
    enum option_id id;
    const char *name;
} locust_variables[] = {
    {OPTION_locustfile, "LOCUSTFILE"},
    {OPTION_host, "HOST"},
    {OPTION_tags, "TAGS"},
    {OPTION_exclude_tags, "EXCLUDE_TAGS"},
    {OPTION_users, "USERS"},
    {OPTION_spawn_rate, "SPAWN_RATE"},
    {OPTION_run_time, "RUN_TIME"},
    {OPTION_stop_timeout, "STOP_TIMEOUT"},
    {OPTION_reset_stats, "RESET_STATS"},
    {OPTION_headless, "HEADLESS"},
    {OPTION_autostart, "AUTOSTART"},
    {OPTION_autoquit, "AUTOQUIT"},
    {OPTION_only_summary, "ONLY_SUMMARY"},
    {OPTION_print_stats, "PRINT_STATS"},
    {OPTION_exit_code_on_error, "EXIT_CODE_ON_ERROR"},
    {OPTION_csv, "CSV"},
    {OPTION_csv_full_history, "CSV_FULL_HISTORY"},
    {OPTION_html, "HTML"},
    {OPTION_web_host, "WEB_HOST"},
    {OPTION_web_port, "WEB_PORT"},
    {OPTION_web_login, "WEB_AUTH"},
    {OPTION_tls_cert, "TLS_CERT"},
    {OPTION_tls_key, "TLS_KEY"},
    {OPTION_master, "MODE_MASTER"},
    {OPTION_worker, "MODE_WORKER"},
    {OPTION_master_host, "MASTER_NODE_HOST"},
    {OPTION_master_port, "MASTER_NODE_PORT"},
    {OPTION_master_bind_host, "MASTER_BIND_HOST"},
    {OPTION_master_bind_port, "MASTER_BIND_PORT"},
    {OPTION_expect_workers, "EXPECT_WORKERS"},
    {OPTION_expect_workers_max_wait, "EXPECT_WORKERS_MAX_WAIT"},
    {OPTION_enable_rebalancing, "ENABLE_REBALANCING"},
    {OPTION_loglevel, "LOGLEVEL"},
    {OPTION_logfile, "LOGFILE"},
};

/* Where swarm's own variable isn't set. */
static bool locust_variables_apply(struct options *options)
{
    char name[VARIABLE_MOST], own[VARIABLE_MOST];

    for (size_t i = 0; i < COUNT_OF(locust_variables); i++) {
        enum option_id id = locust_variables[i].id;
        const char *text = getenv(variable_name("LOCUST_", locust_variables[i].name, name));

        if (!text || getenv(variable_name("SWARM_", option_table[id].key, own)) ||
            options_is_locustfile(id, text, name))
            continue;
        log_info("%s is used; swarm's own variable is %s", name, own);
        if (!variable_apply(options, id, name, text))
            return false;
    }
    return true;
}

static bool variables_apply(struct options *options)
{
    char name[VARIABLE_MOST];

    for (int id = 0; id < OPTION_COUNT; id++) {
        const char *text = getenv(variable_name("SWARM_", option_table[id].key, name));

        if (text && !variable_apply(options, (enum option_id)id, name, text))
            return false;
    }
    return !(options->command & (COMMAND_RUN | COMMAND_TRY)) || locust_variables_apply(options);
}

/* ---- all sources ---- */

static bool config_read(struct options *options)
{
    const struct options_file file = {
        .path = options_text(options, OPTION_config), .layer = LAYER_CONFIG, .is_named = true};

    return !file.path || options_file_read(options, &file);
}

bool options_gather(struct options *options)
{
    const char *home = getenv("HOME");

    return (!home || home_read(options, home)) &&
           folder_read(options, "swarm.conf", "locust.conf", LAYER_FOLDER) && variables_apply(options) &&
           config_read(options);
}
