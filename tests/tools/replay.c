/* Replays: scenarios on virtual time, with scripted answers (tests/support/virtual_scheduler.h).
 *
 *     replay FILE.swarm…          a line `ok - …` or `not ok - …` each
 *     replay --show FILE.swarm    what happened, as comments for the end of the file
 *
 * A file says in comments how it is run and what must happen; a `load` in it replaces users, spawn_rate and
 * run_time. An answer has a pattern (as of a shell) for
 * method and URL, a status (0: connection refused), a delay and a body:
 *
 *     # replay: users 2 spawn_rate 1 run_time 30s stop_timeout 5s seed 1 iterations 100 tags read
 *     # answer: GET http://h/items | 200 100ms {"id": 5}
 *     # expect:
 *     #     0.000 user 1: task home
 */
#include "compiler/compile.h"
#include "runtime/base/file.h"
#include "tests/support/virtual_scheduler.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_LARGEST ((size_t)1 << 20)
#define EXPECT "# expect:\n"

struct replay {
    struct virtual_settings settings;
    VEC(struct virtual_answer) answers;
    const char *tag;
    struct arena arena;
};

static nanos duration_of(const char *text)
{
    nanos duration;

    if (!duration_parse(text, strlen(text), &duration)) {
        fprintf(stderr, "replay: `%s` is no duration\n", text);
        exit(2);
    }
    return duration;
}

static void setting_read(struct replay *replay, const char *key, const char *text)
{
    struct run_settings *run = &replay->settings.run;

    if (strcmp(key, "users") == 0) {
        run->users = strtoull(text, NULL, 10);
    } else if (strcmp(key, "spawn_rate") == 0) {
        run->spawn_rate = strtod(text, NULL);
    } else if (strcmp(key, "run_time") == 0) {
        run->run_time = duration_of(text);
    } else if (strcmp(key, "stop_timeout") == 0) {
        run->stop_timeout = duration_of(text);
    } else if (strcmp(key, "seed") == 0) {
        run->seed = strtoull(text, NULL, 10);
    } else if (strcmp(key, "iterations") == 0) {
        run->iterations = strtoull(text, NULL, 10);
    } else if (strcmp(key, "tags") == 0) {
        replay->tag = text;
        run->selection.tags = &replay->tag;
        run->selection.tag_count = 1;
    } else {
        fprintf(stderr, "replay: there is no setting `%s`\n", key);
        exit(2);
    }
}

static void settings_read(struct replay *replay, char *line)
{
    char *rest = NULL;

    for (char *key = strtok_r(line, " ", &rest); key; key = strtok_r(NULL, " ", &rest)) {
        char *text = strtok_r(NULL, " ", &rest);

        setting_read(replay, key, text ? text : "");
    }
}

static void answer_read(struct replay *replay, char *line)
{
    char *bar = strstr(line, " | "), *rest = NULL, *status, *delay;
    struct virtual_answer answer = {.pattern = line};

    if (!bar) {
        fprintf(stderr, "replay: an answer is `METHOD URL | STATUS DELAY BODY`\n");
        exit(2);
    }
    *bar = '\0';
    status = strtok_r(bar + 3, " ", &rest);
    delay = strtok_r(NULL, " ", &rest);
    answer.status = status ? atoi(status) : 0;
    answer.delay = delay ? duration_of(delay) : 0;
    answer.body = rest ? rest : "";
    vec_push(&replay->answers, answer);
}

static void directives_read(struct replay *replay, const char *text)
{
    static const char replay_word[] = "# replay: ", answer_word[] = "# answer: ";

    replay->settings.run = (struct run_settings){.users = 1, .seed = 1, .client.host = "http://h"};
    while (*text) {
        const char *end = strchrnul(text, '\n');
        char *line = arena_strndup(&replay->arena, text, (size_t)(end - text));

        if (strncmp(line, replay_word, strlen(replay_word)) == 0)
            settings_read(replay, line + strlen(replay_word));
        else if (strncmp(line, answer_word, strlen(answer_word)) == 0)
            answer_read(replay, line + strlen(answer_word));
        text = *end ? end + 1 : end;
    }
    replay->settings.answers = replay->answers.items;
    replay->settings.answer_count = replay->answers.count;
}

/* What happened, each line as a comment. */
static void comment(const char *told, struct buffer *out)
{
    while (*told) {
        const char *end = strchrnul(told, '\n');

        buffer_printf(out, "# %.*s\n", (int)(end - told), told);
        told = *end ? end + 1 : end;
    }
}

static void differences_print(const char *got, const char *want)
{
    while (*got || *want) {
        const char *got_end = strchrnul(got, '\n'), *want_end = strchrnul(want, '\n');
        bool same = got_end - got == want_end - want && strncmp(got, want, (size_t)(got_end - got)) == 0;

        if (!same)
            printf("#   got  %.*s\n#   want %.*s\n", (int)(got_end - got), got, (int)(want_end - want), want);
        got = *got_end ? got_end + 1 : got_end;
        want = *want_end ? want_end + 1 : want_end;
    }
}

static struct program *program_of(const char *path)
{
    struct compile_options options = {.for_run = true};
    struct compilation compilation;
    struct program *program = NULL;

    if (compile_file(&compilation, path, &options))
        program = compilation_take(&compilation);
    compilation_free(&compilation);
    return program;
}

static char *happens(const char *path, const char *text)
{
    struct replay replay = {.settings = {.program = program_of(path)}};
    struct program *program = (struct program *)replay.settings.program;
    char *told;

    if (!program)
        return mem_strdup("it doesn't compile\n");
    directives_read(&replay, text);
    replay.settings.run.has_load = program->load_count > 0;
    told = virtual_run(&replay.settings);
    program_free(program);
    vec_free(&replay.answers);
    arena_free(&replay.arena);
    return told;
}

static bool replay_file(const char *path, bool is_shown)
{
    struct buffer text = {0}, got = {0};
    const char *wrong = file_read(path, FILE_LARGEST, &text), *want = NULL;
    char *told = wrong ? mem_strdup(wrong) : happens(path, buffer_text(&text));
    bool is_good;

    comment(told, &got);
    if (!wrong)
        want = strstr(buffer_text(&text), EXPECT);
    want = want ? want + strlen(EXPECT) : "";
    is_good = strcmp(buffer_text(&got), want) == 0;
    if (is_shown) {
        fputs(buffer_text(&got), stdout);
    } else {
        if (!is_good)
            differences_print(buffer_text(&got), want);
        printf("%s - replay: %s\n", is_good ? "ok" : "not ok", path);
    }
    mem_free(told);
    buffer_free(&text);
    buffer_free(&got);
    return is_good;
}

int main(int argc, char **argv)
{
    bool is_shown = argc > 1 && strcmp(argv[1], "--show") == 0, all_good = argc > 1;

    for (int i = is_shown ? 2 : 1; i < argc; i++)
        all_good = replay_file(argv[i], is_shown) && all_good;
    if (!is_shown)
        printf("1..%d\n", argc - 1);
    return all_good || is_shown ? 0 : 1;
}
