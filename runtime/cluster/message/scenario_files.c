#include "runtime/cluster/message/scenario_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 16 };

/* ---- hashes ---- */

EVP_MD_CTX *sha256_begin(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    return context;
}

void sha256_finish(EVP_MD_CTX *context, char hash[SHA256_TEXT])
{
    unsigned char digest[SHA256_TEXT / 2];

    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hash + 2 * i, 3, "%02x", digest[i]);
}

static void text_hash(const char *text, size_t length, char hash[SHA256_TEXT])
{
    EVP_MD_CTX *context = sha256_begin();

    EVP_DigestUpdate(context, text, length);
    sha256_finish(context, hash);
}

/* False with errno. */
static bool file_hash(const char *path, struct cluster_file *file)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    EVP_MD_CTX *context;
    char bytes[READ_SIZE];
    ssize_t got;

    if (descriptor < 0)
        return false;
    context = sha256_begin();
    while ((got = read(descriptor, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        EVP_DigestUpdate(context, bytes, (size_t)got);
        file->size += (uint64_t)got;
    }
    close(descriptor);
    sha256_finish(context, file->hash);
    return got == 0;
}

/* ---- collecting ---- */

void scenario_files_init(struct scenario_files *files)
{
    *files = (struct scenario_files){0};
    arena_init(&files->arena);
}

void scenario_files_free(struct scenario_files *files)
{
    vec_free(&files->files);
    vec_free(&files->constants);
    vec_free(&files->folders);
    vec_free(&files->variables);
    arena_free(&files->arena);
}

void scenario_files_source(struct scenario_files *files, const char *path, const char *text, size_t length)
{
    struct cluster_file file = {
        .path = arena_strndup(&files->arena, path, strlen(path)), .text = text, .size = length};

    text_hash(text, length, file.hash);
    vec_push(&files->files, file);
}

bool scenario_files_read(struct scenario_files *files, const char *path, struct buffer *why)
{
    struct cluster_file file = {.path = arena_strndup(&files->arena, path, strlen(path))};

    if (!file_hash(path, &file)) {
        buffer_printf(why, "can't read %s: %s", path, strerror(errno));
        return false;
    }
    vec_push(&files->files, file);
    return true;
}

/* ---- names ---- */

/* Removes the last component, and its slash. */
static void component_drop(struct buffer *path)
{
    while (path->length > 0 && path->data[--path->length] != '/')
        continue;
}

static void component_add(struct buffer *path, const char *component, size_t length)
{
    if (length == 2 && memcmp(component, "..", 2) == 0)
        component_drop(path);
    else if (length > 0 && !(length == 1 && *component == '.'))
        buffer_printf(path, "/%.*s", (int)length, component);
}

static void components_add(struct buffer *whole, const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");

        component_add(whole, path, length);
        path += length + (path[length] == '/');
    }
}

/* The path from the root, without "." and "..": "/data/users.csv"; that of the root is "". */
static const char *path_from_root(struct arena *arena, const char *path)
{
    struct buffer whole = {0};
    char folder[PATH_MAX];
    const char *result;

    if (*path != '/' && getcwd(folder, sizeof folder))
        components_add(&whole, folder);
    components_add(&whole, path);
    result = arena_strndup(arena, whole.data ? whole.data : "", whole.length);
    buffer_free(&whole);
    return result;
}

/* The length of the deepest folder that is a beginning of both: of `first` up to `length`, and of `other`. */
static size_t shared_length(const char *first, size_t length, const char *other)
{
    size_t same = 0;

    while (same < length && other[same] == first[same])
        same++;
    if (same == length && other[same] == '/')
        return length;
    do
        same--;
    while (first[same] != '/');
    return same;
}

/* The length of the deepest folder that all files are in; their names are still paths from the root. */
static size_t common_length(const struct scenario_files *files)
{
    const char *first = files->files.items[0].name;
    size_t length = (size_t)(strrchr(first, '/') - first);

    for (size_t i = 1; i < files->files.count; i++)
        length = shared_length(first, length, files->files.items[i].name);
    return length;
}

