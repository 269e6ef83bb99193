/* The files of a program as they come from the master, in pieces. */
#include "runtime/cluster/worker/fetch_state.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/worker/program_folder.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- pieces ---- */

void fetch_piece_ask(struct program_fetch *fetch)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_piece", fetch->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_count(&writer.packer, "file", fetch->file);
    packed_write_count(&writer.packer, "offset", fetch->offset);
    fetch_send(fetch, &writer);
    fetch->asked_piece = clock_now();
}

static bool file_begin(struct program_fetch *fetch)
{
    const struct coming_file *file = &fetch->files.items[fetch->file];
    struct buffer why = {0};

    fetch->descriptor = program_folder_create(fetch->folder, file->name);
    if (fetch->descriptor < 0) {
        buffer_printf(&why, "can't create its file `%s`: %s", file->name, strerror(errno));
        fetch_fail(fetch, &why);
        buffer_free(&why);
        return false;
    }
    fetch->offset = 0;
    fetch->hash = sha256_begin();
    return true;
}

void fetch_file_close(struct program_fetch *fetch)
{
    if (fetch->descriptor >= 0)
        close(fetch->descriptor);
    fetch->descriptor = -1;
    EVP_MD_CTX_free(fetch->hash);
    fetch->hash = NULL;
}

static bool file_is_right(struct program_fetch *fetch)
{
    char hash[SHA256_TEXT];

    sha256_finish(fetch->hash, hash);
    fetch->hash = NULL;
    return strcmp(hash, fetch->files.items[fetch->file].hash) == 0;
}

static void program_complete(struct program_fetch *fetch)
{
    struct buffer path = {0};
    uint64_t total = 0;

    for (size_t i = 0; i < fetch->files.count; i++)
        total += fetch->files.items[i].size;
    buffer_printf(&path, "%s/%s", fetch->folder, fetch->files.items[0].name);
    fetch->main = buffer_steal(&path);
    log_info("Received `%s` from the master: %zu file%s, %.1f kB", fetch->files.items[0].name,
             fetch->files.count, fetch->files.count == 1 ? "" : "s", (double)total / 1000);
    fetch_end(fetch, FETCH_DONE);
}

/* Files without a byte need no piece. */
static void files_continue(struct program_fetch *fetch)
{
    while (fetch->file < fetch->files.count) {
        const struct coming_file *file = &fetch->files.items[fetch->file];
        struct buffer why = {0};

        if (fetch->descriptor < 0 && !file_begin(fetch))
            return;
        if (fetch->offset < file->size) {
            fetch_piece_ask(fetch);
            return;
        }
        if (!file_is_right(fetch)) {
            buffer_printf(&why, "`%s` has another hash than announced; if it was edited, restart the master",
                          file->name);
            fetch_fail(fetch, &why);
            buffer_free(&why);
            return;
        }
        fetch_file_close(fetch);
        fetch->file++;
    }
    program_complete(fetch);
}

static bool bytes_write(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);

        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

void fetch_piece_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    const msgpack_object *bytes = packed_get(data, "bytes");
    uint64_t file, offset;

    if (!packed_count(packed_get(data, "file"), &file) || file != fetch->file || fetch->descriptor < 0 ||
        !packed_count(packed_get(data, "offset"), &offset) || offset != fetch->offset || !bytes ||
        bytes->type != MSGPACK_OBJECT_BIN || bytes->via.bin.size == 0)
        return;
    if (bytes->via.bin.size > fetch->files.items[file].size - offset) {
        fetch_fail_text(fetch, "a file is longer than announced");
        return;
    }
    if (!bytes_write(fetch->descriptor, bytes->via.bin.ptr, bytes->via.bin.size)) {
        fetch_fail_text(fetch, strerror(errno));
        return;
    }
    EVP_DigestUpdate(fetch->hash, bytes->via.bin.ptr, bytes->via.bin.size);
    fetch->offset += bytes->via.bin.size;
    fetch->last_piece = clock_now();
    files_continue(fetch);
}

