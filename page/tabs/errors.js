/** The errors in the scenario: where, what, and the call stack. */
import { count } from "../format.js";
import { html } from "../html.js";
import { Table } from "../tables/table.js";
import { SeenAt } from "./failures.js";

/** @import { RunDocument, RunError } from "../types.js" */

/** @param {{run: RunDocument}} props */
export function Errors({ run }) {
    /** @type {import("../tables/table.js").Column[]} */
    const columns = [
        { key: "occurrences", title: "Errors", kind: "number", width: 84, value: (one) => one.occurrences, cell: (one) => count(one.occurrences) },
        { key: "place", title: "Place", kind: "text", width: 220, value: (one) => one.place, cell: (one) => one.place || "(other)" },
        { key: "message", title: "Error", kind: "text", value: (one) => one.message, cell: (one) => one.message },
        { key: "stack", title: "Call stack", kind: "text", width: 340, cell: (one) => html`<pre class="stack">${one.stack.join("\n")}</pre>` },
        { key: "first", title: "First", kind: "number", width: 72, value: (one) => one.first_seen_unix_s, cell: (one) => html`<${SeenAt} run=${run} unix=${one.first_seen_unix_s} />` },
        { key: "last", title: "Last", kind: "number", width: 72, value: (one) => one.last_seen_unix_s, cell: (one) => html`<${SeenAt} run=${run} unix=${one.last_seen_unix_s} />` },
    ];
    return html`<div class="toolbar"><h2>Errors</h2></div>
        <${Table} id="errors-table" caption="Errors of the scenario by place" columns=${columns} rows=${run.errors} isLoose
            keyOf=${(/** @type {RunError} */ one) => one.id ?? one.place} order=${{ key: "occurrences", isAscending: false }}
            empty=${html`<p><strong>No errors</strong></p><p class="quiet">The code of the scenario has run without errors.</p>`} />`;
}
