/* Test cases from a file under tests/data, one per line: fields separated by " ¦ ", of which the first is the
 * name of the case. Lines that begin with `#` are comments. In a field, <hh> is the byte hh, and <T*N> is the
 * text T repeated N times. */
#ifndef SWARM_TESTS_SUPPORT_CASES_H
#define SWARM_TESTS_SUPPORT_CASES_H

#include "runtime/base/buffer.h"
#include "tests/support/test.h"

#include <stdlib.h>

#define CASE_FIELDS 4
#define CASE_SEPARATOR " \xc2\xa6 "

struct test_case {
    struct buffer fields[CASE_FIELDS]; /* unused ones are empty */
    size_t count;
};

/* If the text starts with "<hh>" or "<T*N>", appends its bytes and returns the length of the notation,
 * otherwise 0. */
static size_t case_piece(const char *text, size_t length, struct buffer *out)
{
    const char *closing = memchr(text, '>', length), *star = NULL;
    size_t inside = closing ? (size_t)(closing - text) - 1 : 0;

    if (*text != '<' || !closing)
        return 0;
    if (inside == 2 && strspn(text + 1, "0123456789abcdef") >= 2) {
        buffer_append_char(out, (char)strtol(text + 1, NULL, 16));
        return 4;
    }
    star = memrchr(text + 1, '*', inside);
    if (!star || star + 1 + strspn(star + 1, "0123456789") != closing)
        return 0;
    for (long times = strtol(star + 1, NULL, 10); times > 0; times--)
        buffer_append(out, text + 1, (size_t)(star - text) - 1);
    return inside + 2;
}

static void case_field_read(const char *text, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        size_t piece = case_piece(text + at, length - at, out);

        if (!piece)
            buffer_append_char(out, text[at]);
        at += piece ? piece : 1;
    }
}

static void case_read(const char *line, struct test_case *test)
{
    const char *field = line, *next = line;

    for (test->count = 0; test->count < CASE_FIELDS && next; test->count++) {
        next = strstr(field, CASE_SEPARATOR);
        case_field_read(field, next ? (size_t)(next - field) : strlen(field), &test->fields[test->count]);
        field = next ? next + strlen(CASE_SEPARATOR) : field;
    }
}

/* Runs the cases whose names begin with `prefix`. Returns their number. */
static size_t cases_run(const char *path, const char *prefix, void (*run)(const struct test_case *test))
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0, count = 0;

    while (file && getline(&line, &capacity, file) >= 0) {
        struct test_case test = {0};

        line[strcspn(line, "\n")] = '\0';
        if (*line == '\0' || *line == '#' || strncmp(line, prefix, strlen(prefix)) != 0)
            continue;
        case_read(line, &test);
        run(&test);
        count++;
        for (size_t i = 0; i < CASE_FIELDS; i++)
            buffer_free(&test.fields[i]);
    }
    free(line);
    if (file)
        fclose(file);
    return count;
}

/* A check of one case. */
static void case_check(const struct test_case *test, const char *got, const char *want)
{
    if (strcmp(got, want) == 0)
        return;
    test_failures++;
    printf("# %s: got\n#   %.300s\n# not\n#   %.300s\n", buffer_text(&test->fields[0]), got, want);
}

#endif
