/* The web page, its API and Locust's, as a front of control: starts, changes, stops and resets runs, and
 * shows them. Everything runs on control's loop. */
#ifndef SWARM_WEB_WEB_FRONT_H
#define SWARM_WEB_WEB_FRONT_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/task_share.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web_front;

struct web_kind {
    const char *name;
    double weight;
    uint32_t fixed;   /* 0: by weight */
    const char *host; /* NULL: the run's */
    bool needs_host;  /* some request of it goes to the host of the run */
};

/* A `const` that a start may give another value. */
struct web_constant {
    const char *name;
    const char *type;  /* "int", "string" … */
    const char *value; /* as text, as --var takes it */
    uint32_t line;     /* of its declaration */
};

/* What the start dialog shows of a scenario. */
struct web_scenario {
    const char *path;
    const struct web_kind *kinds;
    size_t kind_count;
    const struct web_constant *constants;
    size_t constant_count;
    const char *const *load; /* its phases in the syntax of the language, or a capacity search in words */
    size_t load_count;       /* 0: neither */
    bool needs_host;         /* some request of the run's hooks goes to the host of the run */
    const struct task_share *shares; /* of all kinds and tasks, as the settings say */
    size_t share_count;
};

struct web_front_options {
    const char *host;                      /* to listen on; a name or an address */
    uint16_t port;                         /* 0: any free one */
    const char *base_path;                 /* in front of all paths: "/load"; "" for none */
    const char *login;                     /* "name:password"; NULL: none is needed */
    const char *tls_certificate, *tls_key; /* in PEM; NULL: no TLS */
    const char *baseline;                  /* results of an earlier run as JSON; NULL: none */
    size_t baseline_length;                /* bytes */
    bool has_seed;                         /* all runs have the seed of the settings */
    const struct run_settings *settings;   /* of a start that says nothing else */
    const struct web_scenario *scenario;
};

/* Listens, and observes control. The options and what they point at are borrowed, and outlive the front. NULL
 * with the reason appended to `why` if it can't listen. */
struct web_front *web_front_new(struct control *control, const struct web_front_options *options,
                                struct buffer *why);

/* Before control. NULL is fine. */
void web_front_free(struct web_front *front);

/* Appends the URL of the page: "http://127.0.0.1:8089". */
void web_front_url(const struct web_front *front, struct buffer *out);

#endif
