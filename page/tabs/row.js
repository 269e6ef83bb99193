/** The page of one row: its charts, distribution, percentiles, statuses, phases and failures. */
import { Component } from "preact";
import { get } from "../api.js";
import { Distribution } from "../charts/distribution.js";
import { RowCharts } from "../charts/run_charts.js";
import { change, changeKind, changeText, rowKey } from "../compare.js";
import { bytes, count, milliseconds, percentOf, rate } from "../format.js";
import { isRunning } from "../header.js";
import { html } from "../html.js";
import { ViewTools } from "./charts.js";
import { FailureTable } from "./failures.js";

/** @import { RunDocument, Row, Times } from "../types.js" */
/** @import { State } from "../store.js" */
/** @import { View } from "../view.js" */

const REFRESH_MS = 3000;

/** @typedef {{state: State, run: RunDocument, view: View, name: string}} RowPageProps */

/** @type {[keyof Row["times"], string, string][]} */
const PHASES = [
    ["connect", "Connected", "with name resolution; only requests that opened a connection"],
    ["tls", "TLS done", "only requests that opened a connection"],
    ["first_byte", "First byte", "of the response"],
    ["all", "Complete", "the response time"],
    ["scheduled", "Since scheduled", "since the request should have started"],
];

/** @param {{times: Row["times"]}} props */
function Phases({ times: given }) {
    const shown = PHASES.filter(([name]) => given[name]);
    return html`<section class="card panel"><h2>Phases</h2>
        <p class="quiet">Time from the start of the request to the end of each phase, in ms.</p>
        <div class="wide"><table class="small"><thead><tr><th scope="col" class="word">Phase</th><th scope="col">Median</th><th scope="col">95%</th><th scope="col">99%</th>
            <th scope="col">Max</th><th scope="col">Requests</th></tr></thead>
        <tbody>${shown.map(([name, title, hint]) => {
            const times = /** @type {Times} */ (given[name]);
            return html`<tr key=${name}><th scope="row" class="word" title=${hint}>${title}</th><td>${milliseconds(times.percentiles_ms["50"])}</td>
                <td>${milliseconds(times.percentiles_ms["95"])}</td><td>${milliseconds(times.percentiles_ms["99"])}</td><td>${milliseconds(times.max_ms)}</td>
                <td>${count(times.count)}</td></tr>`;
        })}</tbody></table></div></section>`;
}

/** @param {{row: Row, before: Row | undefined}} props */
function Percentiles({ row, before }) {
    const times = row.times.all;
    if (!times)
        return null;
    return html`<section class="card panel"><h2>Percentiles</h2>
        <table class="small"><thead><tr><th scope="col" class="word">Percentile</th><th scope="col">ms</th>
            ${before && html`<th scope="col">Before</th><th scope="col">Change</th>`}</tr></thead>
        <tbody>${Object.keys(times.percentiles_ms).sort((a, b) => Number(a) - Number(b)).map((name) => {
            const [now, old] = [times.percentiles_ms[name], before?.times.all?.percentiles_ms[name]];
            return html`<tr key=${name}><th scope="row" class="word">${name}%</th><td>${milliseconds(now)}</td>
                ${before && html`<td>${milliseconds(old)}</td><td class=${changeKind(change(now, old), false)}>${changeText(change(now, old))}</td>`}</tr>`;
        })}</tbody></table></section>`;
}

