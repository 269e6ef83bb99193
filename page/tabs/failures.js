/** The failures by group: how often, when, a sample, and the line of the scenario. */
import { FailuresChart } from "../charts/run_charts.js";
import { clock, count, percentOf, plural, timeOfDay } from "../format.js";
import { html } from "../html.js";
import { rowAddress } from "../router.js";
import { Table } from "../tables/table.js";
import { lineAddress, lineText } from "./scenario.js";

/** @import { RunDocument, Failure } from "../types.js" */
/** @import { State } from "../store.js" */
/** @import { View } from "../view.js" */

/**
 * When something was seen: since the start, with the clock time as a hint.
 * @param {{run: RunDocument, unix: number}} props
 */
export function SeenAt({ run, unix }) {
    return html`<span title=${timeOfDay(new Date(unix * 1000))}>${clock(Math.max(0, unix - run.start_unix_s))}</span>`;
}

/**
 * Where in the scenario a failure comes from.
 * @param {RunDocument} run
 * @returns {import("../tables/table.js").Column}
 */
function lineColumn(run) {
    return {
        key: "line", title: "Line", kind: "word", width: 110, value: (one) => one.line?.line,
        cell: (one) => one.line && html`<a href=${lineAddress(run, one.line)}>${lineText(run, one.line)}</a>`,
    };
}

/** @param {{run: RunDocument, failures: Failure[], id: string}} props */
export function FailureTable({ run, failures, id }) {
    const total = failures.reduce((sum, one) => sum + one.occurrences, 0);
    /** @type {import("../tables/table.js").Column[]} */
    const columns = [
        { key: "occurrences", title: "Fails", kind: "number", width: 84, value: (one) => one.occurrences, cell: (one) => count(one.occurrences) },
        { key: "share", title: "Share", kind: "number", width: 76, value: (one) => one.occurrences, cell: (one) => percentOf(one.occurrences, total) },
        { key: "row", title: "Request", kind: "text", width: 210, value: (one) => `${one.name} ${one.method}`, cell: (one) => html`<a href=${rowAddress({ type: one.method, name: one.name })}>${one.method} ${one.name || "(other)"}</a>` },
        { key: "error", title: "Failure", kind: "text", value: (one) => one.error, cell: (one) => one.error },
        { key: "sample", title: "First actual value", kind: "text", width: 260, value: (one) => one.sample, cell: (one) => (one.sample === null ? "" : html`<code>${one.sample}</code>`) },
        ...(failures.some((one) => one.line) ? [lineColumn(run)] : []),
        { key: "first", title: "First", kind: "number", width: 72, value: (one) => one.first_seen_unix_s, cell: (one) => html`<${SeenAt} run=${run} unix=${one.first_seen_unix_s} />` },
        { key: "last", title: "Last", kind: "number", width: 72, value: (one) => one.last_seen_unix_s, cell: (one) => html`<${SeenAt} run=${run} unix=${one.last_seen_unix_s} />` },
    ];
    return html`<${Table} id=${id} caption="Failures by request and cause" columns=${columns} rows=${failures} isLoose=${failures.length < 200}
        keyOf=${(/** @type {Failure} */ one) => one.id} order=${{ key: "occurrences", isAscending: false }}
        empty=${html`<p><strong>No failures</strong></p><p class="quiet">Every request has met what the scenario expects.</p>`} />`;
}

/** @param {{state: State, run: RunDocument, view: View}} props */
export function Failures({ state, run, view }) {
    const sum = run.failures.reduce((total, one) => total + one.occurrences, 0);
    return html`<div class="toolbar"><h2>Failures</h2><span class="quiet">${sum > 0 && `${plural(sum, "failure")} in ${plural(run.failures.length, "group")}`}</span></div>
        <${FailureTable} run=${run} failures=${run.failures} id="failures-table" />
        ${run.failures.length > 0 && html`<div class="charts"><${FailuresChart} run=${run} view=${view} baseline=${state.baseline} id="chart-failure-groups" /></div>`}`;
}
