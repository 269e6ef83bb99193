/** The whole page: head, tabs, the tab that is shown, dialogs. */
import { Component } from "preact";
import { clusterOf, clusterProblems } from "./cluster.js";
import { readBaseline } from "./compare.js";
import { EditUsers } from "./dialog/edit_users.js";
import { StartDialog } from "./dialog/start.js";
import { end } from "./history.js";
import { html } from "./html.js";
import { Header, isRunning } from "./header.js";
import { parseRoute } from "./router.js";
import { Charts } from "./tabs/charts.js";
import { Downloads } from "./tabs/downloads.js";
import { Errors } from "./tabs/errors.js";
import { Failures } from "./tabs/failures.js";
import { Log } from "./tabs/log.js";
import { Overview } from "./tabs/overview.js";
import { Ratio } from "./tabs/ratio.js";
import { Requests } from "./tabs/requests.js";
import { ScenarioSource } from "./tabs/scenario.js";
import { Workers } from "./tabs/workers.js";
import { View } from "./view.js";
import { count, plural, scenarioName } from "./format.js";

/** @import { Store, State } from "./store.js" */

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} title
 * @property {any} component
 * @property {(state: State) => boolean} [isShown]
 * @property {(state: State) => number} [number] beside the title
 */

/** @type {Tab[]} */
const TABS = [
    { id: "overview", title: "Overview", component: Overview },
    { id: "charts", title: "Charts", component: Charts },
    { id: "requests", title: "Requests", component: Requests },
    { id: "failures", title: "Failures", component: Failures, number: (state) => state.run?.failures.length ?? 0 },
    { id: "errors", title: "Errors", component: Errors, number: (state) => state.run?.errors.length ?? 0 },
    { id: "scenario", title: "Scenario", component: ScenarioSource },
    { id: "ratio", title: "Ratio", component: Ratio },
    { id: "workers", title: "Workers", component: Workers, isShown: (state) => clusterOf(state) !== null },
    { id: "log", title: "Log", component: Log, isShown: (state) => !state.isReport },
    { id: "downloads", title: "Downloads", component: Downloads },
];

/** @extends {Component<{store: Store}, {dialog: "start" | "edit" | null, problem: string | null, isDragging: boolean}>} */
export class App extends Component {
    /** @type {{dialog: "start" | "edit" | null, problem: string | null, isDragging: boolean}} */
    state = { dialog: null, problem: null, isDragging: false };
    view = new View();
    frame = 0;
    /** @type {Element | null} */
    shownTab = null;
    wasOffered = false; /* the start dialog opens by itself once */

    componentDidMount() {
        this.props.store.subscribe(() => this.later());
        this.view.subscribe(() => this.later());
        addEventListener("hashchange", () => {
            this.later();
            scrollTo(0, 0);
        });
        document.addEventListener("dragover", (event) => this.dragged(event, true));
        document.addEventListener("dragleave", (event) => event.relatedTarget || this.dragged(event, false));
        document.addEventListener("drop", (event) => this.dropped(event));
        this.later();
    }

    componentDidUpdate() {
        const current = document.querySelector(".tabs [aria-current]");
        if (current && current !== this.shownTab) /* the tabs of a narrow screen scroll */
            current.scrollIntoView({ block: "nearest", inline: "nearest" });
        this.shownTab = current;
    }

    /** Draws once before the next frame, however much has changed. */
    later() {
        this.frame ||= requestAnimationFrame(() => {
            this.frame = 0;
            this.offerStart();
            this.forceUpdate();
        });
    }

    offerStart() {
        const { run, scenario, isReport } = this.props.store.state;
        if (this.wasOffered || isReport || !run || !scenario)
            return;
        this.wasOffered = true;
        if (run.state === "ready")
            this.setState({ dialog: "start" });
    }

    /* ---- a file to compare with ---- */

    /**
     * @param {DragEvent} event
     * @param {boolean} isDragging
     */
    dragged(event, isDragging) {
        if (!event.dataTransfer?.types.includes("Files"))
            return;
        event.preventDefault();
        this.setState({ isDragging });
    }

