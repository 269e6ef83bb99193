/* What nodes of swarm say to each other beyond Locust's protocol.
 *
 * Master to worker:
 *   ack            has a key `swarm`: the protocol of the master
 *   heartbeat      answers that of the worker
 *   stop           may have {at_once}: tasks don't finish
 *   swarm_refused  {reason}: the worker can't take part
 *   swarm_unknown  answers a worker that hasn't introduced itself to this master
 *   swarm_start    users may start (start_message.h); `spawn` follows, unless they arrive
 *   swarm_got      a number: all reports up to that have arrived
 *   swarm_share    the values of `shared`, a list in the order of the program
 * Worker to master:
 *   swarm_hello    {protocol, scenario, reactors}: answers an ack of a master of swarm; scenario_hash.h
 *   stats          has `number`: of the report; `swarm`: exact numbers (stats_codec.h); `run`: the number of
 * the run in `swarm_start`; `elapsed_ns`: since the start of the run; `health`: a list of [state, text,
 * began, lasted] (model/health_report.h), in place of Locust's numbers swarm_ended    {why, is_done}: the run
 * has ended there; `is_done`: no task is left, else the scenario has stopped it
 *
 * A master answers each heartbeat of a worker of swarm, and sends `swarm_start`, `spawn` and `stop` again
 * until they are answered. */
#ifndef SWARM_CLUSTER_MESSAGE_SWARM_PROTOCOL_H
#define SWARM_CLUSTER_MESSAGE_SWARM_PROTOCOL_H

/* A master refuses workers with another number. */
enum { SWARM_PROTOCOL = 1 };

#endif
