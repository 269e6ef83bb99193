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

/* The item of a list of objects with that id; none without one. */
VIEWER value item_by_id(value list, value id)
{
    for (size_t i = 0; i < list_length(list); i++) {
        if (value_equal(member(list_item(list, i), "id"), id))
            return list_item(list, i);
    }
    return value_none();
}

/* The item with the members of `change` in place of its own; what a delta leaves out stays. */
static value item_changed(value item, value change)
{
    value changed = item.type == VALUE_MAP ? value_clone(item) : value_map(0);

    for (size_t i = 0; i < change.as.map->count; i++) {
        struct map_entry *entry = &change.as.map->entries[i];

        value_map_set(&changed, entry->key->bytes, entry->key->length, value_copy(entry->value));
    }
    return changed;
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

/* A copy of the list in which the changes, by index `i`, are applied. */
static value lines_changed(value list, value changes)
{
    value changed = value_list(0);

    for (size_t i = 0; i < list_length(list); i++) {
        value line = value_clone(list_item(list, i));

        for (size_t j = 0; j < list_length(changes); j++) {
            value change = list_item(changes, j);

            if (number_of(member(change, "i")) != (double)i)
                continue;
            for (size_t m = 0; m < change.as.map->count; m++) {
                struct map_entry *entry = &change.as.map->entries[m];

                if (strcmp(entry->key->bytes, "i") != 0)
                    value_map_set(&line, entry->key->bytes, entry->key->length, value_copy(entry->value));
            }
        }
        value_list_append(&changed, line);
    }
    return changed;
}

/* Brings a document up to date. */
VIEWER void delta_apply(value *document, value delta)
{
    for (size_t i = 0; i < delta.as.map->count; i++) {
        struct map_entry *entry = &delta.as.map->entries[i];
        const char *key = entry->key->bytes;
        value old = member(*document, key), new;

        if (!strcmp(key, "seq") || !strcmp(key, "point") || !strcmp(key, "coarsened"))
            continue;
        if (!strcmp(key, "rows") || !strcmp(key, "failures") || !strcmp(key, "errors"))
            new = items_changed(old, entry->value);
        else if (!strcmp(key, "lines"))
            new = lines_changed(old, entry->value);
        else if (!strcmp(key, "aggregated"))
            new = item_changed(old, entry->value);
        else
            new = value_copy(entry->value);
        value_map_set(document, key, strlen(key), new);
    }
    if (member(delta, "point").type == VALUE_MAP)
        history_apply(document, member(delta, "point"));
    for (size_t i = 0; i < list_length(member(delta, "coarsened")); i++)
        history_apply(document, list_item(member(delta, "coarsened"), i));
}

#endif
