#include "runtime/web/start_request.h"

#include "tests/support/test.h"

static const struct web_kind kinds[] = {{.name = "Visitor", .weight = 1}, {.name = "Buyer", .weight = 1}};
static const struct web_constant constants[] = {{.name = "rate", .type = "int", .value = "1"},
                                                {.name = "path", .type = "string", .value = "/"}};
static const struct web_scenario scenario = {
    .path = "x.swarm", .kinds = kinds, .kind_count = 2, .constants = constants, .constant_count = 2};

/* Settings of a start with this JSON; the caller frees them. */
static struct run_settings settings_of(const char *text, const struct run_settings *defaults)
{
    const struct web_front_options options = {.settings = defaults, .scenario = &scenario};
    struct start_request request = {0};
    struct start_problem problem = {0};
    struct run_settings settings = {0};
    struct buffer body = {0};

    buffer_append_text(&body, text);
    CHECK(start_request_json(&request, &body, &problem));
    CHECK(start_request_apply(&request, &options, &settings, &problem));
    CHECK_TEXT(buffer_text(&problem.sentence), "");
    start_request_free(&request);
    buffer_free(&body);
    return settings;
}

static const char *shown(const struct run_settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->setting_count; i++)
        if (strcmp(settings->settings[i].name, name) == 0)
            return settings->settings[i].value;
    return NULL;
}

TEST(what_is_left_out_is_as_the_settings_say)
{
    const struct run_setting listed[] = {{"users", "7"}, {"load", "from the scenario"}};
    const struct run_settings defaults = {
        .users = 7, .spawn_rate = 2, .has_load = true, .settings = listed, .setting_count = 2};
    struct run_settings settings = settings_of("", &defaults);

    CHECK_INT(settings.users, 7);
    CHECK(settings.has_load);
    CHECK_TEXT(shown(&settings, "load"), "from the scenario");
    CHECK(shown(&settings, "seed") != NULL);
    run_settings_free(&settings);
}

TEST(users_replace_the_load)
{
    const struct run_setting listed[] = {{"load", "from the scenario"}};
    const struct run_settings defaults = {
        .users = 7, .spawn_rate = 2, .has_load = true, .settings = listed, .setting_count = 1};
    struct run_settings settings = settings_of("{\"users\": 9, \"run_time\": \"1m30s\"}", &defaults);

    CHECK_INT(settings.users, 9);
    CHECK(!settings.has_load);
    CHECK(!shown(&settings, "load"));
    CHECK_TEXT(shown(&settings, "users"), "9");
    CHECK_TEXT(shown(&settings, "spawn_rate"), "2");
    CHECK_TEXT(shown(&settings, "run_time"), "90");
    CHECK_INT(settings.run_time, 90 * NANOS_PER_S);
    run_settings_free(&settings);
}

TEST(kinds_and_the_host_are_taken)
{
    const struct run_settings defaults = {.users = 1, .spawn_rate = 1};
    struct run_settings settings = settings_of(
        "{\"kinds\": [\"Buyer\"], \"host\": \"http://me:secret@a:80\", \"run_time\": 5}", &defaults);

    CHECK_INT(settings.selection.kind_count, 1);
    CHECK_TEXT(settings.selection.kinds[0], "Buyer");
    CHECK_TEXT(settings.client.host, "http://me:secret@a:80");
    CHECK(settings.client.host_wins);
    CHECK(!strstr(shown(&settings, "host"), "secret"));
    CHECK_INT(settings.run_time, 5 * NANOS_PER_S);
    run_settings_free(&settings);
}

TEST(only_changed_constants_are_applied)
{
    const struct run_settings defaults = {.users = 1, .spawn_rate = 1};
    struct run_settings settings = settings_of("{\"constants\": {\"rate\": 5, \"path\": \"/\"}}", &defaults);

    CHECK_INT(settings.constant_count, 1);
    CHECK_TEXT(settings.constants[0].name, "rate");
    CHECK_TEXT(settings.constants[0].value, "5");
    CHECK_TEXT(shown(&settings, "const rate"), "5");
    CHECK(!shown(&settings, "const path"));
    run_settings_free(&settings);
}

TEST(a_copy_of_the_settings_owns_the_constants)
{
    const struct run_settings defaults = {.users = 1, .spawn_rate = 1};
    struct run_settings settings = settings_of("{\"constants\": {\"rate\": 5}}", &defaults), copy;

    run_settings_copy(&copy, &settings);
    run_settings_free(&settings);
    CHECK_TEXT(copy.constants[0].value, "5");
    CHECK_TEXT(shown(&copy, "const rate"), "5");
    run_settings_free(&copy);
}

