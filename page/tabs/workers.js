/** The workers of a cluster. */
import { Component } from "preact";
import { get } from "../api.js";
import { clock, count, percent } from "../format.js";
import { html } from "../html.js";
import { Table } from "../tables/table.js";

/** @import { State, Store } from "../store.js" */

const REFRESH_MS = 2000;

/** @type {import("../tables/table.js").Column[]} */
const COLUMNS = [
    { key: "id", title: "Worker", kind: "name", value: (one) => one.id, cell: (one) => one.id },
    { key: "state", title: "State", kind: "word", width: 120, value: (one) => one.state, cell: (one) => one.state },
    { key: "users", title: "Users", kind: "number", width: 96, value: (one) => one.user_count ?? one.users, cell: (one) => count(one.user_count ?? one.users) },
    { key: "cpu", title: "CPU", kind: "number", width: 96, value: (one) => one.cpu_ratio, cell: (one) => percent(one.cpu_ratio) },
    { key: "memory", title: "Memory", kind: "number", width: 110, value: (one) => one.memory_bytes, cell: (one) => (one.memory_bytes === undefined ? "–" : `${count(Math.round(one.memory_bytes / 1e6))} MB`) },
    { key: "lag", title: "Lag", kind: "number", width: 96, value: (one) => one.lag_ms, cell: (one) => (one.lag_ms === undefined ? "–" : `${Math.round(one.lag_ms)} ms`) },
    { key: "seen", title: "Last seen", kind: "number", width: 110, value: (one) => one.last_seen_s, cell: (one) => (one.last_seen_s === undefined ? "–" : `${clock(one.last_seen_s)} ago`) },
];

/** @extends {Component<{state: State, store: Store}>} */
export class Workers extends Component {
    timer = 0;

    componentDidMount() {
        this.timer = setInterval(async () => {
            const workers = await get("api/workers").catch(() => null); /* tried again in a moment */
            if (workers)
                this.props.store.set({ workers });
        }, REFRESH_MS);
    }

    componentWillUnmount() {
        clearInterval(this.timer);
    }

    render() {
        return html`<div class="toolbar"><h2>Workers</h2></div>
            <${Table} id="workers-table" caption="The workers of the cluster" columns=${COLUMNS} rows=${this.props.state.workers}
                keyOf=${(/** @type {any} */ one) => one.id} empty="No workers." />`;
    }
}
