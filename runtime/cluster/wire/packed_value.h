/* Values of the language as MessagePack, for `publish` and `on message` across nodes. Any thread. */
#ifndef SWARM_CLUSTER_WIRE_PACKED_VALUE_H
#define SWARM_CLUSTER_WIRE_PACKED_VALUE_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/value/value.h"

/* Writes a value. A duration becomes a number of milliseconds, as in JSON; an integer beyond 64 bits a float;
 * a response, and what nests deeper than 16 levels, nil. Strings that aren't valid UTF-8 become bytes. */
void packed_write_value(msgpack_packer *packer, value v);

/* The value of an object, owned by the caller. Bytes become strings, and keys of maps texts; integers above
 * 63 bits become floats. Extension types become none. */
value packed_value(const msgpack_object *object);

#endif
