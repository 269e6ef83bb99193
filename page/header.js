/** The head of the page: what runs against which host, its state, the key figures, and the actions. */
import { Component } from "preact";
import { post } from "./api.js";
import { clock, count, percentOf, rate, scenarioName } from "./format.js";
import { html } from "./html.js";

/** @import { RunDocument } from "./types.js" */
/** @import { State } from "./store.js" */

const STATES = {
    ready: "Ready", starting: "Starting", spawning: "Spawning", running: "Running", stopping: "Stopping", stopped: "Stopped",
};

/** @param {RunDocument} run */
export const isRunning = (run) => ["starting", "spawning", "running", "stopping"].includes(run.state);

/**
 * "of 50" while users are to start or to stop; nothing where arrivals start them.
 * @param {RunDocument} run
 */
export const goalText = (run) => (isRunning(run) && run.user_goal ? `of ${count(run.user_goal)}` : "");

/**
 * @param {{title: string, value: string, more?: string}} props
 */
function Figure({ title, value, more }) {
    return html`<div><dt>${title}</dt><dd>${value}${more && html` <small>${more}</small>`}</dd></div>`;
}

/**
 * @typedef {object} HeaderProps
 * @property {State} state
 * @property {(dialog: "start" | "edit") => void} open
 * @property {(problem: string | null) => void} report
 */

/** @extends {Component<HeaderProps>} */
export class Header extends Component {
    /** @param {string} path */
    async act(path) {
        const problem = await post(path);
        this.props.report(problem && problem.error);
    }

    async logOut() {
        const problem = await post("logout");
        if (problem)
            this.props.report(problem.error);
        else
            location.reload();
    }

    /** @param {RunDocument} run */
    actions(run) {
        const { open } = this.props;
        const running = isRunning(run);
        const isStopping = run.state === "stopping";
        const isSetByLoad = this.props.state.scenario?.load && run.can_change_users === false; /* not if users were given instead */
        if (!running)
            return html`<button type="button" class="primary" onClick=${() => open("start")}>${run.state === "stopped" ? "New run" : "Start"}</button>`;
        return html`
            ${!isSetByLoad && html`<button type="button" disabled=${run.can_change_users === false} onClick=${() => open("edit")}>Edit users</button>`}
            <button type="button" title="Begin the statistics of this run again" onClick=${() => this.act("api/reset")}>Reset</button>
            <button type="button" class="danger" disabled=${isStopping} onClick=${() => this.act("api/stop")}>Stop</button>`;
    }

    render() {
        const { run, isReport, scenario } = this.props.state;
        if (!run)
            return null;
        const host = run.host ?? (run.state === "ready" ? scenario?.defaults.host : null);
        const all = run.aggregated;
        const rates = isRunning(run) ? all.recent_rates : all.rates;
        const goal = run.user_goal !== run.users ? goalText(run) : "";
        return html`<header class="top">
            <div class="what">
                <h1>${scenarioName(run.scenario || (scenario?.path ?? ""))}</h1>
                <p class="host">${host ? html`<span class="quiet">Host</span> ${host}` : html`<span class="quiet">No host</span>`}</p>
            </div>
            <dl class="now">
                <div><dt>Status</dt><dd><span class="state state-${run.state}">${STATES[run.state] ?? run.state}</span>
                    ${run.state !== "ready" && html` <small>${clock(run.run_elapsed_s ?? run.elapsed_s)}${run.run_time_s && isRunning(run) ? ` of ${clock(run.run_time_s)}` : ""}</small>`}</dd></div>
                <${Figure} title="Users" value=${count(run.users)} more=${goal} />
                <${Figure} title="RPS" value=${rate(rates.requests_per_s)} />
                <${Figure} title="Failures" value=${percentOf(all.failures, all.requests)} />
            </dl>
                ${!isReport && html`<div class="actions">${this.actions(run)}
                ${scenario?.has_login && html`<button type="button" class="plain" onClick=${() => this.logOut()}>Log out</button>`}</div>`}
        </header>`;
    }
}
