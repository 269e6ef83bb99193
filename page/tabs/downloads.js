/** The files to take home, and the file of an earlier run to compare with. */
import { html } from "../html.js";

/** @import { State } from "../store.js" */
/** @import { RunDocument } from "../types.js" */

const FILES = [
    ["report.html", "HTML report", "this page with the numbers inside; one file that works offline"],
    ["results.json", "Results as JSON", "all numbers, also to compare a later run with"],
    ["requests.csv", "Requests, CSV", "a row per type and name"],
    ["history.csv", "History, CSV", "a row per step of time"],
    ["failures.csv", "Failures, CSV", "a row per cause"],
    ["exceptions.csv", "Errors, CSV", "errors of the scenario"],
    ["junit.xml", "JUnit XML", "for CI systems"],
];

/** Saves the data of a report. @param {RunDocument} run */
function save(run) {
    const text = document.getElementById("data")?.textContent ?? "";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${run.scenario.replace(/^.*\//, "").replace(/\.swarm$/, "")}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** @param {{state: State, run: RunDocument, compareWith: (file: File) => void}} props */
export function Downloads({ state, run, compareWith }) {
    const choose = (/** @type {Event} */ event) => {
        const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
        if (file)
            compareWith(file);
    };
    return html`<div class="toolbar"><h2>Downloads</h2></div>
        ${state.isReport ? html`<p><button type="button" onClick=${() => save(run)}>Download JSON</button>
            <span class="quiet"> the numbers of this report</span></p>`
            : html`<ul class="downloads card">${FILES.map(([name, title, hint]) => html`<li key=${name}><a href="download/${name}" download>${title}</a>
                <span class="quiet">${hint}</span></li>`)}</ul>`}
        <section class="card panel"><h2>Compare with an earlier run</h2>
            <p>Choose the results of an earlier run (<code>swarm run --json-file</code>), or drop the file anywhere on this page. Nothing is uploaded.</p>
            <label class="file">Results of an earlier run <input type="file" accept=".json,application/json" onChange=${choose} /></label>
        </section>`;
}
