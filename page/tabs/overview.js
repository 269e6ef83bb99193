/** The overview: key figures, thresholds, health of the generator, the two most asked charts. */
import { RateChart, TimesChart } from "../charts/run_charts.js";
import { change, changeKind, changeText } from "../compare.js";
import { clock, count, dateAndTime, milliseconds, percent, percentOf, plural, rate, withUnit } from "../format.js";
import { goalText, isRunning } from "../header.js";
import { html } from "../html.js";

/** @import { RunDocument, Threshold, Generator, Capacity } from "../types.js" */
/** @import { State } from "../store.js" */
/** @import { View } from "../view.js" */

/**
 * @param {{title: string, value: string, unit?: string, more?: string, mark?: string, before?: number | null, moreIsBetter?: boolean}} props
 */
function Card({ title, value, unit, more, mark = "", before, moreIsBetter = false }) {
    return html`<div class="card figure"><dt>${title}</dt>
        <dd class=${mark}>${value}${unit && html` <small>${unit}</small>`}</dd>
        <dd class="more">${more ?? ""}${before !== undefined && html` <span class=${changeKind(before, moreIsBetter)}>${changeText(before)}</span>`}</dd></div>`;
}

/** @param {{state: State, run: RunDocument}} props */
function Figures({ state, run }) {
    const all = run.aggregated;
    const live = isRunning(run);
    const rates = live ? all.recent_rates : all.rates;
    const old = state.baseline?.aggregated;
    const percentiles = all.times.all?.percentiles_ms;
    const oldPercentiles = old?.times.all?.percentiles_ms;
    const time = (/** @type {string} */ name, /** @type {number | null | undefined} */ recent) => html`<${Card}
        title=${name === "50" ? "Median" : `${name}%`} value=${milliseconds(percentiles?.[name])} unit=${percentiles ? "ms" : ""}
        more=${live && recent !== undefined ? `now ${milliseconds(recent)}` : ""}
        before=${old ? change(percentiles?.[name], oldPercentiles?.[name]) : undefined} />`;
    const lastStep = (/** @type {"p50_ms" | "p95_ms" | "p99_ms"} */ name) => run.history[name][run.history[name].length - 1];
    return html`<dl class="figures">
        <${Card} title="Users" value=${count(run.users)} more=${live ? goalText(run) || (run.arrivals ? "as they arrive" : "") : "at the end"} />
        <${Card} title="Requests" value=${count(all.requests)} more=${live && run.in_flight ? `${count(run.in_flight.requests)} in flight` : ""} />
        <${Card} title="Requests/s" value=${rate(rates.requests_per_s)} more=${live ? `average ${rate(all.rates.requests_per_s)}` : ""}
            before=${old ? change(all.rates.requests_per_s, old.rates.requests_per_s) : undefined} moreIsBetter />
        <${Card} title="Failures/s" value=${rate(rates.failures_per_s)} mark=${all.failures ? "bad" : ""}
            more="${percentOf(all.failures, all.requests)} of all, ${count(all.failures)}" />
        ${time("50", lastStep("p50_ms"))}
        ${time("95", lastStep("p95_ms"))}
        ${time("99", lastStep("p99_ms"))}
    </dl>`;
}

/**
 * How much of what is allowed has been used, 0 to 1 and above; null: it can't be said.
 * @param {Threshold} threshold
 */
export function usedPart({ op, got, wanted }) {
    if (got === null || op === "==" || op === "!=")
        return null;
    if (op.startsWith("<"))
        return wanted > 0 ? got / wanted : got > 0 ? Infinity : 0;
    return got > 0 ? wanted / got : Infinity;
}

/** @param {Threshold} threshold */
function distanceText(threshold) {
    const { got, wanted, unit } = threshold;
    if (got === null || got === wanted)
        return "";
    return `${withUnit(Math.abs(got - wanted), unit)} ${got < wanted ? "below" : "above"}`;
}

/** @param {{threshold: Threshold}} props */
function ThresholdLine({ threshold }) {
    const used = usedPart(threshold);
    const kind = threshold.met ? "good" : "bad";
    return html`<li class="threshold ${kind}">
        <span class="threshold-text">${threshold.text}</span>
        <span class="threshold-got"><strong>${withUnit(threshold.got, threshold.unit)}</strong> <span class="quiet">${distanceText(threshold)}</span></span>
        <span class="threshold-mark">${threshold.met ? "met" : "missed"}</span>
        <span class="meter" aria-hidden="true"><span style=${{ width: `${Math.min(100, 100 * (used ?? (threshold.met ? 0 : 1)))}%` }}></span></span>
    </li>`;
}

/** @param {{run: RunDocument}} props */
function Thresholds({ run }) {
    return html`<section class="card panel"><h2>Thresholds</h2>
        ${run.thresholds.length ? html`<ul class="thresholds">${run.thresholds.map((one, i) => html`<${ThresholdLine} key=${i} threshold=${one} />`)}</ul>`
            : html`<p class="quiet">The scenario has no thresholds.</p>`}
    </section>`;
}

const HEALTH = {
    ok: ["good", "Keeps up"], degraded: ["warn", "Under strain"], overloaded: ["bad", "Overloaded: measured times are too long"],
};

