/** The table of requests, and the page of one row. */
import { Component } from "preact";
import { rowKey } from "../compare.js";
import { isRunning } from "../header.js";
import { count } from "../format.js";
import { end } from "../history.js";
import { html } from "../html.js";
import { rowAddress } from "../router.js";
import { requestColumns } from "../tables/request_columns.js";
import { filtered } from "../tables/sort.js";
import { Table } from "../tables/table.js";
import { RowPage } from "./row.js";

/** @import { RunDocument, Row } from "../types.js" */
/** @import { State } from "../store.js" */
/** @import { View } from "../view.js" */

/** A screen that shows few columns, as in page.css. */
const NARROW = matchMedia("(max-width: 48rem)");

/** @typedef {{state: State, run: RunDocument, view: View, detail: string | null}} RequestsProps */

/** @extends {Component<RequestsProps, {filter: string}>} */
export class Requests extends Component {
    state = { filter: "" };
    turned = () => this.forceUpdate();

    componentDidMount() {
        NARROW.addEventListener("change", this.turned);
    }

    componentWillUnmount() {
        NARROW.removeEventListener("change", this.turned);
    }

    render() {
        const { state, run, view, detail } = this.props;
        if (detail !== null)
            return html`<${RowPage} key=${`${run.run} ${detail}`} state=${state} run=${run} view=${view} name=${detail} />`;
        const rows = filtered(run.rows, this.state.filter, rowKey);
        const all = { ...run.aggregated, type: "", name: "Aggregated", history: run.history };
        return html`<div class="toolbar"><h2>Requests</h2>
            <label class="filter"><span class="unseen">Filter by type and name</span>
                <input type="search" placeholder="Filter by type and name" value=${this.state.filter}
                    onInput=${(/** @type {Event} */ event) => this.setState({ filter: /** @type {HTMLInputElement} */ (event.target).value })} /></label>
            <span class="quiet" role="status">${rows.length === run.rows.length ? "" : `${count(rows.length)} of ${count(run.rows.length)} rows`}</span></div>
            <${Table} id="requests-table" caption="One row per type and name. Times in ms, response times of successes and failures."
                columns=${requestColumns(isRunning(run), end(run.history), state.baseline, NARROW.matches)} rows=${rows} foot=${[all]} keyOf=${(/** @type {Row} */ row) => row.id ?? "all"}
                open=${(/** @type {Row} */ row) => { if (row.type) location.hash = rowAddress(row); }}
                empty=${run.rows.length ? "No row matches the filter." : "No requests yet."} />`;
    }
}
