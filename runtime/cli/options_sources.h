/* What the sources of options share: options_files.c and options_gather.c. */
#ifndef SWARM_CLI_OPTIONS_SOURCES_H
#define SWARM_CLI_OPTIONS_SOURCES_H

#include "runtime/cli/options.h"

/* A configuration file. */
struct options_file {
    const char *path;
    enum option_layer layer;
    bool is_named;  /* by --config: then it must exist */
    bool is_locust; /* locust.conf: what swarm doesn't know in it is skipped, with a message */
};

/* Reads the file, if it exists. False: there was an error, which is printed on stderr. */
bool options_file_read(struct options *options, const struct options_file *file);

/* As options_set, for text from a file or the environment: `value` of a list may have several items, as
 * "[a, b]" or "a, b". It is overwritten. */
bool options_set_listed(struct options *options, enum option_id id, char *value, enum option_layer layer,
                        const char *place);

/* Whether the value, which is meant for Locust, names a locustfile: swarm can't run it. The log says so. */
bool options_is_locustfile(enum option_id id, const char *value, const char *place);

#endif
