/** The messages of swarm and of the scenario, with a filter by level. */
import { Component } from "preact";
import { count, timeOfDay } from "../format.js";
import { html } from "../html.js";

/** @import { State } from "../store.js" */
/** @import { LogEntry } from "../types.js" */

const LEVELS = ["ERROR", "WARNING", "INFO", "DEBUG"];

/**
 * Entries of a level and of those that are worse.
 * @param {LogEntry[]} log
 * @param {string} level
 */
export function atLevel(log, level) {
    const wanted = LEVELS.indexOf(level);
    return log.filter((entry) => {
        const own = LEVELS.indexOf(entry.level);
        return own <= wanted; /* a level that isn't known is always shown */
    });
}

/** @extends {Component<{state: State}, {level: string}>} */
export class Log extends Component {
    state = { level: "DEBUG" };

    render() {
        const { log } = this.props.state;
        const shown = atLevel(log, this.state.level);
        return html`<div class="toolbar"><h2>Log</h2>
            <label>Level <select value=${this.state.level} onChange=${(/** @type {Event} */ event) =>
                this.setState({ level: /** @type {HTMLSelectElement} */ (event.target).value })}>
                ${LEVELS.map((level) => html`<option key=${level} value=${level}>${level === "DEBUG" ? "all" : level === "ERROR" ? "errors" : level === "WARNING" ? "warnings and errors" : "without debug"}</option>`)}
            </select></label>
            <span class="quiet">${count(shown.length)} of ${count(log.length)}; the last 500 are kept</span></div>
            ${shown.length ? html`<div class="scroll card" tabindex="0" role="log" aria-label="Messages"><table class="log"><thead class="unseen"><tr><th>Time</th><th>Level</th><th>Message</th></tr></thead>
                <tbody>${[...shown].reverse().map((entry, i) => html`<tr key=${`${entry.at} ${shown.length - i}`} class="level-${entry.level.toLowerCase()}">
                    <td class="at">${timeOfDay(new Date(entry.at * 1000))}</td><td class="level">${entry.level}</td><td class="message">${entry.text}</td></tr>`)}</tbody></table></div>`
                : html`<p class="empty card">No messages.</p>`}`;
    }
}
