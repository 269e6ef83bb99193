#include "runtime/text/jsonpath_tree.h"

static void segment_apply(struct evaluation *evaluation, const struct segment *segment, value node,
                          struct selection *selection);

static bool is_done(const struct evaluation *evaluation, const struct selection *selection)
{
    return evaluation->error || selection->count >= selection->most;
}

/* Counts a visited node; false if the limit is reached. */
static bool step_take(struct evaluation *evaluation)
{
    if (evaluation->steps == 0) {
        evaluation->error = "the path visits too many nodes (over 10 million)";
        return false;
    }
    evaluation->steps--;
    return true;
}

/* Applies the rest of the query to a node; at the end of the query the node itself is selected. */
static void node_reached(struct evaluation *evaluation, const struct segment *rest, value node,
                         struct selection *selection)
{
    if (!step_take(evaluation))
        return;
    if (rest) {
        segment_apply(evaluation, rest, node, selection);
        return;
    }
    if (selection->list)
        value_list_append(selection->list, value_copy(node));
    if (selection->count++ == 0)
        selection->first = node;
}

/* ---- the children of a list or map, in order ---- */

static uint32_t children_count(value node)
{
    if (node.type == VALUE_LIST)
        return node.as.list->count;
    return node.type == VALUE_MAP ? node.as.map->count : 0;
}

static value child_at(value node, uint32_t at)
{
    return node.type == VALUE_LIST ? node.as.list->items[at] : node.as.map->entries[at].value;
}

/* ---- selectors ---- */

/* An index or bound of a slice, between low and high; a negative one counts from the end (RFC 9535 section
 * 2.3.4.2.2). */
static int64_t bound_resolve(int64_t bound, int64_t count, int64_t low, int64_t high)
{
    if (bound < 0)
        bound += count;
    return bound < low ? low : bound > high ? high : bound;
}

static void slice_apply(struct evaluation *evaluation, const struct selector *selector,
                        const struct segment *rest, value node, struct selection *selection)
{
    int64_t count = node.as.list->count, step = selector->step;
    bool up = step > 0;
    int64_t low = up ? 0 : -1, high = up ? count : count - 1, start = up ? 0 : count - 1,
            end = up ? count : -1;

    if (selector->has_start)
        start = bound_resolve(selector->start, count, low, high);
    if (selector->has_end)
        end = bound_resolve(selector->end, count, low, high);
    for (int64_t i = start; step && (up ? i < end : i > end) && !is_done(evaluation, selection); i += step)
        node_reached(evaluation, rest, node.as.list->items[i], selection);
}

/* Selects all children, or with a filter those for which it is true. */
static void children_apply(struct evaluation *evaluation, const struct expression *filter,
                           const struct segment *rest, value node, struct selection *selection)
{
    uint32_t count = children_count(node);

    for (uint32_t i = 0; i < count && !is_done(evaluation, selection); i++) {
        value child = child_at(node, i);

        if (!filter || filter_holds(evaluation, filter, child))
            node_reached(evaluation, rest, child, selection);
    }
}

static void selector_apply(struct evaluation *evaluation, const struct selector *selector,
                           const struct segment *rest, value node, struct selection *selection)
{
    value child;

    switch (selector->kind) {
    case SELECT_NAME:
        if (node.type == VALUE_MAP && value_map_get(node, selector->name, selector->length, &child))
            node_reached(evaluation, rest, child, selection);
        break;
    case SELECT_INDEX:
        if (node.type == VALUE_LIST && value_list_get(node, selector->index, &child))
            node_reached(evaluation, rest, child, selection);
        break;
    case SELECT_SLICE:
        if (node.type == VALUE_LIST)
            slice_apply(evaluation, selector, rest, node, selection);
        break;
    case SELECT_WILDCARD:
    case SELECT_FILTER: children_apply(evaluation, selector->filter, rest, node, selection); break;
    }
}

/* ---- segments ---- */

static void selectors_apply(struct evaluation *evaluation, const struct segment *segment, value node,
                            struct selection *selection)
{
    for (const struct selector *selector = segment->selectors; selector; selector = selector->next) {
        if (is_done(evaluation, selection))
            break;
        selector_apply(evaluation, selector, segment->next, node, selection);
    }
}

/* Visits the node and all its descendants, parents first. */
static void descend(struct evaluation *evaluation, const struct segment *segment, value node, unsigned depth,
                    struct selection *selection)
{
    uint32_t count = children_count(node);

    if (depth > VALUE_NESTING_MAX) {
        evaluation->error = "lists and maps are nested too deeply for a path with `..`";
        return;
    }
    if (!step_take(evaluation))
        return;
    selectors_apply(evaluation, segment, node, selection);
    for (uint32_t i = 0; i < count && !is_done(evaluation, selection); i++)
        descend(evaluation, segment, child_at(node, i), depth + 1, selection);
}

static void segment_apply(struct evaluation *evaluation, const struct segment *segment, value node,
                          struct selection *selection)
{
    if (segment->descendant)
        descend(evaluation, segment, node, 0, selection);
    else
        selectors_apply(evaluation, segment, node, selection);
}

void query_select(struct evaluation *evaluation, const struct query *query, value current,
                  struct selection *selection)
{
    value start = query->relative ? current : evaluation->root;

    if (!is_done(evaluation, selection))
        node_reached(evaluation, query->segments, start, selection);
}
