/* A viewer of the web page: it has the document of one moment and keeps it up to date by deltas alone. */
#ifndef SWARM_TESTS_SUPPORT_PAGE_VIEWER_H
#define SWARM_TESTS_SUPPORT_PAGE_VIEWER_H

#include "runtime/text/json.h"
#include "runtime/value/value.h"
#include "tests/support/test.h"

#include <string.h>

#define VIEWER __attribute__((unused)) static

static value member(value map, const char *key)
{
    value found = value_none();

    value_map_get(map, key, strlen(key), &found);
    return found;
}

VIEWER value document_parse(const struct buffer *text)
{
    value document = value_none();

    CHECK(json_decode(text->data, text->length, &document, NULL));
    return document;
}

static size_t list_length(value list)
{
    return list.type == VALUE_LIST ? list.as.list->count : 0;
}

static value list_item(value list, size_t i)
{
    value item = value_none();

    value_list_get(list, (int64_t)i, &item);
    return item;
}

static double number_of(value v)
{
    return v.type == VALUE_INT ? (double)v.as.integer : v.as.number;
}

/* The item of a list of objects with that id, or none. */
VIEWER value item_by_id(value list, value id)
{
    for (size_t i = 0; i < list_length(list); i++) {
        if (value_equal(member(list_item(list, i), "id"), id))
            return list_item(list, i);
    }
    return value_none();
}

/* The item with the members of `change` in place of its own. Members that the delta omits stay. */
static value item_changed(value item, value change)
{
    value changed = item.type == VALUE_MAP ? value_clone(item) : value_map(0);

    for (size_t i = 0; i < change.as.map->count; i++) {
        struct map_entry *entry = &change.as.map->entries[i];

        value_map_set(&changed, entry->key->bytes, entry->key->length, value_copy(entry->value));
    }
    return changed;
}

/* Sets the member that a path like "times/all/count" names. */
static void path_set(value *item, const char *path, value given)
{
    size_t length = strcspn(path, "/");
    value old = value_none(), inner;

    value_map_get(*item, path, length, &old);
    if (!path[length]) {
        value_map_set(item, path, length, value_copy(given));
        return;
    }
    inner = old.type == VALUE_MAP ? value_clone(old) : value_map(0);
    path_set(&inner, path + length + 1, given);
    value_map_set(item, path, length, inner);
}

/* What a table says, as a list of objects. */
static value table_items(value table)
{
    value items = value_list(0), columns = member(table, "columns"), values = member(table, "values");

    for (size_t i = 0; i < list_length(values); i++) {
        value item = value_map(0);

        CHECK_INT(list_length(list_item(values, i)), list_length(columns));
        for (size_t c = 0; c < list_length(columns); c++)
            path_set(&item, list_item(columns, c).as.string->bytes, list_item(list_item(values, i), c));
        value_list_append(&items, item);
    }
    return items;
}

/* A copy of the list in which the items of `changes` replace those with their id, or follow at the end. */
static value items_changed(value list, value changes)
{
    value changed = value_list(0);

    for (size_t i = 0; i < list_length(list); i++) {
        value item = list_item(list, i), change = item_by_id(changes, member(item, "id"));

        value_list_append(&changed, change.type == VALUE_MAP ? item_changed(item, change) : value_copy(item));
    }
    for (size_t i = 0; i < list_length(changes); i++) {
        value change = list_item(changes, i);

        if (item_by_id(list, member(change, "id")).type != VALUE_MAP)
            value_list_append(&changed, value_copy(change));
    }
    return changed;
}

/* The history with the point at its end, or in place of all that began in its time. */
static value history_changed(value history, value point)
{
    value changed = value_map(0), starts = member(history, "start_s");
    double start = number_of(member(point, "start_s")), end = start + number_of(member(point, "length_s"));

    for (size_t c = 0; c < history.as.map->count; c++) {
        struct map_entry *entry = &history.as.map->entries[c];
        value column = value_list(0), item = member(point, entry->key->bytes);
        bool is_in = false;

        for (size_t i = 0; i < list_length(starts); i++) {
            double begun = number_of(list_item(starts, i));

            if (begun < start - 1e-6 || begun > end - 1e-6)
                value_list_append(&column, value_copy(list_item(entry->value, i)));
            else if (!is_in)
                value_list_append(&column, value_copy(item));
            is_in = is_in || begun >= start - 1e-6;
        }
        if (!is_in)
            value_list_append(&column, value_copy(item));
        value_map_set(&changed, entry->key->bytes, entry->key->length, column);
    }
    return changed;
}

static void history_apply(value *document, value point)
{
    value history = history_changed(member(*document, "history"), point);

    value_map_set(document, "history", 7, history);
}

/* A copy of the line with the members of `change` except its index. */
static value line_changed(value line, value change)
{
    value changed = value_clone(line);

    for (size_t m = 0; m < change.as.map->count; m++) {
        struct map_entry *entry = &change.as.map->entries[m];

        if (strcmp(entry->key->bytes, "i") != 0)
            value_map_set(&changed, entry->key->bytes, entry->key->length, value_copy(entry->value));
    }
    return changed;
}

/* The change of the line with that index; none without one. */
static value change_of_line(value changes, size_t i)
{
    for (size_t j = 0; j < list_length(changes); j++) {
        if (number_of(member(list_item(changes, j), "i")) == (double)i)
            return list_item(changes, j);
    }
    return value_none();
}

/* A copy of the list in which the changes of a table are applied. */
static value lines_changed(value list, value table)
{
    value changed = value_list(0), changes = table_items(table);

    for (size_t i = 0; i < list_length(list); i++) {
        value change = change_of_line(changes, i), line = list_item(list, i);

        value_list_append(&changed, change.type == VALUE_MAP ? line_changed(line, change) : value_copy(line));
    }
    value_release(changes);
    return changed;
}

static void lines_apply(value *document, value tables)
{
    for (size_t i = 0; i < list_length(tables); i++)
        value_map_set(document, "lines", 5, lines_changed(member(*document, "lines"), list_item(tables, i)));
}

static void rows_apply(value *document, value table)
{
    value changes = table_items(table);

    value_map_set(document, "rows", 4, items_changed(member(*document, "rows"), changes));
    value_release(changes);
}

/* Has an effect of its own, besides setting a member. */
static bool is_part(const char *key)
{
    return !strcmp(key, "seq") || !strcmp(key, "point") || !strcmp(key, "coarsened") ||
           !strcmp(key, "row_changes") || !strcmp(key, "line_changes");
}

/* Brings a document up to date. */
VIEWER void delta_apply(value *document, value delta)
{
    for (size_t i = 0; i < delta.as.map->count; i++) {
        struct map_entry *entry = &delta.as.map->entries[i];
        const char *key = entry->key->bytes;
        value old = member(*document, key), new;

        if (is_part(key))
            continue;
        if (!strcmp(key, "rows") || !strcmp(key, "failures") || !strcmp(key, "errors"))
            new = items_changed(old, entry->value);
        else if (!strcmp(key, "aggregated"))
            new = item_changed(old, entry->value);
        else
            new = value_copy(entry->value);
        value_map_set(document, key, strlen(key), new);
    }
    rows_apply(document, member(delta, "row_changes"));
    lines_apply(document, member(delta, "line_changes"));
    if (member(delta, "point").type == VALUE_MAP)
        history_apply(document, member(delta, "point"));
    for (size_t i = 0; i < list_length(member(delta, "coarsened")); i++)
        history_apply(document, list_item(member(delta, "coarsened"), i));
}

#endif