static bool folder_is_used(const struct scenario_files *files, const char *folder)
{
    size_t length = strlen(folder);

    for (size_t i = 0; i < files->files.count; i++) {
        const char *name = files->files.items[i].name;

        if (strncmp(name, folder, length) == 0 && name[length] == '/')
            return true;
    }
    return false;
}

static bool has_name(const struct scenario_files *files, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(files->files.items[i].name, name) == 0)
            return true;
    return false;
}

/* Names are paths from the root at first. A file that is named twice, in different ways, is there once. */
static void paths_complete(struct scenario_files *files)
{
    size_t kept = 0;

    for (size_t i = 0; i < files->files.count; i++) {
        struct cluster_file *file = &files->files.items[i];

        file->name = path_from_root(&files->arena, file->path);
        if (!has_name(files, kept, file->name))
            files->files.items[kept++] = *file;
    }
    files->files.count = kept;
}

/* Folders that no file is in aren't needed. */
static void folders_take(struct scenario_files *files, const char *const *folders)
{
    for (; folders && *folders; folders++) {
        const char *folder = path_from_root(&files->arena, *folders);

        if (folder_is_used(files, folder))
            vec_push(&files->folders, folder);
    }
}

/* A file is in each of the folders, so the common one is above or below it. */
static void names_give(struct scenario_files *files, const char *const *folders)
{
    size_t common;

    paths_complete(files);
    folders_take(files, folders);
    common = common_length(files);
    for (size_t i = 0; i < files->folders.count; i++) {
        if (strlen(files->folders.items[i]) < common)
            common = strlen(files->folders.items[i]);
    }
    for (size_t i = 0; i < files->folders.count; i++)
        files->folders.items[i] += common + (files->folders.items[i][common] == '/');
    for (size_t i = 0; i < files->files.count; i++)
        files->files.items[i].name += common + 1;
}

void scenario_files_finish(struct scenario_files *files, const struct program *program,
                           const char *const *folders, const char *const *variables)
{
    names_give(files, folders);
    for (; variables && *variables; variables++)
        vec_push(&files->variables, arena_strndup(&files->arena, *variables, strlen(*variables)));
    for (size_t i = 0; i < program->named_constants_count; i++) {
        const struct named_constant *constant = &program->named_constants[i];
        struct cluster_constant value = {
            .name = arena_strndup(&files->arena, constant->name, strlen(constant->name))};

        text_hash(constant->text, strlen(constant->text), value.hash);
        vec_push(&files->constants, value);
    }
}

/* ---- sending ---- */

bool scenario_files_sendable(const struct scenario_files *files, struct buffer *why)
{
    uint64_t total = 0;

    for (size_t i = 0; i < files->files.count; i++) {
        const struct cluster_file *file = &files->files.items[i];

        total += file->size;
        if (strlen(file->name) > SCENARIO_NAME_MOST) {
            buffer_append_text(why, "the path of a file of the scenario is too long to be sent");
            return false;
        }
    }
    if (total > SCENARIO_BYTES_MOST)
        buffer_printf(why, "the files of the scenario have %.1f GiB, and at most 1 GiB is sent",
                      (double)total / (1 << 30));
    else if (files->files.count > SCENARIO_FILES_MOST)
        buffer_printf(why, "the scenario has %zu files, and at most %d are sent", files->files.count,
                      SCENARIO_FILES_MOST);
    else
        return true;
    return false;
}

static bool file_piece(const char *path, uint64_t offset, size_t length, struct buffer *out)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    char *place = buffer_reserve(out, length);
    ssize_t got = descriptor >= 0 && place ? pread(descriptor, place, length, (off_t)offset) : -1;

    if (descriptor >= 0)
        close(descriptor);
    if (got > 0)
        buffer_commit(out, (size_t)got);
    return got >= 0 && (size_t)got == length;
}

