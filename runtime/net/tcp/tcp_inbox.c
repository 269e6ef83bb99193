#include "runtime/net/tcp/tcp_state.h"

#include <string.h>

/* Memory that an empty inbox keeps. */
#define MEMORY_KEPT ((size_t)4 << 10)

/* Moves the bytes to the front if most of the memory before them is free. */
static void kept_append(struct tcp_inbox *inbox, const char *bytes, size_t length)
{
    size_t gone = (size_t)(inbox->bytes - inbox->kept.data);

    if (gone > inbox->kept.length / 2) {
        memmove(inbox->kept.data, inbox->bytes, inbox->length);
        inbox->kept.length = inbox->length;
        gone = 0;
    }
    buffer_append(&inbox->kept, bytes, length);
    inbox->bytes = inbox->kept.data + gone;
    inbox->length += length;
}

void tcp_inbox_add(struct tcp_inbox *inbox, const char *bytes, size_t length)
{
    if (inbox->length) {
        kept_append(inbox, bytes, length);
        return;
    }
    inbox->bytes = bytes;
    inbox->length = length;
    inbox->is_borrowed = true;
}

void tcp_inbox_keep(struct tcp_inbox *inbox)
{
    if (!inbox->is_borrowed)
        return;
    inbox->is_borrowed = false;
    if (inbox->length == 0)
        return;
    buffer_clear(&inbox->kept);
    buffer_append(&inbox->kept, inbox->bytes, inbox->length);
    inbox->bytes = inbox->kept.data;
}

void tcp_inbox_take(struct tcp_inbox *inbox, size_t length)
{
    inbox->bytes += length;
    inbox->length -= length;
    inbox->searched = 0;
    if (inbox->length == 0 && !inbox->is_borrowed && inbox->kept.capacity > MEMORY_KEPT)
        tcp_inbox_clear(inbox);
}

void tcp_inbox_clear(struct tcp_inbox *inbox)
{
    buffer_free(&inbox->kept);
    *inbox = (struct tcp_inbox){.bytes = ""};
}
