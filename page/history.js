/** Steps of time as columns of equal length: appending, bounding, looking up. */
import { sumPairs } from "./buckets.js";

/** @import { RowHistory, RunHistory, StepColumns } from "./types.js" */

/** Most steps that the page keeps of the run, and of a row: bounds for memory. */
export const RUN_STEPS = 8192;
export const ROW_STEPS = 240;

/** Most steps that a chart shows: a line with more points than pixels takes time and shows nothing more. */
export const CHART_STEPS = 1000;

/** Values that stand at the end of a step. */
const LEVELS = new Set(["users"]);

/** @returns {RunHistory} */
export function emptyHistory() {
    return {
        start_s: [], length_s: [], users: [], arrivals: [], requests: [], failures: [], arrivals_dropped: [],
        p50_ms: [], p95_ms: [], p99_ms: [], heat: [],
    };
}

/**
 * One value for two steps that follow each other. A percentile of both isn't known; the larger one bounds it.
 * @param {string} name of the column
 * @param {any} one
 * @param {any} other
 */
function joined(name, one, other) {
    if (name === "start_s")
        return one;
    if (name === "heat")
        return sumPairs(one ?? [], other ?? []);
    if (LEVELS.has(name))
        return other;
    if (name.startsWith("p"))
        return one === null || other === null ? one ?? other : Math.max(one, other);
    return one + other;
}

/**
 * The length of two steps that follow each other, with the time between them.
 * @param {Record<string, any[]>} columns
 * @param {number} i of the first one
 */
function joinedLength({ start_s: starts, length_s: lengths }, i) {
    return starts[i + 1] + lengths[i + 1] - starts[i];
}

/**
 * Joins pairs of neighbors until at most `limit` steps are left: all steps become longer alike.
 * @param {Record<string, any[]>} columns
 * @param {number} limit
 */
export function bound(columns, limit) {
    while (columns.start_s.length > limit) {
        const before = { ...columns };
        for (const [name, values] of Object.entries(before)) {
            const halved = [];
            for (let i = 0; i + 1 < values.length; i += 2)
                halved.push(name === "length_s" ? joinedLength(before, i) : joined(name, values[i], values[i + 1]));
            if (values.length % 2)
                halved.push(values[values.length - 1]);
            columns[name] = halved;
        }
    }
}

/**
 * A history with steps in which nothing happened, where the given one leaves them out: those of a row have only steps with requests.
 * @param {RowHistory} history
 * @param {number} until seconds since the start that the history should reach to
 * @returns {RowHistory}
 */
export function withoutGaps(history, until) {
    /** @type {RowHistory} */
    const whole = { start_s: [], length_s: [], requests: [], failures: [], p50_ms: [], p95_ms: [] };
    const step = (/** @type {number} */ i) => history.length_s[Math.min(i, history.length_s.length - 1)];
    for (let i = 0; i <= history.start_s.length; i++) {
        const begin = i < history.start_s.length ? history.start_s[i] : until;
        const gap = begin - end(whole);
        if (i && gap > step(i) * 0.75) {
            append(whole, { length_s: Math.min(gap, step(i)), requests: 0, failures: 0 }, Infinity);
            if (begin - end(whole) > step(i) * 0.75)
                append(whole, { length_s: begin - end(whole), requests: 0, failures: 0 }, Infinity);
        }
        if (i < history.start_s.length)
            append(whole, Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values[i]])), Infinity);
    }
    return whole;
}

/**
 * Appends a step and keeps the columns within `limit`. A point without start_s begins where the last step ends.
 * @param {StepColumns} history
 * @param {Record<string, any>} point
 * @param {number} limit
 */
export function append(history, point, limit) {
    const columns = /** @type {Record<string, any[]>} */ (/** @type {unknown} */ (history));
    const start = point.start_s ?? end(history);
    for (const [name, values] of Object.entries(columns))
        values.push(name === "start_s" ? start : point[name] ?? (name === "heat" ? [] : name.startsWith("p") ? null : 0));
    bound(columns, limit);
}

/**
 * Puts a step in the place of all steps that begin within it, or at the end.
 * @param {StepColumns} history
 * @param {Record<string, any>} point with start_s and length_s
 * @param {number} limit
 */
export function put(history, point, limit) {
    const columns = /** @type {Record<string, any[]>} */ (/** @type {unknown} */ (history));
    const until = point.start_s + point.length_s;
    const first = history.start_s.findIndex((start) => start >= point.start_s);
    if (first < 0 || history.start_s[first] >= until)
        return append(history, point, limit);
    const replaced = history.start_s.slice(first).filter((start) => start < until).length;
    for (const [name, values] of Object.entries(columns))
        values.splice(first, replaced, point[name]);
}

/**
 * Seconds since the start at which the last step ends.
 * @param {StepColumns} history
 */
export function end(history) {
    const last = history.start_s.length - 1;
    return last < 0 ? 0 : history.start_s[last] + history.length_s[last];
}

/** @typedef {Record<string, any[]>} Columns */

/** @type {WeakMap<object, {key: string, part: RunHistory}>} */
const shownParts = new WeakMap();

/**
 * The steps of a range, and one beside it at each end, as at most CHART_STEPS steps and three, without heat: neighbors
 * are joined. The charts of a page share the result until the history or the range changes.
 * @param {RunHistory} history
 * @param {{from: number, to: number}} range in seconds
 * @returns {RunHistory}
 */
