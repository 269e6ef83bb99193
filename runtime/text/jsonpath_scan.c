#include "runtime/text/json_scan.h"
#include "runtime/text/jsonpath_tree.h"

/* A search for one value in the text of a document. */
struct scan {
    struct json_scanner scanner;
    value result;
    bool found;
};

static bool node_scan(struct scan *scan, const struct segment *segment);

static bool item_scan(struct scan *scan, bool chosen, const struct segment *segment)
{
    return chosen ? node_scan(scan, segment->next) : json_read(&scan->scanner, NULL);
}

static bool list_scan(struct scan *scan, const struct segment *segment)
{
    const struct selector *selector = segment->selectors;
    bool more, fine = json_enter(&scan->scanner, ']', &more);

    for (int64_t i = 0; fine && more; i++) {
        bool chosen = selector->kind == SELECT_INDEX && selector->index == i;

        fine = item_scan(scan, chosen, segment) && json_next(&scan->scanner, ']', &more);
    }
    return fine;
}

/* If a key occurs twice, the last one counts: forgets what was found in the first. */
static void result_forget(struct scan *scan)
{
    value_release(scan->result);
    scan->result = value_none();
    scan->found = false;
}

static bool map_scan(struct scan *scan, const struct segment *segment)
{
    const struct selector *selector = segment->selectors;
    bool more, fine = json_enter(&scan->scanner, '}', &more);
    struct json_string key;

    while (fine && more) {
        bool chosen;

        if (!json_read_key(&scan->scanner, &key))
            return false;
        chosen = selector->kind == SELECT_NAME && json_string_equal(&key, selector->name, selector->length);
        if (chosen)
            result_forget(scan);
        fine = item_scan(scan, chosen, segment) && json_next(&scan->scanner, '}', &more);
    }
    return fine;
}

/* Searches the value at the scanner for `segment`. At the end of the path, the value is the result. */
static bool node_scan(struct scan *scan, const struct segment *segment)
{
    struct json_scanner *scanner = &scan->scanner;

    if (!segment) {
        scan->found = json_read(scanner, &scan->result);
        return scan->found;
    }
    json_skip_blanks(scanner);
    if (scanner->at < scanner->end && *scanner->at == '{')
        return map_scan(scan, segment);
    if (scanner->at < scanner->end && *scanner->at == '[')
        return list_scan(scan, segment);
    return json_read(scanner, NULL);
}

bool jsonpath_is_scannable(const struct jsonpath *path)
{
    if (!query_is_singular(&path->query))
        return false;
    for (const struct segment *segment = path->query.segments; segment; segment = segment->next) {
        if (segment->selectors->kind == SELECT_INDEX && segment->selectors->index < 0)
            return false;
    }
    return true;
}

bool jsonpath_scan(const struct jsonpath *path, const char *text, size_t length, value *result, bool *found)
{
    struct scan scan = {.result = value_none()};
    bool fine;

    json_begin(&scan.scanner, text, length);
    fine = node_scan(&scan, path->query.segments) && json_finish(&scan.scanner);
    if (!fine)
        result_forget(&scan);
    *result = scan.result;
    *found = scan.found;
    return fine;
}
