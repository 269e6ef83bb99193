/* What a client asks of a start: the fields of POST /swarm and of POST /api/start, and what they make of the
 * settings of a run. */
#ifndef SWARM_WEB_START_REQUEST_H
#define SWARM_WEB_START_REQUEST_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"
#include "runtime/base/vec.h"
#include "runtime/model/run_settings.h"
#include "runtime/value/value.h"
#include "runtime/web/web_fields.h"
#include "runtime/web/web_front.h"

#include <stdbool.h>
#include <stdint.h>

/* A constant that gets another value. Owns its texts. */
struct start_constant {
    char *name, *text;
    enum value_type type; /* of the JSON */
};

/* All-zero: nothing in particular. It owns its texts. */
struct start_request {
    bool has_users, has_spawn_rate, has_run_time;
    uint64_t users;
    double spawn_rate;
    nanos run_time;     /* 0: until stopped */
    struct buffer host; /* empty: as the settings say */
    VEC(char *) kinds;  /* none: as the settings say */
    VEC(struct start_constant) constants;
};

/* Why a request is refused: `field` is the name of the member at fault, "users" or "constants.NAME"; "": none
 * in particular. All-zero: nothing is wrong. Freed by start_problem_free. */
struct start_problem {
    struct buffer field, sentence;
};

void start_problem_free(struct start_problem *problem);

/* Reads the JSON of POST /api/start and /api/users, or the form of POST /swarm. False with the problem filled
 * in. The request is freed in any case. */
bool start_request_json(struct start_request *request, const struct buffer *body,
                        struct start_problem *problem);
bool start_request_form(struct start_request *request, const struct web_fields *fields,
                        struct start_problem *problem);

void start_request_free(struct start_request *request);

/* Makes `settings`, which the caller frees, of those that the front's options give and what the request asks
 * for. False with the problem, if the scenario has no such kind or constant, a value isn't of the type of its
 * constant, or a host is missing; then there are no settings. */
bool start_request_apply(const struct start_request *request, const struct web_front_options *options,
                         struct run_settings *settings, struct start_problem *problem);

#endif
