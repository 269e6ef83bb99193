/** The dialog that starts a run. */
import { Component } from "preact";
import { post } from "../api.js";
import { percentOf, plural, scenarioName, shortDuration } from "../format.js";
import { html } from "../html.js";
import { numberOf, problemsOf } from "./inputs.js";
import { Field, Modal, focusOn } from "./modal.js";

/** @import { RunDocument, Scenario } from "../types.js" */
/** @import { Problems } from "./inputs.js" */

/**
 * @typedef {object} StartState
 * @property {string} users
 * @property {string} spawnRate
 * @property {string} host
 * @property {string} runTime
 * @property {Set<string>} kinds the chosen ones
 * @property {Record<string, string>} constants
 * @property {Problems} problems
 * @property {boolean} isBusy
 *
 * @typedef {{scenario: Scenario, run: RunDocument, close: () => void}} StartProps
 */

/** What was typed for the last run of this page, and of which scenario. @type {{scenario: string, state: StartState} | null} */
let last = null;

/**
 * What the last run had, or what the scenario and the command line say.
 * @param {Scenario} scenario
 * @param {Record<string, string>} settings of the last run, if there was one
 * @returns {StartState}
 */
function filledIn({ defaults, kinds, constants }, { users, spawn_rate: rate, host, run_time: runTime }) {
    return {
        users: users ?? String(defaults.users ?? 1), spawnRate: rate ?? String(defaults.spawn_rate ?? 1), host: host ?? defaults.host ?? "",
        runTime: runTime ?? shortDuration(defaults.run_time_s), kinds: new Set(defaults.kinds.length ? defaults.kinds : kinds.map((kind) => kind.name)),
        constants: Object.fromEntries(constants.map((one) => [one.name, one.value])), problems: {}, isBusy: false,
    };
}

/**
 * The number of users if all kinds have a fixed number; 0 otherwise.
 * @param {Scenario["kinds"]} kinds
 */
export function fixedUsers(kinds) {
    return kinds.every((kind) => kind.fixed) ? kinds.reduce((sum, kind) => sum + kind.fixed, 0) : 0;
}

/** @extends {Component<StartProps, StartState>} */
export class StartDialog extends Component {
    /** @type {StartState} */
    state = this.typed() ?? filledIn(this.props.scenario, this.props.run.settings);

    /** What was typed for the last run, unless the server has another scenario since. */
    typed() {
        return last?.scenario === JSON.stringify(this.props.scenario) ? { ...last.state, problems: {}, isBusy: false } : null;
    }

    /** Whether a chosen kind, or a hook of the run, has a request that goes to the host of the run. */
    needsHost() {
        const { kinds, needs_host } = this.props.scenario;
        return needs_host || kinds.some((kind) => kind.needs_host && this.state.kinds.has(kind.name));
    }

    /** The fields that a problem can belong to, as the server names them. */
    fields() {
        return ["users", "spawn_rate", "host", "run_time", "kinds", ...this.props.scenario.constants.map((one) => `constants.${one.name}`)];
    }

    /** What the server needs to know: only what differs from the scenario, for constants and kinds. */
    request() {
        const { scenario } = this.props;
        const { users, spawnRate, host, runTime, kinds, constants } = this.state;
        return {
            ...(scenario.load ? {} : { users: numberOf(users), spawn_rate: numberOf(spawnRate) }),
            ...(host.trim() ? { host: host.trim() } : {}), run_time: runTime.trim() || 0,
            kinds: scenario.kinds.map((kind) => kind.name).filter((name) => kinds.has(name)),
            constants: Object.fromEntries(scenario.constants.filter((one) => constants[one.name] !== one.value)
                .map((one) => [one.name, constants[one.name]])),
        };
    }

    /** @param {Event} event */
    async submit(event) {
        event.preventDefault();
        if (!this.state.kinds.size) /* the server takes an empty list as all */
            return this.setState({ problems: { kinds: "Choose at least one kind of user." } });
        this.setState({ isBusy: true, problems: {} });
        const problem = await post("api/start", this.request());
        this.setState({ isBusy: false });
        if (problem) {
            const problems = problemsOf(problem, this.fields());
            this.setState({ problems }, () => focusOn(problems));
            return;
        }
        last = { scenario: JSON.stringify(this.props.scenario), state: this.state };
        this.props.close();
    }