bool scenario_files_piece(const struct scenario_files *files, size_t file, uint64_t offset,
                          struct buffer *out)
{
    const struct cluster_file *from = &files->files.items[file];
    uint64_t left = offset < from->size ? from->size - offset : 0;
    size_t length = left < SCENARIO_PIECE ? (size_t)left : SCENARIO_PIECE;

    if (!from->text)
        return file_piece(from->path, offset, length, out);
    buffer_append(out, from->text + (from->size - left), length);
    return true;
}

/* ---- comparing ---- */

static void pair_write(msgpack_packer *packer, const char *name, const char *hash)
{
    msgpack_pack_array(packer, 2);
    packed_write_text(packer, name, strlen(name));
    packed_write_word(packer, hash);
}

void scenario_hashes_write(msgpack_packer *packer, const struct scenario_files *files)
{
    packed_write_word(packer, "files");
    msgpack_pack_array(packer, files->files.count);
    for (size_t i = 0; i < files->files.count; i++)
        pair_write(packer, files->files.items[i].name, files->files.items[i].hash);
    packed_write_word(packer, "constants");
    msgpack_pack_array(packer, files->constants.count);
    for (size_t i = 0; i < files->constants.count; i++)
        pair_write(packer, files->constants.items[i].name, files->constants.items[i].hash);
}

/* An item of a list of [name, hash]; false: there is none. */
static bool pair_read(const msgpack_object *list, size_t index, const msgpack_object **name,
                      const msgpack_object **hash)
{
    const msgpack_object *pair;

    if (!list || list->type != MSGPACK_OBJECT_ARRAY || index >= list->via.array.size)
        return false;
    pair = &list->via.array.ptr[index];
    if (pair->type != MSGPACK_OBJECT_ARRAY || pair->via.array.size != 2)
        return false;
    *name = &pair->via.array.ptr[0];
    *hash = &pair->via.array.ptr[1];
    return packed_is_text(*name, SCENARIO_NAME_MOST) && packed_is_text(*hash, SHA256_TEXT);
}

static bool file_equal(const struct cluster_file *file, const msgpack_object *list, size_t index,
                       struct buffer *why)
{
    const msgpack_object *name, *hash;

    if (!pair_read(list, index, &name, &hash)) {
        buffer_printf(why, "it has no file `%s`, which the master has", file->name);
        return false;
    }
    if (packed_is(hash, file->hash))
        return true;
    buffer_printf(why, "its file `%.*s` differs from the master's", (int)name->via.str.size,
                  name->via.str.ptr);
    if (!packed_is(name, file->name))
        buffer_printf(why, " `%s`", file->name);
    return false;
}

static bool count_equal(const msgpack_object *list, size_t count, struct buffer *why)
{
    const msgpack_object *name, *hash;

    if (!pair_read(list, count, &name, &hash))
        return true;
    buffer_printf(why, "it has `%.*s`, which the master doesn't have", (int)name->via.str.size,
                  name->via.str.ptr);
    return false;
}

static bool constant_equal(const struct cluster_constant *value, const msgpack_object *list, size_t index,
                           struct buffer *why)
{
    const msgpack_object *name, *hash;

    if (pair_read(list, index, &name, &hash) && packed_is(name, value->name) && packed_is(hash, value->hash))
        return true;
    buffer_printf(why, "its constant `%s` has another value than the master's", value->name);
    return false;
}

bool scenario_hashes_equal(const struct scenario_files *files, const msgpack_object *data, struct buffer *why)
{
    const msgpack_object *list = packed_get(data, "files"), *constants = packed_get(data, "constants");

    for (size_t i = 0; i < files->files.count; i++) {
        if (!file_equal(&files->files.items[i], list, i, why))
            return false;
    }
    for (size_t i = 0; i < files->constants.count; i++) {
        if (!constant_equal(&files->constants.items[i], constants, i, why))
            return false;
    }
    return count_equal(list, files->files.count, why) && count_equal(constants, files->constants.count, why);
}
