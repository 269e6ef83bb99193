/**
 * The documents that the server and the report hold, as types. docs/results.schema.json describes the members they share.
 *
 * @typedef {"ready" | "starting" | "spawning" | "running" | "stopping" | "stopped"} RunState
 *
 * @typedef {object} Times
 * @property {number} count
 * @property {number} min_ms
 * @property {number} max_ms
 * @property {number} mean_ms
 * @property {number} median_ms
 * @property {Record<string, number>} percentiles_ms
 *
 * @typedef {{requests_per_s: number, failures_per_s: number}} Rates
 *
 * @typedef {object} StepColumns columns of equal length, oldest step first; a step covers [start_s, start_s + length_s)
 * @property {number[]} start_s
 * @property {number[]} length_s
 * @property {number[]} requests
 * @property {number[]} failures
 * @property {(number | null)[]} p50_ms
 * @property {(number | null)[]} p95_ms
 *
 * @typedef {StepColumns} RowHistory
 *
 * @typedef {object} RunColumns
 * @property {number[]} users
 * @property {number[]} arrivals
 * @property {number[]} arrivals_dropped
 * @property {(number | null)[]} p99_ms
 * @property {number[][]} heat pairs of a bucket and its count; see buckets.js
 *
 * @typedef {StepColumns & RunColumns} RunHistory
 *
 * @typedef {object} RowTimes the ticks of a run have only `all`
 * @property {Times | null} all
 * @property {Times | null} [successes]
 * @property {Times | null} [failures]
 * @property {Times | null} [scheduled]
 * @property {Times | null} [first_byte]
 * @property {Times | null} [connect]
 * @property {Times | null} [tls]
 *
 * @typedef {object} Row
 * @property {number | null} [id] stable within a run; null in the row of all
 * @property {string} type
 * @property {string} name
 * @property {boolean} is_transaction
 * @property {number} requests
 * @property {number} failures
 * @property {Rates} rates
 * @property {Rates} recent_rates
 * @property {number} average_size_bytes
 * @property {number} received_bytes
 * @property {number} sent_bytes
 * @property {{opened: number, reused: number}} connections
 * @property {Record<string, number>} statuses
 * @property {RowTimes} times
 * @property {RowHistory} [history]
 * @property {number[]} [distribution] pairs of a bucket and its count
 *
 * @typedef {object} Failure
 * @property {number} id
 * @property {number | null} row
 * @property {{file: number | string, line: number} | null} line
 * @property {string} method
 * @property {string} name
 * @property {string} error
 * @property {string | null} sample
 * @property {number} occurrences
 * @property {number} first_seen_unix_s
 * @property {number} last_seen_unix_s
 * @property {[number, number][]} [history] pairs of seconds since the start and failures
 *
 * @typedef {object} RunError
 * @property {number} id
 * @property {string} place
 * @property {string} message
 * @property {string[]} stack
 * @property {number} occurrences
 * @property {number} first_seen_unix_s
 * @property {number} last_seen_unix_s
 *
 * @typedef {object} Threshold
 * @property {string} text
 * @property {string | null} name
 * @property {string} metric
 * @property {string} op
 * @property {number} wanted
 * @property {number | null} got
 * @property {"ms" | "ratio" | "per_s" | "count"} unit
 * @property {boolean} met
 *
 * @typedef {object} Lateness
 * @property {number} p50_ms
 * @property {number} p99_ms
 * @property {number} max_ms
 *
 * @typedef {object} Generator
 * @property {"ok" | "degraded" | "overloaded"} state
 * @property {{state: string, text: string, began_s: number, lasted_s: number}[]} findings
 * @property {{cpu_ratio: number, busy_ratio: number, busy_most_ratio: number, lag_ms: number}[]} reactors
 * @property {Lateness | null} wait_lateness
 * @property {Lateness | null} arrival_lateness
 * @property {number} cores
 * @property {number} descriptors
 * @property {number} descriptor_limit
 *
 * @typedef {object} Worker of a cluster
 * @property {number} index
 * @property {string} id
 * @property {string} host
 * @property {string} program
 * @property {string} state
 * @property {string | null} refusal
 * @property {number} users
 * @property {number} requests
 * @property {number} cpu_ratio
 * @property {number | null} memory_bytes
 * @property {number | null} in_flight
 * @property {number | null} lag_ms
 * @property {number | null} lateness_p99_ms
 * @property {number | null} clock_ahead_ms
 * @property {number} last_seen_s
 *
 * @typedef {object} Cluster
 * @property {Record<string, number>} states
 * @property {Worker[]} workers
 * @property {{index: number, host: string, text: string}[]} losses
 *
 * @typedef {{at_s: number, kind: string, text: string}} Mark
 *
 * @typedef {object} Line numbers of a line of the scenario
 * @property {number} file index into files
 * @property {number} line from 1
 * @property {string} kind
 * @property {string} [text]
 * @property {number | null} [row]
 * @property {number} [requests]
 * @property {number} [failures]
 * @property {number} [requests_per_s]
 * @property {number | null} [p95_ms]
 * @property {number} [passed]
 * @property {number} [failed]
 * @property {number} [picks]
 * @property {number | null} [share] 0 to 1
 * @property {number | null} [wanted_share]
 *
 * @typedef {{name: string, kind: string, share: number, tasks?: RatioNode[]}} RatioNode
 *
 * @typedef {{at: number, level: string, text: string}} LogEntry
 *
 * @typedef {object} CapacityStep
 * @property {number} users
 * @property {string} outcome
 * @property {string | null} missed
 * @property {number} requests_per_s
 * @property {number} failed_ratio
 * @property {number | null} p50_ms
 * @property {number | null} p95_ms
 * @property {number | null} p99_ms
 *
 * @typedef {object} Capacity
 * @property {string} condition
 * @property {string} end
 * @property {number} users
 * @property {number} requests_per_s
 * @property {CapacityStep[]} steps
 *
 * @typedef {object} RunDocument
 * @property {RunState} state
 * @property {number} run
 * @property {string} swarm_version
 * @property {string} scenario
 * @property {string} [source]
 * @property {string | null} [host]
 * @property {Record<string, string>} settings
 * @property {number} start_unix_s
 * @property {number} elapsed_s of the statistics: since the start or the last reset
 * @property {number} [run_elapsed_s] since the start of the run, whatever was reset
 * @property {number | null} run_time_s planned length of the run
 * @property {boolean} [can_change_users] now
 * @property {boolean} is_final
 * @property {string | null} end_reason
 * @property {boolean} aborted
 * @property {boolean} thresholds_met
 * @property {number} users
 * @property {number} user_goal
 * @property {number} users_not_started
 * @property {number} arrivals
 * @property {number} arrivals_dropped
 * @property {{requests: number, oldest_ms: number | null}} in_flight
 * @property {number | null} recent_p50_ms
 * @property {number | null} recent_p95_ms
 * @property {Row[]} rows
 * @property {Row} aggregated
 * @property {Failure[]} failures
 * @property {RunError[]} errors
 * @property {Threshold[]} thresholds
 * @property {Capacity | null} capacity
 * @property {Generator} generator
 * @property {Cluster | null} [cluster]
 * @property {RunHistory} history
 * @property {Mark[]} marks
 * @property {Line[]} lines
 * @property {{path: string, source: string | null}[]} files
 * @property {{per_kind: RatioNode[], total: RatioNode[]}} ratio
 *
 * @typedef {{columns: string[], values: any[][]}} Changes a table; a column is the path of a member, as "times/all/count"
 *
 * @typedef {object} TickParts what a tick has besides changed scalar members of the document
 * @property {number} run
 * @property {number} [seq]
 * @property {Record<string, any>} [point] a value per column of history
 * @property {Record<string, any>[]} [coarsened] points that each replace those that begin within them
 * @property {(Row & {point?: Record<string, any>})[]} [rows] new ones
 * @property {Changes} [row_changes] by id; of the times only `all`
 * @property {Row} [aggregated]
 * @property {Failure[]} [failures]
 * @property {RunError[]} [errors]
 * @property {Changes[]} [line_changes] by index `i`
 * @property {Mark[]} [marks]
 * @property {LogEntry[]} [log]
 *
 * @typedef {TickParts & Partial<Omit<RunDocument, keyof TickParts>>} Tick
 *
 * @typedef {object} Scenario what the start dialog needs to know
 * @property {string} path
 * @property {{name: string, weight: number, fixed: number, host: string | null, needs_host: boolean}[]} kinds
 * @property {{name: string, value: string, type: string, line: number}[]} constants
 * @property {string[] | null} load
 * @property {{users: number | null, spawn_rate: number | null, host: string | null, run_time_s: number | null, kinds: string[]}} defaults those chosen on the command line; kinds: none means all
 * @property {string} version
 * @property {boolean} needs_host
 * @property {boolean} has_login
 * @property {boolean} has_baseline the server has results to compare with
 * @property {boolean} [has_workers] the server is a master
 */

export {};
