/** Documents and ticks of runs that never were, for the tests: any length, any number of rows, the same numbers each time. */

import { ROW_STEPS, RUN_STEPS } from "../history.js";
import { applyTick } from "../store.js";

/** @import { RunDocument, Row, Tick, Times, Changes } from "../types.js" */

const NAMES = ["50", "66", "75", "80", "90", "95", "98", "99", "99.9", "99.99", "100"];
const START = 1764500000;

/** A small generator of pseudorandom numbers in [0, 1). @param {number} seed */
export function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

/**
 * @param {number} count
 * @param {number} median in ms
 * @returns {Times | null}
 */
export function timesOf(count, median) {
    if (!count)
        return null;
    const percentiles_ms = Object.fromEntries(NAMES.map((name, i) => [name, median * (1 + i * 0.4)]));
    return { count, min_ms: median / 4, max_ms: median * 5, mean_ms: median * 1.2, median_ms: median, percentiles_ms };
}

/** @param {number} i @param {number} seconds @param {string} name @returns {Row} */
function row(i, seconds, name) {
    const requests = seconds * (1 + (i % 5));
    const failures = i % 7 === 3 ? Math.floor(requests / 20) : 0;
    const median = 5 + (i % 40) * 3;
    return {
        id: i, type: ["GET", "POST", "PUT", "DELETE"][i % 4], name, is_transaction: false, requests, failures,
        rates: { requests_per_s: 1 + (i % 5), failures_per_s: failures / Math.max(1, seconds) },
        recent_rates: { requests_per_s: 1 + (i % 5), failures_per_s: failures / Math.max(1, seconds) },
        average_size_bytes: 800 + 13 * i, received_bytes: requests * 800, sent_bytes: requests * 40,
        connections: { opened: 3, reused: requests }, statuses: requests ? { 200: requests - failures, ...(failures ? { 500: failures } : {}) } : {},
        times: {
            all: timesOf(requests, median), successes: timesOf(requests - failures, median), failures: timesOf(failures, median),
            scheduled: null, first_byte: timesOf(requests, median * 0.8), connect: timesOf(3, 0.4), tls: null,
        },
        history: { start_s: [], length_s: [], requests: [], failures: [], p50_ms: [], p95_ms: [] },
        distribution: requests ? [26, requests - failures, 31, failures] : [],
    };
}

/**
 * @param {{rows?: number, seconds?: number, names?: (i: number) => string}} [options]
 * @returns {RunDocument}
 */
export function makeRun({ rows = 12, seconds = 60, names = (i) => `/api/item/${String(i).padStart(3, "0")}` } = {}) {
    const list = Array.from({ length: rows }, (_, i) => row(i, 0, names(i)));
    const source = "config { users 10 }\n\nuser Visitor {\n    task home { get \"/\" }\n    task never { get \"/never\" }\n}\n";
    /** @type {RunDocument} */
    const run = /** @type {any} */ ({
        format: "swarm-results", format_version: 2, swarm_version: "0.1.0", scenario: "scenarios/fixture.swarm", state: "running", run: 1, source,
        host: "http://127.0.0.1:4533", settings: { users: "10", spawn_rate: "5" }, start_unix_s: START, elapsed_s: 0, run_time_s: null,
        is_final: false, end_reason: null, aborted: false, thresholds_met: true, users: 0, user_goal: 10, users_not_started: 0, arrivals: 0,
        arrivals_dropped: 0, in_flight: { requests: 2, oldest_ms: 3 }, recent_p50_ms: null, recent_p95_ms: null, rows: list,
        aggregated: { ...row(0, 0, ""), id: undefined, type: "" },
        failures: [], errors: [], capacity: null, marks: [{ at_s: 0, kind: "users", text: "10 users" }],
        thresholds: [{ text: "p95 < 800ms", name: null, metric: "p95", op: "<", wanted: 800, got: null, unit: "ms", met: true }],
        generator: {
            state: "ok", findings: [], reactors: [{ cpu_ratio: 0.1, busy_ratio: 0.1, busy_most_ratio: 0.2, lag_ms: 1 }], wait_lateness: null,
            arrival_lateness: null, cores: 2, throttled_ratio: 0, descriptors: 20, descriptor_limit: 1024,
        },
        history: {
            start_s: [], length_s: [], users: [], arrivals: [], requests: [], failures: [], arrivals_dropped: [], p50_ms: [], p95_ms: [], p99_ms: [],
            heat: [],
        },
        files: [{ path: "scenarios/fixture.swarm", source }],
        lines: [
            { file: 0, line: 4, kind: "task", picks: 0, share: 0, wanted_share: 0.5 },
            { file: 0, line: 4, kind: "request", row: 0, requests: 0, failures: 0, requests_per_s: 0, p95_ms: null },
            { file: 0, line: 5, kind: "request", row: null, requests: 0, failures: 0, requests_per_s: 0, p95_ms: null },
        ],
        ratio: { per_kind: [{ name: "Visitor", kind: "kind", share: 1, tasks: [{ name: "home", kind: "task", share: 1 }] }], total: [] },
    });
    return run;
}

