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
 *   swarm_lease    {item, serial, first, count}: answers a question of that serial; count 0: nothing is left
 *   swarm_recall   {item, serial}: the worker should give back what its users don't wait for
 *   swarm_deal     {run, share}: the share of the worker from now on (share_message.h)
 *   swarm_clock    {number}: asks for the worker's wall clock
 *   swarm_warning  a text about the worker that whoever looks after it should know
 *   swarm_program  {files, folders, variables}: answers a `swarm_hello` without files. files: [name, size,
 *                  hash] each, the main file first; folders: of --include-dir, as names; variables: of --var
 *   swarm_piece    {file, offset, bytes}: answers the question; at most SCENARIO_PIECE bytes
 *
 * Worker to master:
 *   swarm_hello    {protocol, files, constants, reactors, numbering}: answers an ack of a master of swarm.
 *                  files, constants: scenario_hashes_write; without files: the worker has no program.
 *                  numbering: how often the numbers of reports have begun anew
 *   swarm_piece    {file, offset}: asks for a part of a file, by its index
 *   swarm_failed   {why}: the worker can't use the program, or can't compile its own, and leaves
 *   stats          in place of Locust's numbers: `number` of the report; `swarm`: exact numbers
 *                  (stats_codec.h); `run`: the number of the run in `swarm_start`; `elapsed_ns`: since the
 *                  start of the run; `health`: a list of [state, text, began, lasted]
 *                  (model/health_report.h); `measures`: {in_flight, oldest_ns, lag_ns, late_ns}
 *                  (model/cluster_report.h); `progress`: what it has done of its share (share_message.h);
 *                  `waiting`: a list of [type, name, age_ns]: in a capacity search, the requests in flight
 *                  for a step or longer
 *   client_stopped has {reports}, the number of its last report, which the master waits for
 *   quit           the same
 *   swarm_clock    {number, wall_us}: answers the question at once; microseconds since 1970 UTC
 *   swarm_leaving  it was told to end, lets its users finish and starts no more; `quit` follows
 *   swarm_ended    {why, is_done}: the run has ended there; `is_done`: its load has ended, else the
 *                  scenario has stopped it
 *   swarm_lease    {item, serial, wanted, waiting, used}: it needs rows or numbers (model/lease.h); repeated
 *                  until it is answered
 *   swarm_return   {item, serial, kept, used}: it gives back all but `kept`; the answer to a recall, which
 *                  is repeated, too; with serial 0, the end of its run
 *
 * A master answers each heartbeat of a worker of swarm, and sends `swarm_start`, `spawn` and `stop` again
 * until they are answered. */
#ifndef SWARM_CLUSTER_MESSAGE_SWARM_PROTOCOL_H
#define SWARM_CLUSTER_MESSAGE_SWARM_PROTOCOL_H

/* A master refuses workers with another number. */
enum { SWARM_PROTOCOL = 3 };

#endif