/** @param {{row: Row}} props */
function Statuses({ row }) {
    const codes = Object.entries(row.statuses).sort((a, b) => b[1] - a[1]);
    const total = codes.reduce((sum, [, number]) => sum + number, 0);
    return html`<section class="card panel"><h2>Status codes</h2>
        ${codes.length ? html`<table class="small"><thead><tr><th scope="col" class="word">Status</th><th scope="col">Responses</th><th scope="col">Share</th></tr></thead>
        <tbody>${codes.map(([code, number]) => html`<tr key=${code}><th scope="row" class="word status-${code[0]}">${code}</th><td>${count(number)}</td>
            <td>${percentOf(number, total)}</td></tr>`)}</tbody></table>` : html`<p class="quiet">No response had a status code.</p>`}
        <dl class="pairs">
            <div><dt>Connections opened</dt><dd>${count(row.connections.opened)}</dd></div>
            <div><dt>Connections reused</dt><dd>${count(row.connections.reused)}</dd></div>
            <div><dt>Received</dt><dd>${bytes(row.received_bytes)}</dd></div>
            <div><dt>Sent</dt><dd>${bytes(row.sent_bytes)}</dd></div>
        </dl></section>`;
}

/** @extends {Component<RowPageProps, {fresh: Row | null}>} */
export class RowPage extends Component {
    /** @type {{fresh: Row | null}} */
    state = { fresh: null };
    timer = 0;
    isGone = false;

    componentDidMount() {
        if (!this.props.state.isReport)
            this.refresh();
    }

    componentWillUnmount() {
        this.isGone = true;
        clearTimeout(this.timer);
    }

    /** Histories, distribution and most times aren't in the events of each second. */
    async refresh() {
        const row = this.row();
        clearTimeout(this.timer);
        const fresh = row?.id === undefined ? null : await get(`api/row?id=${row.id}`).catch(() => null); /* tried again below */
        if (this.isGone)
            return;
        if (fresh)
            this.setState({ fresh });
        clearTimeout(this.timer);
        if (isRunning(this.props.run))
            this.timer = setTimeout(() => this.refresh(), REFRESH_MS);
    }

    componentDidUpdate(/** @type {RowPageProps} */ before) {
        if (isRunning(before.run) && !isRunning(this.props.run))
            this.refresh();
    }

    row() {
        return this.props.run.rows.find((one) => rowKey(one) === this.props.name);
    }

    render() {
        const { state, run, view, name } = this.props;
        const row = this.row();
        const back = html`<p class="back"><a href="#/requests">← All requests</a></p>`;
        if (!row)
            return html`${back}<p class="empty card">No row “${name}” in this run.</p>`;
        const { fresh } = this.state;
        const history = fresh?.history ?? row.history;
        const failures = run.failures.filter((one) => one.row === row.id);
        const rates = isRunning(run) ? row.recent_rates : row.rates;
        const times = row.times.all;
        return html`${back}
            <h2 class="row-title"><span class="type">${row.type}</span> ${row.name}</h2>
            <dl class="figures">
                <div class="card figure"><dt>Requests</dt><dd>${count(row.requests)}</dd></div>
                <div class="card figure"><dt>Requests/s</dt><dd>${rate(rates.requests_per_s)}</dd></div>
                <div class="card figure"><dt>Failed</dt><dd class=${row.failures ? "bad" : ""}>${percentOf(row.failures, row.requests)} <small>${count(row.failures)}</small></dd></div>
                <div class="card figure"><dt>Median</dt><dd>${milliseconds(times?.median_ms)} <small>ms</small></dd></div>
                <div class="card figure"><dt>95%</dt><dd>${milliseconds(times?.percentiles_ms["95"])} <small>ms</small></dd></div>
                <div class="card figure"><dt>Average size</dt><dd>${bytes(row.average_size_bytes)}</dd></div>
            </dl>
            <${ViewTools} view=${view} />
            ${history && html`<${RowCharts} run=${run} row=${row} history=${history} view=${view} />`}
            <section class="card panel"><h2>Distribution of response times</h2>
                <${Distribution} distribution=${fresh?.distribution ?? row.distribution} times=${times} /></section>
            <div class="panels three"><${Phases} times=${{ ...fresh?.times, ...row.times }} /><${Percentiles} row=${row} before=${state.baseline?.rows.get(rowKey(row))} /><${Statuses} row=${row} /></div>
            <section><h2>Failures of this row</h2><${FailureTable} run=${run} failures=${failures} id="row-failures" /></section>`;
    }
}
