/* `for` and `repeat`. The state of a loop is in two locals, so that a request in its body can suspend the VM.
 */
#include "runtime/vm/vm_state.h"

static void walk_set(value *place, value v)
{
    value before = *place;

    *place = v;
    value_drop(before);
}

/* walk[0]: the list or map as it was when the loop began; walk[1]: the next index. */
const char *vm_iterate(struct vm *vm, value *walk, value container)
{
    if (container.type != VALUE_LIST && container.type != VALUE_MAP)
        return vm_error_text(vm, "for needs a list or a map, not %s", value_type_name(container.type));
    walk_set(&walk[0], value_dup(container));
    walk_set(&walk[1], value_int(0));
    return NULL;
}

/* walk[0]: the next number; walk[1]: the last one. */
const char *vm_count_from(struct vm *vm, value *walk, value first, value last)
{
    if (first.type != VALUE_INT || last.type != VALUE_INT)
        return vm_error_text(vm, "a range must be from int to int, not from %s to %s",
                             value_type_name(first.type), value_type_name(last.type));
    walk_set(&walk[0], first);
    walk_set(&walk[1], last);
    return NULL;
}

static value entry_key(const struct map_entry *entry)
{
    return value_copy((value){.type = VALUE_STRING, .as.string = entry->key});
}

const char *vm_next_item(value *walk, bool *more, value *key, value *item)
{
    bool sound = (walk[0].type == VALUE_LIST || walk[0].type == VALUE_MAP) && walk[1].type == VALUE_INT;
    uint64_t at, count;

    if (!sound)
        return "the loop has no iterator";
    at = (uint64_t)walk[1].as.integer;
    count = walk[0].type == VALUE_LIST ? walk[0].as.list->count : walk[0].as.map->count;
    *more = at < count;
    if (!*more)
        return NULL;
    if (walk[0].type == VALUE_LIST) {
        *key = walk[1];
        *item = value_dup(walk[0].as.list->items[at]);
    } else {
        *key = entry_key(&walk[0].as.map->entries[at]);
        *item = value_dup(walk[0].as.map->entries[at].value);
    }
    walk[1].as.integer++;
    return NULL;
}

const char *vm_next_count(value *walk, bool *more, value *number)
{
    if (walk[0].type != VALUE_INT || walk[1].type != VALUE_INT)
        return "the loop has no counter";
    *more = walk[0].as.integer <= walk[1].as.integer;
    if (!*more)
        return NULL;
    *number = walk[0];
    if (walk[0].as.integer == INT64_MAX)
        walk[1].as.integer = INT64_MIN;
    else
        walk[0].as.integer++;
    return NULL;
}
