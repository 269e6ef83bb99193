/** The charts of a run and of a row: which lines they have, and what they show in words. */
import { baselineColumn } from "../compare.js";
import { clock, count, milliseconds, rate } from "../format.js";
import { column, end, rates, rebin, shownPart, times, usable, withoutGaps } from "../history.js";
import { html } from "../html.js";
import { bucketRange, drawHeat } from "./heat.js";
import { lowerBound } from "../buckets.js";
import { GROUPS } from "./colors.js";
import { Plot } from "./plot.js";

/** @import { RunDocument, Row, RowHistory, Threshold, Failure } from "../types.js" */
/** @import { Baseline } from "../compare.js" */
/** @import { View } from "../view.js" */

const perSecond = (/** @type {number} */ value) => `${rate(value)}/s`;
const inMs = (/** @type {number} */ value) => `${milliseconds(value)} ms`;
const GROUP_STEPS = 120;

/**
 * "Requests up to 41.2/s at 0:12"
 * @param {string} what
 * @param {(number | null)[]} values
 * @param {number[]} at
 * @param {(value: number) => string} show
 */
export function peak(what, values, at, show) {
    let best = -1;
    for (let i = 0; i < values.length; i++)
        if ((values[i] ?? 0) > (best < 0 ? 0 : values[best] ?? 0))
            best = i;
    return best < 0 ? `${what}: none` : `${what} up to ${show(values[best] ?? 0)} at ${clock(at[best])}`;
}

/**
 * Lines of thresholds on response times, as limits of a chart; those of a phase have a blank in their metric.
 * @param {Threshold[]} thresholds
 * @param {(threshold: Threshold) => boolean} isOf
 */
function limitsOf(thresholds, isOf) {
    return thresholds.filter((one) => one.unit === "ms" && !one.metric.includes(" ") && isOf(one))
        .map((one) => ({ value: one.wanted, label: `${one.metric} ${one.op} ${inMs(one.wanted)}` }));
}

/**
 * @typedef {object} RunChartProps
 * @property {RunDocument} run
 * @property {View} view
 * @property {Baseline | null} baseline
 * @property {number} [height]
 * @property {string} [idPrefix]
 */

/** @param {RunChartProps} props */
const common = ({ run, view, height }) => ({ view, height, startUnix: run.start_unix_s, marks: run.marks });

/**
 * @param {RunChartProps} props
 * @param {string} name
 */
const chartId = ({ idPrefix = "" }, name) => `${idPrefix}chart-${name}`;

/**
 * The lines of the baseline behind those of the run.
 * @param {Baseline | null} baseline
 * @param {number[]} at
 * @param {["requests" | "failures" | "users" | "p50_ms" | "p95_ms" | "p99_ms", string][]} names columns, and their labels
 */
function earlier(baseline, at, names) {
    if (!baseline)
        return [];
    return names.map(([name, label], i) => ({
        label, color: i ? "--baseline-2" : "--baseline", isFaint: true, values: baselineColumn(baseline, name, at),
    }));
}

/** @param {RunChartProps} props */
export function RateChart(props) {
    const history = shownPart(props.run.history, props.view.shown());
    const at = times(history);
    const requests = rates(history, history.requests);
    const failures = rates(history, history.failures);
    return html`<${Plot} ...${common(props)} id=${chartId(props, "rate")} title="Requests per second" times=${at} show=${perSecond}
        summary="${peak("Requests", requests, at, perSecond)}, ${peak("failures", failures, at, perSecond).replace("failures: none", "no failures")}"
        limits=${props.run.thresholds.filter((one) => one.unit === "per_s" && !one.name)
            .map((one) => ({ value: one.wanted, label: `${one.metric} ${one.op} ${perSecond(one.wanted)}` }))}
        series=${[
            ...earlier(props.baseline, at, [["requests", "Before"], ["failures", "Failures before"]]),
            { label: "Requests", color: "--requests", values: requests, isFilled: true },
            { label: "Failures", color: "--failures", values: failures, isFilled: true },
            { label: "Users", color: "--users", values: column(history, history.users), scale: "users", isDashed: true, isFaint: true, show: count },
        ]} />`;
}

/** @param {RunChartProps} props */
export function TimesChart(props) {
    const history = shownPart(props.run.history, props.view.shown());
    const at = times(history);
    const [p50, p95, p99] = [history.p50_ms, history.p95_ms, history.p99_ms].map((values) => column(history, values));
    return html`<${Plot} ...${common(props)} id=${chartId(props, "times")} title="Response times in ms" times=${at} show=${inMs}
        isLogarithmic=${props.view.isLogarithmic} limits=${limitsOf(props.run.thresholds, (one) => !one.name)}
        summary="${peak("50%", p50, at, inMs)}, ${peak("95%", p95, at, inMs)}, ${peak("99%", p99, at, inMs)}"
        series=${[
            ...earlier(props.baseline, at, [["p50_ms", "50% before"], ["p95_ms", "95% before"]]),
            { label: "50%", color: "--p50", values: p50 },
            { label: "95%", color: "--p95", values: p95 },
            { label: "99%", color: "--p99", values: p99, isDashed: true },
        ]} />`;
}

