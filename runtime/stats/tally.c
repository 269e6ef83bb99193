#include "runtime/stats/tally.h"

#include "runtime/base/alloc.h"
#include "runtime/base/mask.h"

#include <string.h>

/* Joins the texts with NULs, in the tally's scratch buffer. */
static void key_write(struct buffer *key, const struct tally_text *texts)
{
    buffer_clear(key);
    for (int i = 0; i < TALLY_TEXTS; i++) {
        size_t length = texts[i].length < TALLY_TEXT ? texts[i].length : TALLY_TEXT;
        buffer_append(key, texts[i].bytes, length);
        buffer_append_char(key, '\0');
    }
}

static char *detail_keep(const struct tally_event *event)
{
    size_t limit = event->detail_limit ? event->detail_limit : TALLY_TEXT;
    return mask_keep(event->detail.bytes, event->detail.length, limit);
}

/* The group with the key in the scratch buffer, or NULL. Valid until the next group is created. */
static struct tally_group *group_find(const struct tally *tally)
{
    uintptr_t number = (uintptr_t)strmap_get(&tally->by_key, tally->key.data, tally->key.length);
    return number ? &tally->groups.items[number - 1] : NULL;
}

/* Creates the group with the key in the scratch buffer. */
static struct tally_group *group_new(struct tally *tally, const struct tally_event *event)
{
    struct tally_group group = {
        .line = event->line, .first_seen = event->first_seen, .last_seen = event->last_seen};
    for (int i = 0; i < TALLY_TEXTS; i++)
        group.texts[i] = mask_keep(event->texts[i].bytes, event->texts[i].length, TALLY_TEXT);
    group.detail = detail_keep(event);
    vec_push(&tally->groups, group);
    strmap_set(&tally->by_key, tally->key.data, tally->key.length, (void *)(uintptr_t)tally->groups.count);
    return &vec_last(&tally->groups);
}

static void group_free(struct tally_group *group)
{
    for (int i = 0; i < TALLY_TEXTS; i++)
        mem_free(group->texts[i]);
    mem_free(group->detail);
}

static void group_count(struct tally_group *group, const struct tally_event *event)
{
    group->occurrences += event->occurrences;
    if (event->last_seen > group->last_seen)
        group->last_seen = event->last_seen;
    if (event->first_seen >= group->first_seen)
        return;
    group->first_seen = event->first_seen;
    group->line = event->line;
    mem_free(group->detail);
    group->detail = detail_keep(event);
}

/* The group with the event's texts. It is created if there are less than `limit` groups; otherwise NULL. */
static struct tally_group *group_of(struct tally *tally, const struct tally_event *event, size_t limit)
{
    key_write(&tally->key, event->texts);
    struct tally_group *group = group_find(tally);
    if (group || tally->groups.count >= limit)
        return group;
    return group_new(tally, event);
}

/* The event for the group `(other)`, without a detail, because one detail wouldn't describe all its
 * events. */
static struct tally_event event_other(const struct tally_event *event)
{
    struct tally_event other = *event;
    memset(other.texts, 0, sizeof other.texts);
    other.texts[TALLY_TEXTS - 1] = (struct tally_text){TALLY_OTHER, sizeof TALLY_OTHER - 1};
    other.detail = (struct tally_text){0};
    other.line = 0;
    return other;
}

void tally_add(struct tally *tally, const struct tally_event *event)
{
    struct tally_event other = event_other(event);
    struct tally_group *group = group_of(tally, event, TALLY_GROUPS);
    if (group)
        group_count(group, event);
    else
        group_count(group_of(tally, &other, TALLY_GROUPS + 1), &other);
}

static struct tally_text text_of(const char *text)
{
    return (struct tally_text){text, strlen(text)};
}

void tally_merge(struct tally *into, const struct tally *from)
{
    for (size_t i = 0; i < from->groups.count; i++) {
        const struct tally_group *group = &from->groups.items[i];
        struct tally_event event = {
            .detail = text_of(group->detail),
            .line = group->line,
            .occurrences = group->occurrences,
            .first_seen = group->first_seen,
            .last_seen = group->last_seen,
        };
        for (int t = 0; t < TALLY_TEXTS; t++)
            event.texts[t] = text_of(group->texts[t]);
        tally_add(into, &event);
    }
}

uint64_t tally_occurrences(const struct tally *tally)
{
    uint64_t occurrences = 0;
    for (size_t i = 0; i < tally->groups.count; i++)
        occurrences += tally->groups.items[i].occurrences;
    return occurrences;
}

void tally_clear(struct tally *tally)
{
    for (size_t i = 0; i < tally->groups.count; i++)
        group_free(&tally->groups.items[i]);
    vec_free(&tally->groups);
    strmap_free(&tally->by_key);
    strmap_init(&tally->by_key);
    buffer_free(&tally->key);
}