/** @param {{generator: Generator}} props */
function Health({ generator }) {
    const [mark, text] = HEALTH[generator.state] ?? ["", generator.state];
    const busy = Math.max(0, ...generator.reactors.map((one) => one.busy_ratio));
    const cpu = generator.reactors.reduce((sum, one) => sum + one.cpu_ratio, 0) / (generator.cores || 1);
    const lag = Math.max(0, ...generator.reactors.map((one) => one.lag_ms));
    return html`<section class="card panel"><h2>Load generator <span class="pill ${mark}">${text}</span></h2>
        <dl class="pairs">
            <div><dt>CPU</dt><dd>${percent(cpu)} <small>of ${plural(Math.round(generator.cores * 10) / 10, "core")}</small></dd></div>
            <div><dt>Busiest thread</dt><dd>${percent(busy)} <small>of ${plural(generator.reactors.length, "thread")}</small></dd></div>
            <div><dt>Longest lag</dt><dd>${milliseconds(lag)} <small>ms</small></dd></div>
            <div><dt>Waits late, 99%</dt><dd>${milliseconds(generator.wait_lateness?.p99_ms)} <small>ms</small></dd></div>
            <div><dt>Descriptors</dt><dd>${count(generator.descriptors)} <small>of ${count(generator.descriptor_limit)}</small></dd></div>
        </dl>
        ${generator.findings.map((one, i) => html`<p key=${i} class="finding">${one.text} <small>from ${clock(one.began_s)}, for ${clock(one.lasted_s)}</small></p>`)}
    </section>`;
}

/** @type {Record<string, [string, string]>} */
const OUTCOMES = { met: ["good", "met"], not_met: ["bad", "not met"], generator_limited: ["warn", "generator under strain"] };

/** @param {{capacity: Capacity}} props */
function CapacitySteps({ capacity }) {
    return html`<section class="card panel"><h2>Capacity search</h2>
        <p>${capacity.users ? html`<strong>${plural(capacity.users, "user")}</strong> (${rate(capacity.requests_per_s)} requests/s) meet ` : "Searching how many users meet "}
            <code>${capacity.condition}</code></p>
        <div class="wide"><table class="small"><thead><tr><th scope="col">Users</th><th scope="col" class="word">Condition</th><th scope="col">RPS</th><th scope="col">Median</th>
            <th scope="col">95%</th><th scope="col">99%</th><th scope="col">Failed</th></tr></thead>
        <tbody>${capacity.steps.map((step, i) => {
            const [mark, text] = OUTCOMES[step.outcome] ?? ["", step.outcome];
            return html`<tr key=${i}><td>${count(step.users)}</td><td class="word ${mark}">${text}${step.missed ? `: ${step.missed}` : ""}</td>
                <td>${rate(step.requests_per_s)}</td><td>${milliseconds(step.p50_ms)}</td><td>${milliseconds(step.p95_ms)}</td><td>${milliseconds(step.p99_ms)}</td>
                <td>${percent(step.failed_ratio)}</td></tr>`;
        })}</tbody></table></div></section>`;
}

/** The verdict that the report has in its text. */
function Verdict() {
    return html`<div ref=${(/** @type {HTMLElement | null} */ element) => {
        const verdict = document.querySelector("#plain .verdict");
        if (element && verdict && !element.firstChild)
            element.append(verdict.cloneNode(true));
    }}></div>`;
}

/** @param {{run: RunDocument}} props */
function Ended({ run }) {
    if (run.state !== "stopped" || !run.end_reason)
        return null;
    const missed = run.thresholds.filter((one) => !one.met).length;
    const text = !run.thresholds.length ? "" : missed ? `${missed} of ${plural(run.thresholds.length, "threshold")} missed.` : "All thresholds met.";
    return html`<p class="notice ${missed ? "bad" : run.thresholds.length ? "good" : ""}"><strong>The run has ended:</strong> ${run.end_reason}. ${text}</p>`;
}

/** @param {{run: RunDocument}} props */
function When({ run }) {
    if (run.state === "ready")
        return null;
    return html`<p class="when">${run.run > 1 ? `Run ${run.run}, started` : "Started"} ${dateAndTime(new Date(run.start_unix_s * 1000))}, ${clock(run.elapsed_s)}</p>`;
}

/** @param {{state: State, run: RunDocument, view: View}} props */
export function Overview({ state, run, view }) {
    const chart = { run, view, baseline: state.baseline };
    if (run.state === "ready")
        return html`<p class="empty card">No run yet. Start one to see its numbers here.</p>`;
    return html`
        ${state.isReport ? html`<${Verdict} />` : html`<${Ended} run=${run} />`}
        <${Figures} state=${state} run=${run} />
        ${run.capacity && html`<${CapacitySteps} capacity=${run.capacity} />`}
        <div class="panels"><${Thresholds} run=${run} /><${Health} generator=${run.generator} /></div>
        ${run.history.start_s.length ? html`<div class="charts"><${RateChart} ...${chart} /><${TimesChart} ...${chart} /></div>`
            : html`<p class="empty card">Waiting for the first numbers…</p>`}
        <${When} run=${run} />`;
}
