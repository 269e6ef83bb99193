#include "runtime/cluster/message/users_map.h"

void users_map_write(msgpack_packer *packer, const struct program *program, const struct population *users)
{
    packed_write_word(packer, "user_classes_count");
    msgpack_pack_map(packer, program->kinds_count);
    for (size_t i = 0; i < program->kinds_count; i++)
        packed_write_count(packer, program->kinds[i].name, i < users->kind_count ? users->counts[i] : 0);
}
