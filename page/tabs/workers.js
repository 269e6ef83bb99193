/** The workers of a cluster. */
import { clusterOf } from "../cluster.js";
import { bytes, count, milliseconds, percent } from "../format.js";
import { html } from "../html.js";
import { Table } from "../tables/table.js";

/** @import { State } from "../store.js" */
/** @import { Worker } from "../types.js" */

const withMs = (/** @type {number | null} */ ms) => (ms === null ? milliseconds(ms) : `${milliseconds(ms)} ms`);

/** @param {Worker} one */
const clockText = (one) => (one.clock_ahead_ms === null ? "–"
    : `${one.clock_ahead_ms < 0 ? "−" : "+"}${milliseconds(Math.abs(one.clock_ahead_ms))} ms`);

/** @type {import("../tables/table.js").Column[]} */
const COLUMNS = [
    { key: "id", title: "Worker", kind: "name", value: (one) => one.index, cell: (one) => `${one.index} ${one.host}` },
    { key: "program", title: "Program", kind: "word", width: 96, value: (one) => one.program, cell: (one) => one.program },
    { key: "state", title: "State", kind: "word", width: 110, value: (one) => one.state, cell: (one) => one.state },
    { key: "users", title: "Users", kind: "number", width: 90, value: (one) => one.users, cell: (one) => count(one.users) },
    { key: "requests", title: "Requests", kind: "number", width: 110, value: (one) => one.requests, cell: (one) => count(one.requests) },
    { key: "flight", title: "In flight", kind: "number", width: 90, value: (one) => one.in_flight, cell: (one) => count(one.in_flight) },
    { key: "cpu", title: "CPU", kind: "number", width: 90, value: (one) => one.cpu_ratio, cell: (one) => percent(one.cpu_ratio) },
    { key: "memory", title: "Memory", kind: "number", width: 96, value: (one) => one.memory_bytes, cell: (one) => (one.memory_bytes === null ? "–" : bytes(one.memory_bytes)) },
    { key: "lag", title: "Lag", kind: "number", width: 96, value: (one) => one.lag_ms, cell: (one) => withMs(one.lag_ms) },
    { key: "late", title: "Late, 99%", kind: "number", width: 100, value: (one) => one.lateness_p99_ms, cell: (one) => withMs(one.lateness_p99_ms) },
    { key: "clock", title: "Clock", kind: "number", width: 110, value: (one) => one.clock_ahead_ms, cell: clockText },
    { key: "seen", title: "Last seen", kind: "number", width: 110, value: (one) => one.last_seen_s, cell: (one) => `${one.last_seen_s.toFixed(1)} s ago` },
];

/** @param {{state: State}} props */
export function Workers({ state }) {
    return html`<div class="toolbar"><h2>Workers</h2></div>
        <${Table} id="workers-table" caption="The workers of the cluster" columns=${COLUMNS} rows=${clusterOf(state)?.workers ?? []}
            keyOf=${(/** @type {Worker} */ one) => one.id} empty="No worker is connected." />`;
}
