/* Any bytes as what a client sends: the first byte selects what they are taken for. Nothing crashes, and what
 * is accepted holds no NUL. */
#include "runtime/web/start_request.h"
#include "runtime/web/web_fields.h"
#include "runtime/web/web_security.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void start_try(bool is_read, struct start_request *request, struct start_problem *problem)
{
    static const struct web_kind kinds[] = {{.name = "Visitor", .weight = 1}};
    static const struct web_constant constants[] = {{.name = "rate", .type = "int", .value = "1"}};
    static const struct web_scenario scenario = {
        .path = "x.swarm", .kinds = kinds, .kind_count = 1, .constants = constants, .constant_count = 1};
    static const struct run_settings defaults = {.users = 1};
    const struct web_front_options options = {.settings = &defaults, .scenario = &scenario};
    struct run_settings settings;

    if (!is_read && problem->sentence.length == 0)
        abort();
    if (is_read && start_request_apply(request, &options, &settings, problem))
        run_settings_free(&settings);
    start_request_free(request);
    start_problem_free(problem);
}

static void json_try(const char *text, size_t length)
{
    struct start_request request = {0};
    struct start_problem problem = {0};
    struct buffer body = {0};

    buffer_append(&body, text, length);
    start_try(start_request_json(&request, &body, &problem), &request, &problem);
    buffer_free(&body);
}

static void form_try(const char *text, size_t length, const char *type)
{
    struct web_fields fields = {0};
    struct start_request request = {0};
    struct start_problem problem = {0};
    bool is_form =
        type ? web_fields_multipart(&fields, type, text, length) : web_fields_form(&fields, text, length);

    if (is_form)
        start_try(start_request_form(&request, &fields, &problem), &request, &problem);
    web_fields_free(&fields);
}

static void headers_try(const char *text)
{
    struct buffer out = {0};
    const struct web_origin origin = {.host = text, .origin = text, .referer = text, .fetch_site = NULL};

    web_cookie_get(text, "session", &out);
    buffer_clear(&out);
    if (web_basic_decode(text, &out) && strlen(buffer_text(&out)) != out.length)
        abort();
    web_host_is_own(text, "127.0.0.1");
    web_is_cross_site(&origin);
    buffer_free(&out);
}

static void path_try(const char *text, size_t length)
{
    struct buffer path = {0};

    if (web_path_decode(text, length, &path) && strlen(buffer_text(&path)) != path.length)
        abort();
    buffer_free(&path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;
    size_t length = size > 0 ? size - 1 : 0;

    if (size == 0)
        return 0;
    text = malloc(length + 1);
    memcpy(text, data + 1, length);
    text[length] = '\0';
    switch (data[0]) {
    case 'j': json_try(text, length); break;
    case 'f': form_try(text, length, NULL); break;
    case 'm': form_try(text, length, "multipart/form-data; boundary=x"); break;
    case 't': form_try("--x--", 5, text); break;
    case 'p': path_try(text, length); break;
    default: headers_try(text); break;
    }
    free(text);
    return 0;
}