    /** @param {DragEvent} event */
    dropped(event) {
        const file = event.dataTransfer?.files[0];
        if (!file)
            return;
        event.preventDefault();
        this.setState({ isDragging: false });
        this.compareWith(file);
    }

    /** @param {File} file */
    async compareWith(file) {
        try {
            this.props.store.set({ baseline: readBaseline(await file.text(), file.name) });
            this.setState({ problem: null });
        } catch (error) {
            this.setState({ problem: /** @type {Error} */ (error).message });
        }
    }

    /* ---- drawing ---- */

    /** @param {State} state */
    notices(state) {
        const { problem } = this.state;
        return html`<div class="notices" aria-live="polite">
            ${state.connection === "lost" && html`<p class="notice bad">The server can't be reached. The numbers are those of the last
                contact. Trying again…</p>`}
            ${state.connection !== "lost" && Object.entries(state.problems).map(([what, sentence]) => html`<p key=${what} class="notice bad">${sentence}</p>`)}
            ${clusterProblems(clusterOf(state)).map((sentence) => html`<p key=${sentence} class="notice bad">${sentence}</p>`)}
            ${problem && html`<p class="notice bad">${problem}
                <button type="button" class="plain" onClick=${() => this.setState({ problem: null })}>Close</button></p>`}
            ${state.baseline && html`<p class="notice">Compared with ${state.baseline.name}: grey lines in the charts, differences in the
                table of requests. <button type="button" class="plain" onClick=${() => this.props.store.set({ baseline: null })}>Stop comparing</button></p>`}
        </div>`;
    }

    /**
     * @param {State} state
     * @param {string} current
     */
    tabs(state, current) {
        const shown = TABS.filter((tab) => !tab.isShown || tab.isShown(state));
        return html`<nav class="tabs" aria-label="Views">${shown.map((tab) => {
            const number = tab.number?.(state) ?? 0;
            return html`<a key=${tab.id} href="#/${tab.id}" aria-current=${tab.id === current ? "page" : undefined}>${tab.title}
                ${number > 0 && html` <span class="badge" aria-label=${plural(number, "group")}>${count(number)}</span>`}</a>`;
        })}</nav>`;
    }

    /** @param {State} state */
    dialogs(state) {
        const close = () => this.setState({ dialog: null });
        const { run, scenario } = state;
        if (this.state.dialog === "start" && run && scenario && !isRunning(run))
            return html`<${StartDialog} scenario=${scenario} run=${run} close=${close} />`;
        if (this.state.dialog === "edit" && run && isRunning(run))
            return html`<${EditUsers} run=${run} close=${close} />`;
        return null;
    }

    render() {
        const { store } = this.props;
        const { state } = store;
        const { run } = state;
        if (!run)
            return html`<main class="loading">${this.notices(state)}<p class="empty">Connecting…</p></main>`;
        document.title = `${scenarioName(run.scenario || (state.scenario?.path ?? ""))} - swarm`;
        this.view.length = Math.max(end(run.history), 0);
        const route = parseRoute(location.hash);
        const tab = TABS.find((one) => one.id === route.tab) ?? TABS[0];
        return html`
            <a class="skip" href="#content" onClick=${(/** @type {Event} */ event) => {
                event.preventDefault();
                document.getElementById("content")?.focus();
            }}>Skip to the numbers</a>
            <${Header} state=${state} open=${(/** @type {"start" | "edit"} */ dialog) => this.setState({ dialog })}
                report=${(/** @type {string | null} */ problem) => this.setState({ problem })} />
            ${this.tabs(state, tab.id)}
            <main id="content" tabindex="-1">
                ${this.notices(state)}
                <${tab.component} state=${state} run=${run} view=${this.view} detail=${route.detail} store=${store}
                    compareWith=${(/** @type {File} */ file) => this.compareWith(file)} />
            </main>
            ${this.dialogs(state)}
            ${this.state.isDragging && html`<div class="drop" role="status"><p>Drop the results of an earlier run to compare with them</p></div>`}
            <p id="chart-keys" class="unseen">Arrow keys move, plus and minus zoom, 0 shows the whole run.</p>`;
    }
}
