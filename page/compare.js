/** An earlier run to compare with: read from its results (--json-file) or from the data of a report. */
import { column, rates, times, valuesAt } from "./history.js";

/** @import { Row, StepColumns } from "./types.js" */

/**
 * @typedef {object} Baseline
 * @property {string} name
 * @property {number} start_unix_s
 * @property {StepColumns & {users: number[], p99_ms: (number | null)[]}} history
 * @property {Map<string, Row>} rows by type and name
 * @property {Row} aggregated
 */

const FORMAT_VERSION = 2; /* as in docs/results.schema.json */
const COLUMNS = ["start_s", "length_s", "users", "requests", "failures", "p50_ms", "p95_ms", "p99_ms"];

/** @param {{type: string, name: string}} row */
export const rowKey = (row) => `${row.type} ${row.name}`;

/**
 * Columns of the points of a results file.
 * @param {any[]} series
 * @param {number} start when the run started, in seconds since 1970
 */
function columnsOf(series, start) {
    const take = (/** @type {string} */ name) => series.map((point) => point[name]);
    return {
        start_s: series.map((point) => Math.max(0, point.start_unix_s - start)),
        length_s: take("length_s"), users: take("users"), requests: take("requests"), failures: take("failures"),
        p50_ms: take("p50_ms"), p95_ms: take("p95_ms"), p99_ms: take("p99_ms"),
    };
}

/**
 * Reads an earlier run. Throws an Error with a sentence for the reader if the text isn't one.
 * @param {string} text
 * @param {string} name of the file
 * @returns {Baseline}
 */
export function readBaseline(text, name) {
    let results;
    try {
        results = JSON.parse(text);
    } catch {
        throw new Error(`${name} is not JSON.`);
    }
    return baselineOf(results, name);
}

/**
 * What of results is damaged, in words; null: nothing that comparing needs.
 * @param {any} results
 */
function damage({ start_unix_s: start, rows, aggregated, series, history }) {
    if (typeof start !== "number")
        return "it has no start_unix_s";
    const wrong = rows.findIndex((/** @type {any} */ row) => !isRow(row));
    if (wrong >= 0)
        return `row ${wrong + 1} has no numbers or no times`;
    if (!isRow(aggregated))
        return "the row of all has no numbers or no times";
    const isFull = history ? COLUMNS.every((name) => Array.isArray(history[name]) && history[name].length === history.start_s.length)
        : Array.isArray(series) && series.every((point) => typeof point?.start_unix_s === "number");
    return isFull ? null : "its history is not complete";
}

/** @param {any} row */
function isRow(row) {
    const times = row?.times;
    return typeof row?.requests === "number" && typeof row.failures === "number" && typeof row.rates?.requests_per_s === "number" &&
        typeof times === "object" && times !== null && (times.all === null || typeof times.all?.percentiles_ms === "object");
}

/**
 * The same of results that have been read as JSON.
 * @param {any} results
 * @param {string} name
 * @returns {Baseline}
 */
export function baselineOf(results, name) {
    if (results?.format !== "swarm-results" || !Array.isArray(results.rows) || !results.aggregated)
        throw new Error(`${name} is not a result of swarm run --json-file.`);
    if (results.format_version !== FORMAT_VERSION)
        throw new Error(`${name} has version ${results.format_version} of the format of results; this page reads version ${FORMAT_VERSION}.`);
    const wrong = damage(results);
    if (wrong)
        throw new Error(`${name} can't be compared with: ${wrong}.`);
    return {
        name,
        start_unix_s: results.start_unix_s,
        history: results.history ?? columnsOf(results.series, results.start_unix_s),
        rows: new Map(results.rows.map((/** @type {Row} */ row) => [rowKey(row), row])),
        aggregated: results.aggregated,
    };
}

/**
 * A column of the baseline as rates per second, or as it is, at the given times of the live run.
 * @param {Baseline} baseline
 * @param {"requests" | "failures" | "users" | "p50_ms" | "p95_ms" | "p99_ms"} name
 * @param {number[]} at
 */
export function baselineColumn(baseline, name, at) {
    const { history } = baseline;
    const isCount = name === "requests" || name === "failures";
    const values = isCount ? rates(history, history[name]) : column(history, history[name]);
    return valuesAt(at, times(history), values);
}

/**
 * The relative change from `before` to `now`; null: one of them isn't known, or the change has no measure.
 * @param {number | null | undefined} now
 * @param {number | null | undefined} before
 */
export function change(now, before) {
    if (now === null || now === undefined || before === null || before === undefined)
        return null;
    if (before === 0)
        return now === 0 ? 0 : null;
    return (now - before) / before;
}

/**
 * "+12%", "−3.4%", "±0%"
 * @param {number | null} ratio
 */
export function changeText(ratio) {
    if (ratio === null)
        return "–";
    const size = Math.abs(100 * ratio);
    const text = size < 10 ? size.toFixed(1) : String(Math.round(size));
    if (Number(text) === 0)
        return "±0%";
    return `${ratio < 0 ? "−" : "+"}${Number(text) > 999 ? ">999" : text}%`;
}

/**
 * Whether a change is for the better, for the worse, or too small to tell.
 * @param {number | null} ratio
 * @param {boolean} moreIsBetter
 * @returns {"better" | "worse" | "same"}
 */
export function changeKind(ratio, moreIsBetter) {
    if (ratio === null || Math.abs(ratio) < 0.05)
        return "same";
    return ratio > 0 === moreIsBetter ? "better" : "worse";
}

/** @param {Row} row */
export const failedShare = (row) => (row.requests ? row.failures / row.requests : 0);