/** @param {RunChartProps} props */
export function HeatChart(props) {
    const { history: whole } = props.run;
    const history = shownPart(whole, props.view.shown());
    const at = times(history);
    const range = bucketRange(whole) ?? [0, 30];
    const bounds = /** @type {[number, number]} */ ([lowerBound(range[0]), lowerBound(range[1] + 1)]);
    return html`<${Plot} ...${common(props)} id=${chartId(props, "heat")} title="Distribution of response times" times=${at} show=${inMs}
        isLogarithmic=${true} range=${bounds} draw=${(/** @type {any} */ plot) => drawHeat(plot, whole, props.view.shown())}
        summary="The stronger the color, the more requests took that long. Response times from ${inMs(bounds[0])} to ${inMs(bounds[1])}"
        series=${[
            { label: "50%", color: "--heat-line", values: column(history, history.p50_ms), isFaint: true },
            { label: "99%", color: "--heat-line", values: column(history, history.p99_ms), isFaint: true, isDashed: true },
        ]} />`;
}

/** @param {RunChartProps} props */
export function UsersChart(props) {
    const history = shownPart(props.run.history, props.view.shown());
    const at = times(history);
    const users = column(history, history.users);
    const arrivals = rates(history, history.arrivals ?? []);
    const dropped = rates(history, history.arrivals_dropped ?? []);
    const hasArrivals = arrivals.some((value) => value);
    const hasDropped = dropped.some((value) => value);
    const series = [
        ...earlier(props.baseline, at, [["users", "Users before"]]),
        { label: "Users", color: "--users", values: users, isFilled: true, show: count },
        ...(hasArrivals ? [{ label: "Arrivals", color: "--requests", values: arrivals, scale: "users", show: perSecond }] : []),
        ...(hasDropped ? [{ label: "Dropped", color: "--failures", values: dropped, scale: "users", show: perSecond }] : []),
    ];
    const text = peak("Users", users, at, count) + (hasArrivals ? `, ${peak("arrivals", arrivals, at, perSecond)}` : "") +
        (hasDropped ? `, ${peak("dropped", dropped, at, perSecond)}` : "");
    return html`<${Plot} ...${common(props)} id=${chartId(props, "users")} title=${hasArrivals ? "Users and arrivals per second" : "Users"}
        times=${at} show=${count} summary=${text} series=${series} />`;
}

/**
 * The most frequent groups of failures, and the rest together, as counts in equal steps.
 * @param {Failure[]} failures
 * @param {number} step in seconds
 * @param {number} steps
 */
export function failureGroups(failures, step, steps) {
    const sorted = [...failures].sort((a, b) => b.occurrences - a.occurrences);
    const own = sorted.slice(0, GROUPS.length - (sorted.length > GROUPS.length ? 1 : 0));
    const groups = own.map((one) => ({ label: failureLabel(one), counts: rebin(one.history ?? [], step, steps) }));
    const rest = sorted.slice(own.length);
    if (rest.length)
        groups.push({ label: `${rest.length} others`, counts: rebin(rest.flatMap((one) => one.history ?? []), step, steps) });
    return groups;
}

/** @param {Failure} failure */
function failureLabel(failure) {
    const text = `${failure.error} · ${failure.method} ${failure.name}`;
    return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * Failures per second by group, stacked: the upper edge of each group is its rate on top of those before.
 * @param {RunChartProps & {failures?: Failure[], id?: string}} props
 */
export function FailuresChart(props) {
    const { run, failures = run.failures, id = chartId(props, "failures") } = props;
    const length = Math.max(1, end(run.history), run.elapsed_s);
    const step = Math.max(1, length / GROUP_STEPS);
    const steps = Math.max(1, Math.ceil(length / step));
    const at = [0, ...Array.from({ length: steps }, (_, i) => Math.min(length, (i + 1) * step))];
    const sums = new Array(steps).fill(0);
    const series = failureGroups(failures, step, steps).map((group, i) => {
        const own = group.counts.map((number) => number / step);
        const edge = own.map((value, k) => (sums[k] += value));
        return {
            label: group.label, color: GROUPS[i], isStacked: true, values: [edge[0] ?? null, ...edge],
            show: (/** @type {number} */ _, /** @type {number} */ k) => perSecond(own[Math.max(0, k - 1)] ?? 0),
        };
    }).reverse();
    return html`<${Plot} ...${common(props)} id=${id} title="Failures per second by group" times=${at} show=${perSecond}
        summary=${peak("Failures", [null, ...sums], at, perSecond)} series=${series} />`;
}

/**
 * The charts of one row.
 * @param {{run: RunDocument, row: Row, history: RowHistory, view: View}} props
 */
export function RowCharts({ run, row, history: known, view }) {
    const history = withoutGaps(known, end(run.history));
    const at = times(history);
    const requests = rates(history, history.requests);
    const failures = rates(history, history.failures);
    const shared = { view, startUnix: run.start_unix_s, marks: run.marks, times: at };
    const isOfRow = (/** @type {Threshold} */ one) => one.name === row.name || one.name === `${row.type} ${row.name}`;
    if (!usable(history))
        return html`<p class="empty card">No steps yet.</p>`;
    return html`<div class="charts">
        <${Plot} ...${shared} id="row-rate" title="Requests per second" show=${perSecond} summary=${peak("Requests", requests, at, perSecond)}
            series=${[
                { label: "Requests", color: "--requests", values: requests, isFilled: true },
                { label: "Failures", color: "--failures", values: failures, isFilled: true },
            ]} />
        <${Plot} ...${shared} id="row-times" title="Response times in ms" show=${inMs} isLogarithmic=${view.isLogarithmic}
            limits=${limitsOf(run.thresholds, isOfRow)} summary=${peak("95%", column(history, history.p95_ms), at, inMs)}
            series=${[
                { label: "50%", color: "--p50", values: column(history, history.p50_ms) },
                { label: "95%", color: "--p95", values: column(history, history.p95_ms) },
            ]} />
    </div>`;
}