/**
 * The members of an object, those of `statuses` together, as pairs of a path and a value.
 * @param {any} item
 * @returns {[string, any][]}
 */
function membersOf(item) {
    return Object.entries(item).flatMap(([name, value]) =>
        value && typeof value === "object" && name !== "statuses" ? membersOf(value).map(([path, inner]) => [`${name}/${path}`, inner]) : [[name, value]]);
}

/**
 * The table of changes with these items, which have the same members.
 * @param {any[]} items
 * @returns {Changes}
 */
export function tableOf(items) {
    return {
        columns: items.length ? membersOf(items[0]).map(([path]) => path) : [],
        values: items.map((item) => membersOf(item).map(([, value]) => value)),
    };
}

/**
 * The tick at the end of a second.
 * @param {RunDocument} run as makeRun makes it; isn't changed
 * @param {number} second from 0
 * @returns {Tick}
 */
export function makeTick(run, second) {
    const next = random(second + 1);
    const users = Math.min(10, 1 + second);
    const rows = run.rows.map((old, i) => {
        const { history, distribution, ...now } = row(i, second + 1, old.name);
        const requests = 1 + (i % 5);
        return { ...now, point: { length_s: 1, requests, failures: 0, p50_ms: 5 + (i % 40) * 3, p95_ms: 20 + 10 * next() } };
    });
    const requests = rows.reduce((sum, one) => sum + one.point.requests, 0);
    const { history, distribution, id, ...aggregated } = row(0, second + 1, "");
    const failures = rows.reduce((sum, one) => sum + one.failures, 0);
    return /** @type {any} */ ({
        run: run.run, seq: second + 1, state: users < 10 ? "spawning" : "running", elapsed_s: second + 1, users,
        recent_p50_ms: 12, recent_p95_ms: 30 + 5 * next(),
        point: {
            start_s: second, length_s: 1, users, arrivals: 0, requests, failures: 0, arrivals_dropped: 0, p50_ms: 10 + 2 * next(),
            p95_ms: 30 + 8 * next(), p99_ms: 60 + 40 * next(), heat: [24, 1, 28, requests - 2, 34, 1],
        },
        row_changes: tableOf(rows.map(({ type, name, is_transaction, times, ...now }) => ({ ...now, times: { all: times.all } }))), aggregated: {
            ...aggregated, type: "", requests: rows.reduce((sum, one) => sum + one.requests, 0), failures,
            recent_rates: { requests_per_s: requests, failures_per_s: 0 }, rates: { requests_per_s: requests, failures_per_s: 0 },
        },
        line_changes: [tableOf([{ i: 0, picks: second + 1, share: 1 }]), tableOf([{ i: 1, requests: second + 1, requests_per_s: 1, p95_ms: 20 }])],
    });
}

/**
 * The run after many seconds, with as much history as the page keeps of a run and of its rows.
 * @param {RunDocument} run as makeRun makes it; isn't changed
 * @param {number} seconds
 * @returns {RunDocument}
 */
export function makePast(run, seconds) {
    const past = structuredClone(run);
    applyTick(past, makeTick(run, seconds - 1));
    past.history = steps(seconds, RUN_STEPS, (second) => /** @type {any} */ (makeTick({ ...run, rows: run.rows.slice(0, 1) }, second)).point);
    past.rows = run.rows.map((old, i) => ({
        ...row(i, seconds, old.name),
        history: steps(seconds, ROW_STEPS, (second) => ({ requests: 1 + ((second + i) % 5), failures: 0, p50_ms: 5 + (i % 40) * 3, p95_ms: 20 })),
    }));
    return past;
}

/**
 * Columns of equal steps from 0 to `seconds`.
 * @param {number} seconds
 * @param {number} most steps
 * @param {(second: number) => Record<string, any>} at
 * @returns {any}
 */
function steps(seconds, most, at) {
    const length = Math.max(1, seconds / most);
    const count = Math.floor(seconds / length);
    const points = Array.from({ length: count }, (_, i) => ({ ...at(Math.floor(i * length)), start_s: i * length, length_s: length }));
    return Object.fromEntries(Object.keys(points[0]).map((name) => [name, points.map((/** @type {any} */ point) => point[name])]));
}