    /**
     * @param {string} name
     * @param {boolean} is
     */
    choose(name, is) {
        const kinds = new Set(this.state.kinds);
        if (is)
            kinds.add(name);
        else
            kinds.delete(name);
        this.setState({ kinds });
    }

    kinds() {
        const { kinds } = this.props.scenario;
        const { problems, kinds: chosen } = this.state;
        if (kinds.length < 2)
            return null;
        const sum = kinds.reduce((total, kind) => total + (chosen.has(kind.name) && !kind.fixed ? kind.weight : 0), 0);
        const onlyFixed = fixedUsers(kinds.filter((kind) => chosen.has(kind.name)));
        return html`<fieldset class="kinds"><legend>Kinds of users</legend>
            ${kinds.map((kind) => html`<label class="check" key=${kind.name}><input type="checkbox" checked=${chosen.has(kind.name)}
                onChange=${(/** @type {Event} */ event) => this.choose(kind.name, /** @type {HTMLInputElement} */ (event.target).checked)} />
                <span class="kind-name">${kind.name}</span>
                <span class="quiet">${kind.fixed ? `fixed ${kind.fixed}` : `weight ${kind.weight}${chosen.has(kind.name) && sum ? ` · ${percentOf(kind.weight, sum)}` : ""}`}</span></label>`)}
            ${onlyFixed > 0 && html`<p class="quiet">Only kinds with a fixed number are chosen: ${plural(onlyFixed, "user")} at most, whatever the number above.</p>`}
            <p class="field-problem" role="alert">${problems.kinds ?? ""}</p></fieldset>`;
    }

    constants() {
        const { constants } = this.props.scenario;
        if (!constants.length)
            return null;
        return html`<fieldset class="constants"><legend>Constants</legend>
            ${constants.map((one) => html`<${Field} key=${one.name} name=${`constants.${one.name}`} label=${one.name} hint="${one.type}, line ${one.line}"
                value=${this.state.constants[one.name] ?? ""} problem=${this.state.problems[`constants.${one.name}`]}
                change=${(/** @type {string} */ value) => this.setState({ constants: { ...this.state.constants, [one.name]: value } })} />`)}
        </fieldset>`;
    }

    render() {
        const { scenario, close } = this.props;
        const { problems, isBusy } = this.state;
        return html`<${Modal} id="start-dialog" title="Start a run of ${scenarioName(scenario.path)}" close=${close}>
            <form novalidate onSubmit=${(/** @type {Event} */ event) => this.submit(event)}>
                <div class="fields">
                    ${scenario.load ? html`<div class="field load"><span class="label">Load of the scenario</span>
                        <ol>${scenario.load.map((phase, i) => html`<li key=${i}>${phase}</li>`)}</ol></div>` : html`
                    <${Field} name="users" label="Users" hint="at the peak, at the same time" inputmode="numeric" autofocus value=${this.state.users}
                        problem=${problems.users} change=${(/** @type {string} */ users) => this.setState({ users })} />
                    <${Field} name="spawn_rate" label="Spawn rate" hint="users started per second" inputmode="decimal" value=${this.state.spawnRate}
                        problem=${problems.spawn_rate} change=${(/** @type {string} */ spawnRate) => this.setState({ spawnRate })} />`}
                    <${Field} name="host" label="Host" type="url" placeholder="http://127.0.0.1:8080" value=${this.state.host} problem=${problems.host}
                        hint=${this.needsHost() ? "" : "empty: as the scenario says"} change=${(/** @type {string} */ host) => this.setState({ host })} />
                    <${Field} name="run_time" label="Run time" value=${this.state.runTime} problem=${problems.run_time}
                        hint=${scenario.load ? "such as 10m; empty: as long as the load" : "such as 10m; empty: until it is stopped"}
                        change=${(/** @type {string} */ runTime) => this.setState({ runTime })} />
                </div>
                ${this.kinds()}
                ${this.constants()}
                ${problems.all && html`<p class="notice bad" role="alert">${problems.all}</p>`}
                <div class="dialog-foot"><button type="button" onClick=${close}>Cancel</button>
                    <button type="submit" class="primary" disabled=${isBusy} autofocus=${Boolean(scenario.load)}>Start</button></div>
            </form>
        </${Modal}>`;
    }
}
