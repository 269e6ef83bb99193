/** All charts of the run, with one view and one cursor. */
import { FailuresChart, HeatChart, RateChart, TimesChart, UsersChart } from "../charts/run_charts.js";
import { clock } from "../format.js";
import { html } from "../html.js";

/** @import { RunDocument, Mark } from "../types.js" */
/** @import { State } from "../store.js" */
/** @import { View } from "../view.js" */

/** @param {{view: View, hasLog?: boolean}} props */
export function ViewTools({ view }) {
    const { range } = view;
    const step = (/** @type {string} */ title, /** @type {string} */ text, /** @type {() => void} */ act) =>
        html`<button type="button" title=${title} aria-label=${title} onClick=${act}>${text}</button>`;
    return html`<div class="tools" role="group" aria-label="What the charts show">
        <button type="button" aria-pressed=${String(!range)} onClick=${() => view.showAll()}>Whole run</button>
        ${[[60, "Last minute"], [600, "Last 10 min"]].map(([seconds, text]) => html`<button key=${text} type="button"
            disabled=${view.length <= Number(seconds)} onClick=${() => view.showLast(Number(seconds))}>${text}</button>`)}
        ${step("Earlier", "◀", () => view.pan(-0.5))}
        ${step("Later", "▶", () => view.pan(0.5))}
        ${step("Zoom in", "+", () => view.zoom(0.5))}
        ${step("Zoom out", "−", () => view.zoom(2))}
        <label class="check"><input type="checkbox" checked=${view.isLogarithmic}
            onChange=${(/** @type {Event} */ event) => view.setLogarithmic(/** @type {HTMLInputElement} */ (event.target).checked)} />
            Logarithmic times</label>
        <span class="quiet range">${range ? `${clock(range.from)} to ${clock(range.to)}` : ""}</span>
    </div>`;
}

/** @param {{marks: Mark[]}} props */
function Marks({ marks }) {
    if (!marks.length)
        return null;
    return html`<section class="card panel"><h2>Marks</h2>
        <p class="quiet">The dotted lines in the charts.</p>
        <ol class="marks">${marks.map((mark, i) => html`<li key=${i}><span class="at">${clock(mark.at_s)}</span> ${mark.text}</li>`)}</ol>
    </section>`;
}

/** @param {{state: State, run: RunDocument, view: View}} props */
export function Charts({ state, run, view }) {
    const chart = { run, view, baseline: state.baseline };
    if (!run.history.start_s.length)
        return html`<p class="empty card">No numbers yet.</p>`;
    return html`<h2 class="unseen">Charts</h2>
        <${ViewTools} view=${view} />
        <p class="hint">Drag across a chart to zoom in, with Shift to move. Ctrl and the wheel zooms. Double-click to see the whole run.
            Click a name to hide its line.</p>
        <div class="charts">
            <${RateChart} ...${chart} />
            <${TimesChart} ...${chart} />
            <${HeatChart} ...${chart} />
            <${UsersChart} ...${chart} />
            ${run.failures.length > 0 && html`<${FailuresChart} ...${chart} />`}
        </div>
        <${Marks} marks=${run.marks} />`;
}
