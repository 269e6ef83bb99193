#include "runtime/text/jsonpath_tree.h"

#include "runtime/base/alloc.h"

#define STEPS_MOST 10000000

static bool path_read(struct jsonpath_parser *parser)
{
    if (!jsonpath_accept(parser, "$"))
        return jsonpath_fail(parser, parser->at, "a path begins with `$`");
    if (!jsonpath_parse_segments(parser, &parser->path->query))
        return false;
    return parser->at == parser->end ||
           jsonpath_fail(parser, parser->at, "a dot, `[` or the end of the path is expected here");
}

struct jsonpath *jsonpath_compile(const char *text, size_t length, struct jsonpath_error *error)
{
    struct jsonpath *path = mem_zalloc(1, sizeof *path);
    struct jsonpath_parser parser = {
        .path = path, .start = text, .at = text, .end = text + length, .error = error};

    *error = (struct jsonpath_error){0};
    if (path_read(&parser))
        return path;
    jsonpath_free(path);
    return NULL;
}

void jsonpath_free(struct jsonpath *path)
{
    if (!path)
        return;
    for (size_t i = 0; i < path->literals.count; i++)
        value_free_immortal(path->literals.items[i]);
    for (size_t i = 0; i < path->regexes.count; i++)
        regex_free(path->regexes.items[i]);
    vec_free(&path->literals);
    vec_free(&path->regexes);
    arena_free(&path->arena);
    mem_free(path);
}

const char *jsonpath_value(const struct jsonpath *path, value root, value *result)
{
    struct evaluation evaluation = {.root = root, .steps = STEPS_MOST};
    struct selection selection = {.most = SIZE_MAX};
    bool singular = query_is_singular(&path->query);
    value list = singular ? value_none() : value_list(0);

    if (!singular)
        selection.list = &list;
    query_select(&evaluation, &path->query, root, &selection);
    if (evaluation.error)
        value_release(list);
    else
        *result = singular ? value_copy(selection.first) : list;
    return evaluation.error;
}
