/** The page begins here: in a report its data is in the document, otherwise it comes from the server. */
import { render } from "preact";
import { App } from "./app.js";
import { get } from "./api.js";
import { readBaseline } from "./compare.js";
import { connect } from "./events.js";
import { html } from "./html.js";
import { Store } from "./store.js";

const store = new Store();
const data = document.getElementById("data");
if (data) {
    store.set({ isReport: true });
    store.applyState(JSON.parse(data.textContent ?? ""));
    document.documentElement.classList.add("scripted");
} else {
    connect(store);
    get("api/scenario").then((scenario) => {
        store.set({ scenario });
        if (scenario?.has_baseline)
            get("api/baseline").then((results) => results && store.set({ baseline: readBaseline(JSON.stringify(results), "the baseline") }));
    });
    get("api/workers").then((workers) => Array.isArray(workers) && store.set({ workers }));
}
render(html`<${App} store=${store} />`, /** @type {HTMLElement} */ (document.getElementById("app")));
