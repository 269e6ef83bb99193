/* Options from configuration files, whose lines are read as Locust reads them. */
#include "runtime/cli/options_sources.h"

#include "runtime/base/log.h"
#include "runtime/cli/foreign_option.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines ---- */

static char *text_trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    if (length >= 2 && (*text == '"' || *text == '\'') && text[length - 1] == *text) {
        text[length - 1] = '\0';
        text++;
    }
    return text;
}

bool options_set_listed(struct options *options, enum option_id id, char *value, enum option_layer layer,
                        const char *place)
{
    bool is_list = option_table[id].kind == OPTION_KIND_LIST || option_table[id].kind == OPTION_KIND_WORDS;
    if (!is_list)
        return options_set(options, id, value, layer, place);
    for (char *item = strtok(value, "[],"); item; item = strtok(NULL, "[],"))
        if (!options_set(options, id, text_trim(item), layer, place))
            return false;
    return true;
}

/* The end of the content of a line. A comment starts with `#` or `;` after a blank and outside of quotes. */
static char *config_line_end(char *line)
{
    char quote = '\0';

    for (char *c = line; *c; c++) {
        bool is_start = c > line && (isspace((unsigned char)c[-1]) || strchr("=:", c[-1]));

        if (quote && *c == quote)
            quote = '\0';
        else if (!quote && is_start && (*c == '"' || *c == '\'') && strchr(c + 1, *c))
            quote = *c;
        else if (!quote && c > line && isspace((unsigned char)c[-1]) && (*c == '#' || *c == ';'))
            return c;
    }
    return line + strlen(line);
}

/* The key and the value of a line. Like Locust's ConfigArgParse it accepts `key = value`, `key: value`,
 * `key value`, or a flag alone, each with or without `--`. False: the line has neither, as sections and lines
 * of dashes. */
static bool config_line_split(char *line, char **key, char **value)
{
    static char flag[] = "true";
    char *rest;

    line = text_trim(line);
    if (*line == '\0' || strchr("#;[", *line) || strncmp(line, "---", 3) == 0)
        return false;
    *config_line_end(line) = '\0';
    *key = strncmp(line, "--", 2) == 0 ? line + 2 : line;
    rest = *key + strcspn(*key, "=: \t");
    *value = rest + strspn(rest, " \t");
    if (**value == '=' || **value == ':')
        ++*value;
    else if (**value == '\0')
        *value = flag;
    *rest = '\0';
    *value = text_trim(*value);
    return true;
}

/* An old name counts before an option of another command, as with `port`. */
static enum option_id key_find(const struct options *options, const char *key, const char *place)
{
    enum option_id id = options_find(key, strlen(key)), old;

    if (id != OPTION_COUNT && (option_table[id].commands & options->command))
        return id;
    old = options_find_old(key, place);
    return old != OPTION_COUNT ? old : id;
}

/* False: the option can't be left out. */
static bool report_unknown(const char *key, const char *place)
{
    const struct foreign_option *foreign = foreign_option_find(key, strlen(key));
    char shown[360];

    if (!foreign) {
        fprintf(stderr, "swarm: %s: unknown option `%s`\n", place, key);
        return false;
    }
    snprintf(shown, sizeof shown, "%s: `%s`", place, key);
    return foreign_option_report(foreign, shown);
}

static bool config_line_apply(struct options *options, char *line, const struct options_file *file,
                              const char *place)
{
    char *key, *value;
    enum option_id id;

    if (!config_line_split(line, &key, &value))
        return true;
    id = key_find(options, key, place);
    if (id == OPTION_COUNT && file->is_locust) {
        log_info("%s: `%s` is skipped, since swarm has no such option", place, key);
        return true;
    }
    if (id == OPTION_COUNT)
        return report_unknown(key, place);
    return options_is_locustfile(id, value, place) || options_set_listed(options, id, value, file->layer, place);
}

/* ---- files ---- */

bool options_is_locustfile(enum option_id id, const char *value, const char *place)
{
    size_t length = strlen(value);

    if (id != OPTION_locustfile || length < 3 || strcmp(value + length - 3, ".py") != 0)
        return false;
    log_info("%s: %s is skipped, since it is a locustfile in Python", place, value);
    return true;
}

static bool lines_apply(struct options *options, FILE *lines, const struct options_file *file)
{
    char *line = NULL, place[300];
    size_t capacity = 0;
    bool is_fine = true;

    for (unsigned number = 1; is_fine && getline(&line, &capacity, lines) >= 0; number++) {
        snprintf(place, sizeof place, "%s:%u", file->path, number);
        is_fine = config_line_apply(options, line, file, place);
    }
    free(line);
    return is_fine;
}

bool options_file_read(struct options *options, const struct options_file *file)
{
    FILE *lines = fopen(file->path, "r");
    bool is_fine;

    if (!lines && !file->is_named)
        return true;
    if (!lines) {
        fprintf(stderr, "swarm: --config: can't read %s: %s\n", file->path, strerror(errno));
        return false;
    }
    if (file->is_locust)
        log_info("options are read from %s; swarm's own file is swarm.conf", file->path);
    is_fine = lines_apply(options, lines, file);
    fclose(lines);
    return is_fine;
}