TEST(a_missing_host_is_a_problem_of_that_field)
{
    const struct web_scenario needy = {
        .path = "x.swarm", .kinds = kinds, .kind_count = 2, .needs_host = true};
    const struct run_settings defaults = {.users = 1};
    const struct web_front_options options = {.settings = &defaults, .scenario = &needy};
    struct start_request request = {0};
    struct start_problem problem = {0};
    struct run_settings settings;

    CHECK(!start_request_apply(&request, &options, &settings, &problem));
    CHECK_TEXT(buffer_text(&problem.field), "host");
    start_problem_free(&problem);
    start_request_free(&request);
}

static void check_refused(const char *text, const char *field, const char *sentence)
{
    const struct run_settings defaults = {.users = 1};
    const struct web_front_options options = {.settings = &defaults, .scenario = &scenario};
    struct start_request request = {0};
    struct start_problem problem = {0};
    struct run_settings settings;
    struct buffer body = {0};

    buffer_append_text(&body, text);
    CHECK(!start_request_json(&request, &body, &problem) ||
          !start_request_apply(&request, &options, &settings, &problem));
    CHECK_TEXT(buffer_text(&problem.field), field);
    CHECK_TEXT(buffer_text(&problem.sentence), sentence);
    start_problem_free(&problem);
    start_request_free(&request);
    buffer_free(&body);
}

TEST(values_of_other_types_are_refused)
{
    static const char number[] = "The value of `rate` must be a number.";
    static const char string[] = "The value of `path` must be a string.";

    check_refused("{\"constants\": {\"rate\": \"fast\"}}", "constants.rate", number);
    check_refused("{\"constants\": {\"rate\": true}}", "constants.rate", number);
    check_refused("{\"constants\": {\"rate\": null}}", "constants.rate", number);
    check_refused("{\"constants\": {\"rate\": [1]}}", "constants.rate", number);
    check_refused("{\"constants\": {\"rate\": \"\"}}", "constants.rate", number);
    check_refused("{\"constants\": {\"path\": 5}}", "constants.path", string);
    check_refused("{\"constants\": {\"path\": {}}}", "constants.path", string);
    check_refused("{\"constants\": {\"path\": \"a\\u0000b\"}}", "constants.path",
                  "The value of `path` must not contain a NUL.");
    check_refused("{\"constants\": {\"x\": 1}}", "constants.x",
                  "The value of `x` can't be set: the scenario has no such constant.");
    check_refused("{\"uzers\": 1}", "uzers",
                  "The members are users, spawn_rate, host, run_time, kinds and constants.");
}

TEST(a_string_may_give_a_number)
{
    const struct run_settings defaults = {.users = 1, .spawn_rate = 1};
    struct run_settings settings = settings_of("{\"constants\": {\"rate\": \"5\"}}", &defaults);

    CHECK_TEXT(settings.constants[0].value, "5");
    run_settings_free(&settings);
}

TEST(a_form_of_locust_is_read)
{
    static const char form[] =
        "user_count=10&spawn_rate=2.5&host=http%3A%2F%2Fa&run_time=20m&user_classes=Visitor&"
        "user_classes=Buyer&tags=x";
    struct web_fields fields = {0};
    struct start_request request = {0};
    struct start_problem problem = {0};

    CHECK(web_fields_form(&fields, form, strlen(form)));
    CHECK(start_request_form(&request, &fields, &problem));
    CHECK_INT(request.users, 10);
    CHECK(request.spawn_rate == 2.5);
    CHECK_TEXT(buffer_text(&request.host), "http://a");
    CHECK_INT(request.run_time, 1200 * NANOS_PER_S);
    CHECK_INT(request.kinds.count, 2);
    web_fields_free(&fields);
    start_request_free(&request);
}

TEST_MAIN(RUN(what_is_left_out_is_as_the_settings_say); RUN(users_replace_the_load);
          RUN(kinds_and_the_host_are_taken); RUN(only_changed_constants_are_applied);
          RUN(a_copy_of_the_settings_owns_the_constants); RUN(a_missing_host_is_a_problem_of_that_field);
          RUN(values_of_other_types_are_refused); RUN(a_string_may_give_a_number);
          RUN(a_form_of_locust_is_read))
