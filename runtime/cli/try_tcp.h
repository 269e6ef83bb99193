/* What `swarm try` shows of connect, send, receive and disconnect. */
#ifndef SWARM_CLI_TRY_TCP_H
#define SWARM_CLI_TRY_TCP_H

#include "runtime/base/buffer.h"
#include "runtime/vm/vm.h"

/* The line of a VM_EVENT_TCP or VM_EVENT_TCP_DONE, and a second one of the bytes that it is about: each is
 * left empty where there is nothing to show. Bytes are text where they are, with \n, \r and \t for what would
 * move the cursor, else hexadecimal. */
void try_tcp_text(const struct vm_event *event, struct buffer *line, struct buffer *bytes);

#endif
