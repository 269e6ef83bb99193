/** The state of the page: the document of the run, kept up to date by the events of the server, and what the reader chose. */
import { RUN_STEPS, ROW_STEPS, append, bound, emptyHistory, end, put } from "./history.js";

/** @import { Cluster, RunDocument, Tick, Row, Failure, Line, LogEntry, Scenario, Changes } from "./types.js" */
/** @import { Baseline } from "./compare.js" */

const LOG_ENTRIES = 500;
const LOG_REPEATED = 50;
const FAILURE_STEPS = 240;

/**
 * @typedef {object} State
 * @property {RunDocument | null} run
 * @property {"connecting" | "open" | "lost"} connection
 * @property {LogEntry[]} log
 * @property {Scenario | null} scenario
 * @property {Baseline | null} baseline
 * @property {Cluster | null} cluster the workers now; null: there is no cluster, or nothing is known yet
 * @property {Record<string, string>} problems sentences about what couldn't be read, by its name
 * @property {boolean} isReport the data is in the page; there is no server
 */

/** @type {(one: Row, other: Row) => number} */
const byName = (one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.type < other.type ? -1 : 1);

/**
 * Puts changed items into a list by their ids.
 * @template {{id?: number | null}} Item
 * @param {Item[]} items
 * @param {Item[]} changed
 * @param {(before: Item | undefined, now: Item) => Item} merge
 */
function mergeById(items, changed, merge) {
    const places = new Map(items.map((item, i) => [item.id, i]));
    for (const item of changed) {
        const place = places.get(item.id);
        if (place === undefined) {
            places.set(item.id, items.length);
            items.push(merge(undefined, item));
        } else
            items[place] = merge(items[place], item);
    }
}

/**
 * The items of a table. A column is the path of a member, as "times/all/count".
 * @template Item
 * @param {Changes | undefined} table
 * @returns {Item[]}
 */
function itemsOf(table) {
    const paths = (table?.columns ?? []).map((column) => column.split("/"));
    return (table?.values ?? []).map((values) => {
        /** @type {any} */
        const item = {};
        paths.forEach((path, i) => {
            let inner = item;
            for (let step = 0; step < path.length - 1; step++)
                inner = inner[path[step]] ??= {};
            inner[path[path.length - 1]] = values[i];
        });
        return item;
    });
}

/**
 * @param {number} seconds since the start, at the end of the points
 * @returns {(before: Row | undefined, now: Row & {point?: Record<string, any>}) => Row}
 */
const mergeRow = (seconds) => (before, now) => {
    const { point, ...row } = now;
    const merged = { ...before, ...row };
    merged.history ??= { start_s: [], length_s: [], requests: [], failures: [], p50_ms: [], p95_ms: [] };
    if (point?.requests)
        append(merged.history, { ...point, start_s: Math.max(0, seconds - point.length_s) }, ROW_STEPS);
    return merged;
};

/**
 * @param {number} elapsed seconds since the start
 * @returns {(before: Failure | undefined, now: Failure) => Failure}
 */
const mergeFailure = (elapsed) => (before, now) => {
    const merged = { ...before, ...now };
    if (!now.history) {
        const more = now.occurrences - (before?.occurrences ?? 0);
        merged.history = [...(before?.history ?? [])];
        if (more > 0)
            merged.history.push([elapsed, more]);
    }
    while (merged.history && merged.history.length > FAILURE_STEPS)
        merged.history = halved(merged.history);
    return merged;
};

/**
 * @param {[number, number][]} events
 * @returns {[number, number][]}
 */
function halved(events) {
    /** @type {[number, number][]} */
    const half = [];
    for (let i = 0; i < events.length; i += 2)
        half.push([events[i][0], events[i][1] + (events[i + 1]?.[1] ?? 0)]);
    return half;
}

/**
 * Applies a tick to the document of its run.
 * @param {RunDocument} run changed in place
 * @param {Tick} tick
 */
export function applyTick(run, tick) {
    const { point, coarsened, rows, row_changes, aggregated, failures, errors, line_changes, marks, log, seq, ...changed } = tick;
    Object.assign(run, changed);
    if (point)
        append(run.history, point, RUN_STEPS);
    for (const longer of coarsened ?? [])
        put(run.history, longer, RUN_STEPS);
    if (aggregated)
        run.aggregated = { ...run.aggregated, ...aggregated };
    const before = run.rows.length;
    mergeById(run.rows, [.../** @type {Row[]} */ (itemsOf(row_changes)), ...(rows ?? [])], mergeRow(end(run.history)));
    if (run.rows.length !== before)
        run.rows.sort(byName);
    if (failures)
        mergeById(run.failures, failures, mergeFailure(run.elapsed_s));
    if (errors)
        mergeById(run.errors, errors, (before, now) => ({ ...before, ...now }));
    for (const table of line_changes ?? [])
        for (const { i, ...line } of /** @type {(Line & {i: number})[]} */ (itemsOf(table)))
            run.lines[i] = { ...run.lines[i], ...line };
    if (marks)
        run.marks = marks;
}

/**
 * Fills in what an older or shorter document leaves out.
 * @param {Partial<RunDocument>} given
 * @returns {RunDocument}
 */
export function completed(given) {
    const run = /** @type {RunDocument} */ ({ ...given });
    run.history = { ...emptyHistory(), ...run.history };
    bound(/** @type {Record<string, any[]>} */ (/** @type {unknown} */ (run.history)), RUN_STEPS);
    run.rows ??= [];
    run.failures ??= [];
    run.errors ??= [];
    run.thresholds ??= [];
    run.marks ??= [];
    run.lines ??= [];
    run.files ??= [{ path: run.scenario, source: run.source ?? null }];
    run.ratio ??= { per_kind: [], total: [] };
    run.settings ??= {};
    return run;
}

/** A store of one page. */
export class Store {
    constructor() {
        /** @type {State} */
        this.state = {
            run: null, connection: "connecting", log: [], scenario: null, baseline: null, cluster: null, problems: {}, isReport: false,
        };
        /** @type {Set<() => void>} */
        this.listeners = new Set();
    }

    /** @param {() => void} listener is called after each change; returns how to unsubscribe */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** @param {Partial<State>} changes */
    set(changes) {
        this.state = { ...this.state, ...changes };
        for (const listener of this.listeners)
            listener();
    }

    /**
     * @param {string} what
     * @param {string | null} sentence null: it could be read
     */
    setProblem(what, sentence) {
        const { [what]: before, ...others } = this.state.problems;
        if (sentence !== (before ?? null))
            this.set({ problems: sentence === null ? others : { ...others, [what]: sentence } });
    }

    /** @param {Partial<RunDocument>} document a whole document: the first of a connection, a new run, a reset */
    applyState(document) {
        this.set({ run: completed(document), connection: "open" });
    }

    /** @param {Tick} tick of another run than the page shows it is dropped: its state is on the way */
    applyTick(tick) {
        const run = this.state.run;
        if (!run || tick.run !== run.run)
            return;
        applyTick(run, tick);
        this.set({ run: { ...run }, connection: "open", log: this.withLog(tick.log ?? []) });
    }

    /**
     * The log with further entries. Those that a tick repeats, since the page has just read the whole log, are left out.
     * @param {LogEntry[]} entries
     */
    withLog(entries) {
        const recent = new Set(this.state.log.slice(-LOG_REPEATED).map((one) => `${one.at} ${one.text}`));
        const more = entries.filter((one) => !recent.has(`${one.at} ${one.text}`));
        return more.length ? [...this.state.log, ...more].slice(-LOG_ENTRIES) : this.state.log;
    }
}
