#include "runtime/model/run_settings.h"

#include <string.h>

static void text_own(struct arena *arena, const char **text)
{
    if (*text)
        *text = arena_strndup(arena, *text, strlen(*text));
}

static void list_own(struct arena *arena, const char *const **list, size_t count)
{
    const char **own = arena_zalloc(arena, (count + 1) * sizeof *own);

    for (size_t i = 0; i < count; i++) {
        own[i] = (*list)[i];
        text_own(arena, &own[i]);
    }
    *list = own;
}

static void thresholds_own(struct arena *arena, const struct threshold **thresholds, size_t count)
{
    struct threshold *own = arena_zalloc(arena, (count + 1) * sizeof *own);

    for (size_t i = 0; i < count; i++) {
        own[i] = (*thresholds)[i];
        text_own(arena, &own[i].name);
        text_own(arena, &own[i].text);
    }
    *thresholds = own;
}

static void shown_own(struct arena *arena, const struct run_setting **shown, size_t count)
{
    struct run_setting *own = arena_zalloc(arena, (count + 1) * sizeof *own);

    for (size_t i = 0; i < count; i++) {
        own[i] = (*shown)[i];
        text_own(arena, &own[i].name);
        text_own(arena, &own[i].value);
    }
    *shown = own;
}

void run_settings_copy(struct run_settings *to, const struct run_settings *from)
{
    struct arena *arena = &to->arena;

    *to = *from;
    arena_init(arena);
    text_own(arena, &to->client.host);
    text_own(arena, &to->client.resolve);
    text_own(arena, &to->client.local_ips);
    text_own(arena, &to->scenario);
    list_own(arena, &to->selection.kinds, to->selection.kind_count);
    list_own(arena, &to->selection.tags, to->selection.tag_count);
    list_own(arena, &to->selection.exclude_tags, to->selection.exclude_tag_count);
    text_own(arena, &to->capacity.text);
    thresholds_own(arena, &to->capacity.condition, to->capacity.condition_count);
    thresholds_own(arena, &to->thresholds, to->threshold_count);
    shown_own(arena, &to->settings, to->setting_count);
    shown_own(arena, &to->constants, to->constant_count);
}

const char *run_settings_text(struct run_settings *settings, const char *text)
{
    return arena_strndup(&settings->arena, text, strlen(text));
}

void run_settings_show(struct run_settings *settings, const char *name, const char *value)
{
    struct run_setting *shown = arena_zalloc(&settings->arena, (settings->setting_count + 1) * sizeof *shown);
    size_t count = 0;
    bool is_new = value;

    for (size_t i = 0; i < settings->setting_count; i++) {
        bool is_it = strcmp(settings->settings[i].name, name) == 0;

        if (is_it && !value)
            continue;
        shown[count] = settings->settings[i];
        if (is_it)
            shown[count].value = run_settings_text(settings, value);
        is_new = is_new && !is_it;
        count++;
    }
    if (is_new)
        shown[count++] =
            (struct run_setting){run_settings_text(settings, name), run_settings_text(settings, value)};
    settings->settings = shown;
    settings->setting_count = count;
}

void run_settings_free(struct run_settings *settings)
{
    arena_free(&settings->arena);
    *settings = (struct run_settings){0};
}
