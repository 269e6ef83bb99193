#include "runtime/base/alloc.h"
#include "runtime/value/counted.h"

#include <string.h>

value value_list(size_t capacity)
{
    struct list *list = mem_zalloc(1, sizeof *list);

    list->references = 1;
    if (capacity) {
        list->items = mem_alloc(capacity * sizeof *list->items);
        list->capacity = (uint32_t)capacity;
    }
    return (value){.type = VALUE_LIST, .as.list = list};
}

struct list *list_own(value *place)
{
    struct list *shared = place->as.list;
    value copy;

    if (shared->references == 1)
        return shared;
    copy = value_list(shared->count + 1);
    for (uint32_t i = 0; i < shared->count; i++)
        copy.as.list->items[i] = value_copy(shared->items[i]);
    copy.as.list->count = shared->count;
    value_release(*place);
    *place = copy;
    return copy.as.list;
}

void value_list_append(value *list, value item)
{
    struct list *own = list_own(list);

    if (own->count == own->capacity) {
        size_t capacity = own->capacity ? (size_t)own->capacity * 2 : 4;

        own->items = mem_realloc(own->items, capacity * sizeof *own->items);
        own->capacity = (uint32_t)capacity;
    }
    own->items[own->count++] = item;
}

bool value_list_get(value list, int64_t index, value *item)
{
    size_t place;

    if (!index_resolve(index, list.as.list->count, &place))
        return false;
    *item = list.as.list->items[place];
    return true;
}
