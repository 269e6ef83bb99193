/** The page begins here: in a report its data is in the document, otherwise it comes from the server. */
import { render } from "preact";
import { App } from "./app.js";
import { forgetColors } from "./charts/colors.js";
import { FailuresChart, HeatChart, RateChart, TimesChart, UsersChart } from "./charts/run_charts.js";
import { connect } from "./events.js";
import { html } from "./html.js";
import { Store } from "./store.js";
import { View } from "./view.js";
import { end } from "./history.js";

const PAPER_HEIGHT = 190;

const store = new Store();
const data = document.getElementById("data");
if (data) {
    store.set({ isReport: true });
    store.applyState(JSON.parse(data.textContent ?? ""));
    document.documentElement.classList.add("scripted");
    addEventListener("beforeprint", () => printed(true));
    addEventListener("afterprint", () => printed(false));
} else {
    connect(store);
}
render(html`<${App} store=${store} />`, /** @type {HTMLElement} */ (document.getElementById("app")));

/**
 * A report prints what it shows without scripts, and all charts. Paper is white, whatever the screen is.
 * @param {boolean} is
 */
function printed(is) {
    const paper = document.getElementById("paper");
    const { run } = store.state;
    if (!paper || !run)
        return;
    document.documentElement.classList.toggle("printed", is);
    forgetColors();
    const view = new View();
    view.length = end(run.history);
    const chart = { run, view, baseline: null, height: PAPER_HEIGHT, idPrefix: "paper-" };
    if (is)
        paper.replaceChildren();
    render(is ? html`<div class="charts">
        ${[RateChart, TimesChart, HeatChart, UsersChart].map((Chart, i) => html`<${Chart} key=${i} ...${chart} />`)}
        ${run.failures.length > 0 && html`<${FailuresChart} ...${chart} />`}
    </div>` : null, paper);
}
