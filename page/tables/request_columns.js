/** The columns of the table of requests; Locust has them in this order, too. */
import { change, changeKind, changeText, failedShare, rowKey } from "../compare.js";
import { Sparkline } from "../charts/sparkline.js";
import { bytes, count, milliseconds, percentOf, rate } from "../format.js";
import { html } from "../html.js";
import { rowAddress } from "../router.js";

/** @import { Row, Times } from "../types.js" */
/** @import { Baseline } from "../compare.js" */
/** @import { Column } from "./table.js" */

/**
 * @param {string} key
 * @param {string} title
 * @param {string} hint
 * @param {(times: Times) => number} take
 * @returns {Column}
 */
function timeColumn(key, title, hint, take) {
    const value = (/** @type {Row} */ row) => (row.times.all ? take(row.times.all) : null);
    return { key, title, hint, kind: "number", width: title.length > 3 ? 82 : 68, value, cell: (row) => milliseconds(value(row)) };
}

/**
 * A difference to the baseline.
 * @param {string} key
 * @param {string} title
 * @param {Baseline} baseline
 * @param {(row: Row) => number | null | undefined} take
 * @param {boolean} moreIsBetter
 * @returns {Column}
 */
function changeColumn(key, title, baseline, take, moreIsBetter) {
    const value = (/** @type {Row} */ row) => {
        const before = row.name === "Aggregated" && !row.type ? baseline.aggregated : baseline.rows.get(rowKey(row));
        return before ? change(take(row), take(before)) : null;
    };
    return {
        key, title, hint: `Change of ${title.slice(2)} compared with ${baseline.name}`, kind: "number", width: 84, value,
        cell: (row) => changeText(value(row)), mark: (row) => changeKind(value(row), moreIsBetter),
    };
}

/**
 * @param {Row} row
 * @param {number} length of the run in seconds
 */
function spark(row, length) {
    return row.history && html`<${Sparkline} history=${row.history} until=${length} />`;
}

/** @param {Row} row */
function name(row) {
    return row.type ? html`<a href=${rowAddress(row)} title=${row.name}>${row.name}</a>` : row.name;
}

/** @type {Column[]} */
const DETAILS = [
    timeColumn("min", "Min", "Shortest response time in ms", (times) => times.min_ms),
    timeColumn("max", "Max", "Longest response time in ms", (times) => times.max_ms),
    { key: "size", title: "Avg size", kind: "number", width: 84, value: (row) => row.average_size_bytes, cell: (row) => bytes(row.average_size_bytes) },
];

/**
 * @param {boolean} isLive rates are those of the last ten seconds, not of the whole run
 * @param {number} length of the run in seconds
 * @param {Baseline | null} baseline
 * @param {boolean} isNarrow numbers come first, lines over time last
 * @returns {Column[]}
 */
export function requestColumns(isLive, length, baseline, isNarrow) {
    const rates = (/** @type {Row} */ row) => (isLive ? row.recent_rates : row.rates);
    const over = isLive ? "in the last ten seconds" : "over the whole run";
    /* Differences stand beside what they are of; the columns that say least make room for them. */
    const compared = (/** @type {(before: Baseline) => Column} */ make) => (baseline ? [make(baseline)] : []);
    /** @type {Column} */
    const overTime = { key: "spark", title: "Over time", kind: "word", width: 112, hint: "Requests per second over the run, failures in red", cell: (row) => spark(row, length) };
    return [
        { key: "type", title: "Type", kind: "word", width: 80, value: (row) => row.type, cell: (row) => row.type },
        { key: "name", title: "Name", kind: "name", value: (row) => row.name, cell: name },
        ...(isNarrow ? [] : [overTime]),
        { key: "requests", title: "Requests", kind: "number", width: 92, value: (row) => row.requests, cell: (row) => count(row.requests) },
        {
            key: "failures", title: "Fails", kind: "number", width: 70, value: (row) => row.failures,
            cell: (row) => count(row.failures), mark: (row) => (row.failures ? "bad" : ""),
        },
        { key: "failed", title: "Fails %", kind: "number", width: 76, value: failedShare, cell: (row) => percentOf(row.failures, row.requests) },
        ...compared((before) => changeColumn("change_failed", "Δ fails %", before, failedShare, false)),
        timeColumn("p50", "Median", "Median response time in ms", (times) => times.percentiles_ms["50"]),
        timeColumn("p95", "95%", "95% of the responses took at most this long, in ms", (times) => times.percentiles_ms["95"]),
        ...compared((before) => changeColumn("change_p95", "Δ 95%", before, (row) => row.times.all?.percentiles_ms["95"], false)),
        timeColumn("p99", "99%", "99% of the responses took at most this long, in ms", (times) => times.percentiles_ms["99"]),
        timeColumn("mean", "Average", "Average response time in ms", (times) => times.mean_ms),
        ...(baseline ? [] : DETAILS),
        { key: "rps", title: "RPS", hint: `Requests per second ${over}`, kind: "number", width: 72, value: (row) => rates(row).requests_per_s, cell: (row) => rate(rates(row).requests_per_s) },
        ...compared((before) => changeColumn("change_rps", "Δ RPS", before, (row) => row.rates.requests_per_s, true)),
        { key: "fps", title: "Failures/s", hint: `Failures per second ${over}`, kind: "number", width: 98, value: (row) => rates(row).failures_per_s, cell: (row) => rate(rates(row).failures_per_s) },
        ...(isNarrow ? [overTime] : []),
    ];
}
