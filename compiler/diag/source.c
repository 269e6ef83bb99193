#include "compiler/diag/source.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STDIN_PATH "<stdin>" /* as messages show it */

span span_join(span first, span last)
{
    uint32_t first_end = first.offset + first.length;
    uint32_t last_end = last.offset + last.length;
    uint32_t end = last_end > first_end ? last_end : first_end;
    return (span){first.file, first.offset, end - first.offset};
}

void source_init(struct source_set *set)
{
    *set = (struct source_set){0};
}

void source_free(struct source_set *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        mem_free(set->files[i]->path);
        mem_free(set->files[i]->text);
        mem_free(set->files[i]->lines);
        mem_free(set->files[i]);
    }
    for (size_t i = 0; i < set->input_count; i++)
        mem_free(set->inputs[i]);
    mem_free(set->files);
    mem_free(set->inputs);
    source_init(set);
}

enum source_status source_add(struct source_set *set, const char *path, const char *text, size_t length,
                              uint32_t *file)
{
    if (length > SOURCE_MAX_BYTES)
        return SOURCE_TOO_LARGE;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    if (length > 0 && memchr(text, '\0', length) != NULL)
        return SOURCE_BINARY;
    struct source_file *source = mem_zalloc(1, sizeof *source);
    source->path = mem_strdup(path);
    source->text = mem_strndup(text, length);
    source->length = (uint32_t)length;
    if (set->count == set->capacity)
        set->files = vec_grow(set->files, &set->capacity, sizeof(struct source_file *));
    *file = set->count;
    set->files[set->count++] = source;
    return SOURCE_LOADED;
}

void source_set_option(struct source_set *set, uint32_t file, size_t from, size_t to)
{
    struct source_file *source = set->files[file];

    source->is_option = true;
    source->from = (uint32_t)from;
    source->to = (uint32_t)to;
}

static uint32_t clamp(uint32_t offset, uint32_t from, uint32_t to)
{
    return offset < from ? from : offset > to ? to : offset;
}

span source_visible(const struct source_set *set, span place)
{
    const struct source_file *file = set->files[place.file];
    uint32_t start, end;

    if (!file->is_option)
        return place;
    start = clamp(place.offset, file->from, file->to);
    end = clamp(place.offset + place.length, start, file->to);
    return (span){place.file, start, end - start};
}

/* Reads up to one byte more than the limit, to detect larger files; false with errno. */
static bool read_all(int descriptor, struct buffer *text)
{
    enum { PIECE = 1 << 16 };
    while (text->length <= SOURCE_MAX_BYTES) {
        char *room = buffer_reserve(text, PIECE);
        ssize_t got = read(descriptor, room, PIECE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        buffer_commit(text, (size_t)got);
    }
    return true;
}

/* NULL: the file wasn't read before. */
static const struct source_file *source_earlier(const struct source_set *set, const char *path)
{
    for (uint32_t i = 0; set->earlier && i < set->earlier->count; i++) {
        const struct source_file *file = set->earlier->files[i];

        if (!file->is_embedded && strcmp(file->path, path) == 0)
            return file;
    }
    return NULL;
}

static enum source_status file_load(struct source_set *set, const char *path, uint32_t *file)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == ENOENT || errno == ENOTDIR ? SOURCE_MISSING : SOURCE_UNREADABLE;
    struct buffer text;
    buffer_init(&text, 0);
    bool was_read = read_all(descriptor, &text);
    int error = errno;
    if (!is_stdin)
        close(descriptor);
    enum source_status status = SOURCE_UNREADABLE;
    if (was_read)
        status = source_add(set, is_stdin ? STDIN_PATH : path, buffer_text(&text), text.length, file);
    buffer_free(&text);
    errno = error;
    return status;
}

enum source_status source_load(struct source_set *set, const char *path, uint32_t *file)
{
    const char *shown = strcmp(path, "-") == 0 ? STDIN_PATH : path;
    const struct source_file *earlier = source_earlier(set, shown);

    if (earlier)
        return source_add(set, shown, earlier->text, earlier->length, file);
    return file_load(set, path, file);
}

void source_input(struct source_set *set, const char *path)
{
    for (size_t i = 0; i < set->input_count; i++)
        if (strcmp(set->inputs[i], path) == 0)
            return;
    if (set->input_count == set->input_capacity)
        set->inputs = vec_grow(set->inputs, &set->input_capacity, sizeof *set->inputs);
    set->inputs[set->input_count++] = mem_strdup(path);
}

const struct source_file *source_file(const struct source_set *set, uint32_t file)
{
    return set->files[file];
}

static uint32_t count_lines(const char *text, uint32_t length)
{
    uint32_t lines = 1;
    const char *end = text + length;
    for (const char *at = text; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines++;
    return lines;
}

static void source_find_lines(struct source_file *source)
{
    if (source->lines != NULL)
        return;
    source->line_count = count_lines(source->text, source->length);
    source->lines = mem_alloc(source->line_count * sizeof *source->lines);
    source->lines[0] = 0;
    uint32_t line = 1;
    for (uint32_t at = 0; at < source->length; at++)
        if (source->text[at] == '\n')
            source->lines[line++] = at + 1;
}

/* The line that contains the offset, from 0. */
static uint32_t line_at(const struct source_file *source, uint32_t offset)
{
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct source_position source_position(const struct source_set *set, span place)
{
    struct source_file *source = set->files[place.file];
    source_find_lines(source);
    place = source_visible(set, place);
    uint32_t offset = place.offset < source->length ? place.offset : source->length;
    uint32_t line = source->is_option ? 0 : line_at(source, offset);
    uint32_t column = 1;
    for (uint32_t at = source->is_option ? source->from : source->lines[line]; at < offset; at++)
        if (((unsigned char)source->text[at] & 0xc0) != 0x80)
            column++;
    return (struct source_position){line + 1, column};
}

uint32_t source_line_number(const struct source_set *set, span place)
{
    struct source_file *source = set->files[place.file];
    source_find_lines(source);
    if (source->is_option)
        return 1;
    return line_at(source, place.offset < source->length ? place.offset : source->length) + 1;
}

const char *source_line(const struct source_set *set, uint32_t file, uint32_t line, size_t *length)
{
    struct source_file *source = set->files[file];
    source_find_lines(source);
    *length = source->is_option ? source->to - source->from : 0;
    if (source->is_option)
        return source->text + source->from;
    if (line == 0 || line > source->line_count)
        return "";
    const char *start = source->text + source->lines[line - 1];
    const char *end = memchr(start, '\n', (size_t)(source->text + source->length - start));
    *length = (size_t)((end != NULL ? end : source->text + source->length) - start);
    if (*length > 0 && start[*length - 1] == '\r')
        --*length;
    return start;
}

const char *source_text(const struct source_set *set, span place)
{
    return set->files[place.file]->text + place.offset;
}
