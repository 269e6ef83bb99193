#include "runtime/value/counted.h"

/* One step along a path. If a key of a map is missing, *place is NULL, and that is no error. */
static const char *step_find(value container, value key, value **place)
{
    *place = NULL;
    if (container.type == VALUE_MAP && key.type == VALUE_STRING) {
        struct map_entry *entry = map_find(container.as.map, key.as.string->bytes, key.as.string->length);

        *place = entry ? &entry->value : NULL;
        return NULL;
    }
    if (container.type == VALUE_LIST && key.type == VALUE_INT) {
        size_t at;

        if (!index_resolve(key.as.integer, container.as.list->count, &at))
            return "there is no such index in the list";
        *place = &container.as.list->items[at];
        return NULL;
    }
    if (container.type == VALUE_MAP || container.type == VALUE_LIST)
        return value_error("a %s can't have a key of type %s", value_type_name(container.type),
                           value_type_name(key.type));
    return value_error("%s has no members that can be set", value_type_name(container.type));
}

/* Checks the whole path first, so that changing the values can't fail halfway. */
static const char *path_check(value root, const value *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        value *place;
        const char *error = step_find(root, keys[i], &place);

        if (error)
            return error;
        if (i + 1 == count)
            break;
        if (!place)
            return "a part of the path doesn't exist; set it first";
        root = *place;
    }
    return NULL;
}

/* Makes the container unshared and returns the place of the key; a missing map key is added. */
static value *step_own(value *container, value key)
{
    value *place;

    if (container->type == VALUE_LIST)
        list_own(container);
    else
        map_own(container);
    step_find(*container, key, &place);
    if (!place) {
        value_map_put(container, key, value_none());
        step_find(*container, key, &place);
    }
    return place;
}

const char *value_set_path(value *root, const value *keys, size_t count, value item)
{
    const char *error = path_check(*root, keys, count);
    value *place = root, before;

    if (error) {
        value_release(item);
        return error;
    }
    for (size_t i = 0; i < count; i++)
        place = step_own(place, keys[i]);
    before = *place;
    *place = item;
    value_release(before);
    return NULL;
}