export function shownPart(history, range) {
    const last = history.start_s.length - 1;
    const key = [last, history.start_s[last], history.length_s[last], range.from, range.to].join(" ");
    const known = shownParts.get(history);
    if (known?.key === key)
        return known.part;
    const part = joinedPart(history, range);
    shownParts.set(history, { key, part });
    return part;
}

/**
 * @param {RunHistory} history
 * @param {{from: number, to: number}} range
 * @returns {RunHistory}
 */
function joinedPart(history, { from, to }) {
    const { start_s: starts, length_s: lengths } = history;
    const after = starts.findIndex((start) => start >= to);
    const first = Math.max(0, starts.findIndex((start, i) => start + lengths[i] > from) - 1);
    const beyond = after < 0 ? starts.length : after + 1;
    const shortest = beyond - first > CHART_STEPS ? (to - from) / CHART_STEPS : 0;
    const { heat, ...columns } = history;
    /** @type {Columns} */
    const part = Object.fromEntries(Object.keys(columns).map((name) => [name, []]));
    for (let i = first, next; i < beyond; i = next) {
        next = i + 1;
        while (next < beyond && starts[next] - starts[i] < shortest)
            next++;
        for (const [name, values] of Object.entries(columns))
            part[name].push(name === "length_s" ? starts[next - 1] + lengths[next - 1] - starts[i] : joinedValue(name, values, i, next));
    }
    return /** @type {RunHistory} */ (/** @type {unknown} */ ({ ...part, heat: [] }));
}

/**
 * @param {string} name
 * @param {any[]} values
 * @param {number} from
 * @param {number} to
 */
function joinedValue(name, values, from, to) {
    let value = values[from];
    for (let i = from + 1; i < to; i++)
        value = joined(name, value, values[i]);
    return value;
}

/**
 * The ends of the steps, with a 0 before: where charts put the values, since users are counted at the end of a step.
 * The last step is left out when it is too short for a rate.
 * @param {StepColumns} history
 */
export function times(history) {
    return [0, ...Array.from({ length: usable(history) }, (_, i) => history.start_s[i] + history.length_s[i])];
}

/**
 * Steps that charts show.
 * @param {StepColumns} history
 */
export function usable(history) {
    const steps = history.length_s.length;
    return steps > 1 && history.length_s[steps - 1] < 0.5 ? steps - 1 : steps;
}

/**
 * A column for a chart; nothing is known at 0.
 * @param {StepColumns} history
 * @param {(number | null)[]} values
 * @returns {(number | null)[]}
 */
export function column(history, values) {
    return [null, ...values.slice(0, usable(history))];
}

/**
 * A column of counts as rates per second.
 * @param {StepColumns} history
 * @param {number[]} counts
 */
export function rates(history, counts) {
    return column(history, counts.map((number, i) => (history.length_s[i] > 0 ? number / history.length_s[i] : 0)));
}

/** @typedef {{at: number, requests: number, failures: number}} RatePoint seconds since the start, and rates per second */

/**
 * The rates over the run, at most two points per pixel: short steps are added up. Where the history has no steps, the rate is 0.
 * @param {RowHistory} history
 * @param {number} until seconds since the start, where the line ends
 * @param {number} pixels
 * @returns {RatePoint[]}
 */
export function ratePoints({ start_s: starts, length_s: lengths, requests, failures }, until, pixels) {
    const pixel = until / pixels;
    /** @type {RatePoint[]} */
    const points = [];
    const sum = { from: 0, to: 0, requests: 0, failures: 0 };
    const flush = () => {
        const length = sum.to - sum.from;
        if (length > 0)
            points.push({ at: (sum.from + sum.to) / 2, requests: sum.requests / length, failures: sum.failures / length });
        Object.assign(sum, { from: sum.to, requests: 0, failures: 0 });
    };
    const skipTo = (/** @type {number} */ time) => {
        flush();
        points.push({ at: sum.to, requests: 0, failures: 0 }, { at: time, requests: 0, failures: 0 });
        sum.from = sum.to = time;
    };
    for (let i = 0; i < starts.length; i++) {
        if (starts[i] - sum.to > Math.max(pixel, 0.75 * lengths[i]))
            skipTo(starts[i]);
        sum.requests += requests[i];
        sum.failures += failures[i];
        sum.to = starts[i] + lengths[i];
        if (sum.to - sum.from >= pixel)
            flush();
    }
    flush();
    if (points.length && until - sum.to > Math.max(pixel, 0.75 * lengths[lengths.length - 1]))
        skipTo(until);
    return points;
}

/**
 * Values of another run at the times of this one: the step of the other run that covers each time, null after its end.
 * @param {number[]} wanted ascending times, as `times` gives them
 * @param {number[]} known the same of the other run
 * @param {(number | null)[]} values
 * @returns {(number | null)[]}
 */
export function valuesAt(wanted, known, values) {
    let step = 0;
    return wanted.map((time) => {
        while (step < known.length && known[step] < time - 1e-6)
            step++;
        return step < known.length ? values[step] : null;
    });
}

/**
 * Counts of events in equal steps of time.
 * @param {[number, number][]} events pairs of seconds and count
 * @param {number} step in seconds
 * @param {number} steps
 */
export function rebin(events, step, steps) {
    const sums = new Array(steps).fill(0);
    for (const [at, number] of events)
        sums[Math.min(steps - 1, Math.max(0, Math.floor(at / step)))] += number;
    return sums;
}