/* ---- what is announced ---- */

static char *text_take(const msgpack_object *text)
{
    return mem_strndup(text->via.str.ptr, text->via.str.size);
}

/* [name, size, hash]. False: it makes no sense, or wants to be outside of the folder. */
static bool file_take(struct program_fetch *fetch, const msgpack_object *entry, struct buffer *why)
{
    const msgpack_object *items = entry->via.array.ptr;
    struct coming_file file;

    if (entry->type != MSGPACK_OBJECT_ARRAY || entry->via.array.size != 3 ||
        !packed_is_text(&items[0], SCENARIO_NAME_MOST) || !packed_count(&items[1], &file.size) ||
        !packed_is_text(&items[2], SHA256_TEXT - 1) || items[2].via.str.size != SHA256_TEXT - 1) {
        buffer_append_text(why, "the list of its files makes no sense");
        return false;
    }
    if (!program_name_fits(items[0].via.str.ptr, items[0].via.str.size)) {
        buffer_append_text(why, "a file of it would be outside of its folder");
        return false;
    }
    memcpy(file.hash, items[2].via.str.ptr, SHA256_TEXT - 1);
    file.hash[SHA256_TEXT - 1] = '\0';
    file.name = text_take(&items[0]);
    vec_push(&fetch->files, file);
    return true;
}

static bool files_take(struct program_fetch *fetch, const msgpack_object *list, struct buffer *why)
{
    uint64_t total = 0;

    if (!list || list->type != MSGPACK_OBJECT_ARRAY || list->via.array.size == 0 ||
        list->via.array.size > SCENARIO_FILES_MOST) {
        buffer_append_text(why, "the list of its files makes no sense");
        return false;
    }
    for (uint32_t i = 0; i < list->via.array.size; i++) {
        if (!file_take(fetch, &list->via.array.ptr[i], why))
            return false;
        total += fetch->files.items[i].size;
        if (total > SCENARIO_BYTES_MOST) {
            buffer_append_text(why, "it has more than 1 GiB");
            return false;
        }
    }
    return true;
}

/* "" is the folder of the program itself. */
static bool folder_take(struct program_fetch *fetch, const msgpack_object *text)
{
    struct buffer path = {0};

    if (!packed_is_text(text, SCENARIO_NAME_MOST) ||
        (text->via.str.size > 0 && !program_name_fits(text->via.str.ptr, text->via.str.size)))
        return false;
    buffer_printf(&path, "%s/%.*s", fetch->folder, (int)text->via.str.size, text->via.str.ptr);
    vec_push(&fetch->folders, buffer_steal(&path));
    return true;
}

static bool variable_take(struct program_fetch *fetch, const msgpack_object *text)
{
    if (!packed_is_text(text, SCENARIO_VALUE_MOST) || !memchr(text->via.str.ptr, '=', text->via.str.size))
        return false;
    vec_push(&fetch->variables, text_take(text));
    return true;
}

static bool texts_take(struct program_fetch *fetch, const msgpack_object *list,
                       bool (*take)(struct program_fetch *, const msgpack_object *))
{
    if (!list || list->type != MSGPACK_OBJECT_ARRAY || list->via.array.size > SCENARIO_LIST_MOST)
        return false;
    for (uint32_t i = 0; i < list->via.array.size; i++) {
        if (!take(fetch, &list->via.array.ptr[i]))
            return false;
    }
    return true;
}

void fetch_program_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    struct buffer why = {0};

    if (fetch->files.count > 0) {
        files_continue(fetch);
        return;
    }
    fetch->last_piece = clock_now();
    if (!files_take(fetch, packed_get(data, "files"), &why))
        fetch_fail(fetch, &why);
    else if (!texts_take(fetch, packed_get(data, "folders"), folder_take) ||
             !texts_take(fetch, packed_get(data, "variables"), variable_take))
        fetch_fail_text(fetch, "what the master says of it makes no sense");
    else
        files_continue(fetch);
    buffer_free(&why);
}
