/* The program for workers that have none. */
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"

#include <string.h>

enum { WHY_MOST = 1100 }; /* bytes */

static void texts_write(msgpack_packer *packer, const char *key, const char *const *texts, size_t count)
{
    packed_write_word(packer, key);
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++)
        packed_write_text(packer, texts[i], strlen(texts[i]));
}

static void program_write(msgpack_packer *packer, const struct scenario_files *files)
{
    msgpack_pack_map(packer, 3);
    packed_write_word(packer, "files");
    msgpack_pack_array(packer, files->files.count);
    for (size_t i = 0; i < files->files.count; i++) {
        const struct cluster_file *file = &files->files.items[i];

        msgpack_pack_array(packer, 3);
        packed_write_text(packer, file->name, strlen(file->name));
        msgpack_pack_uint64(packer, file->size);
        packed_write_word(packer, file->hash);
    }
    texts_write(packer, "folders", files->folders.items, files->folders.count);
    texts_write(packer, "variables", files->variables.items, files->variables.count);
}

void program_offer(struct master *master, struct node *node)
{
    struct frame_writer writer;
    struct buffer why = {0};

    node->is_loading = true; /* until it introduces itself again, with the program */
    if (scenario_files_sendable(master->options.files, &why)) {
        log_info("%s gets the program", node_text(node));
        frame_begin(&writer, "swarm_program", node->id);
        program_write(&writer.packer, master->options.files);
        master_send(master, node, &writer);
    } else {
        buffer_append_text(&why, "; copy them to the worker, and start it with the file");
        node_refuse(master, node, buffer_text(&why));
    }
    buffer_free(&why);
}

static void piece_send(struct master *master, struct node *node, size_t file, uint64_t offset)
{
    struct frame_writer writer;
    struct buffer bytes = {0}, why = {0};

    if (scenario_files_piece(master->options.files, file, offset, &bytes)) {
        frame_begin(&writer, "swarm_piece", node->id);
        msgpack_pack_map(&writer.packer, 3);
        packed_write_count(&writer.packer, "file", file);
        packed_write_count(&writer.packer, "offset", offset);
        packed_write_word(&writer.packer, "bytes");
        msgpack_pack_bin_with_body(&writer.packer, bytes.data, bytes.length);
        master_send(master, node, &writer);
    } else {
        buffer_printf(&why, "the master's file `%s` has changed since the master was started; restart it",
                      master->options.files->files.items[file].name);
        node_refuse(master, node, buffer_text(&why));
    }
    buffer_free(&why);
    buffer_free(&bytes);
}

void node_piece(struct master *master, struct node *node, const msgpack_object *data)
{
    const struct scenario_files *files = master->options.files;
    uint64_t file, offset;

    if (node->is_loading && packed_count(packed_get(data, "file"), &file) && file < files->files.count &&
        packed_count(packed_get(data, "offset"), &offset) && offset < files->files.items[file].size)
        piece_send(master, node, (size_t)file, offset);
}

void node_failed(struct master *master, struct node *node, const msgpack_object *data)
{
    const msgpack_object *why = packed_get(data, "why");
    struct buffer text = {0};

    buffer_append_text(&text, "it can't run its scenario: ");
    if (packed_is_text(why, WHY_MOST))
        buffer_append(&text, why->via.str.ptr, why->via.str.size);
    node_refuse(master, node, buffer_text(&text));
    buffer_free(&text);
}
