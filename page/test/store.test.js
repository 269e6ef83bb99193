import assert from "node:assert/strict";
import { test } from "node:test";
import { ROW_STEPS, RUN_STEPS } from "../history.js";
import { Store, completed } from "../store.js";
import { makeRun, makeTick, tableOf } from "./fixture.js";

function playing(/** @type {number} */ seconds, /** @type {any} */ options = {}) {
    const store = new Store();
    store.applyState(makeRun(options));
    for (let i = 0; i < seconds; i++)
        store.applyTick(makeTick(/** @type {any} */ (store.state.run), i));
    return store;
}
const runOf = (/** @type {Store} */ store) => /** @type {import("../types.js").RunDocument} */ (store.state.run);

test("a tick changes what it names and keeps the rest", () => {
    const store = playing(5);
    const run = runOf(store);
    assert.equal(run.elapsed_s, 5);
    assert.equal(run.state, "spawning");
    assert.equal(run.host, "http://127.0.0.1:4533");
    assert.equal(run.history.start_s.length, 5);
    assert.equal(run.rows[2].requests, 15);
    assert.deepEqual(run.rows[2].history?.requests, [3, 3, 3, 3, 3]);
    assert.equal(run.lines[0].picks, 5);
    assert.equal(run.lines[0].kind, "task");
});

test("a tick of another run is dropped", () => {
    const store = playing(1);
    store.applyTick({ run: 2, elapsed_s: 99 });
    assert.equal(runOf(store).elapsed_s, 1);
});

test("a new state replaces everything of the run before", () => {
    const store = playing(5);
    store.applyState({ ...makeRun(), run: 2 });
    assert.equal(runOf(store).history.start_s.length, 0);
    assert.equal(runOf(store).elapsed_s, 0);
});

test("new rows are put in their place by name", () => {
    const store = playing(1, { rows: 2 });
    const row = { ...runOf(store).rows[0], id: 7, type: "GET", name: "/a", history: undefined };
    store.applyTick(/** @type {any} */ ({ run: 1, rows: [{ ...row, point: { length_s: 1, requests: 2, failures: 0, p50_ms: 1, p95_ms: 2 } }] }));
    assert.deepEqual(runOf(store).rows.map((one) => one.id), [7, 0, 1]);
    assert.deepEqual(runOf(store).rows[0].history?.requests, [2]);
});

test("a row that had no request for a while goes on where the run is", () => {
    const store = playing(3, { rows: 1 });
    const point = { start_s: 8, length_s: 1, users: 1, requests: 2, failures: 0 };
    const row_changes = tableOf([{ id: 0, point: { length_s: 1, requests: 2, failures: 0, p50_ms: 1, p95_ms: 2 } }]);
    store.applyTick(/** @type {any} */ ({ run: 1, elapsed_s: 9, point, row_changes }));
    assert.deepEqual(runOf(store).rows[0].history?.start_s, [0, 1, 2, 8]);
});

test("a change of a row without a request adds no point", () => {
    const store = playing(3, { rows: 1 });
    const none = { length_s: 0, requests: 0, failures: 0, p50_ms: null, p95_ms: null };
    store.applyTick({ run: 1, row_changes: tableOf([{ id: 0, recent_rates: { requests_per_s: 0.5, failures_per_s: 0 }, point: none }]) });
    const [row] = runOf(store).rows;
    assert.deepEqual(row.recent_rates, { requests_per_s: 0.5, failures_per_s: 0 });
    assert.deepEqual(row.history?.start_s, [0, 1, 2]);
    assert.equal(row.name, "/api/item/000");
});

test("a changed row has only the times of its responses, not those of an earlier document", () => {
    const run = runOf(playing(2, { rows: 1 }));
    assert.equal(run.rows[0].times.all?.count, 2);
    assert.equal(run.rows[0].times.first_byte, undefined);
    assert.deepEqual(run.rows[0].statuses, { 200: 2 });
});

test("failures are merged by id; a tick without their history adds what is new", () => {
    const store = playing(1);
    const failure = { id: 1, row: 0, line: null, method: "GET", name: "/a", error: "e", sample: null, occurrences: 3, first_seen_unix_s: 1, last_seen_unix_s: 2 };
    store.applyTick({ run: 1, elapsed_s: 4, failures: [failure] });
    store.applyTick({ run: 1, elapsed_s: 9, failures: [{ ...failure, occurrences: 10 }] });
    assert.equal(runOf(store).failures.length, 1);
    assert.deepEqual(runOf(store).failures[0].history, [[4, 3], [9, 7]]);
});

test("a coarser point replaces those that begin within it", () => {
    const store = playing(5);
    const { history } = runOf(store);
    const before = history.requests.slice();
    const point = Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values[1]]));
    store.applyTick({ run: 1, coarsened: [{ ...point, start_s: 1, length_s: 3, requests: 77, heat: [9, 77] }] });
    assert.deepEqual(history.start_s, [0, 1, 4]);
    assert.deepEqual(history.length_s, [1, 3, 1]);
    assert.deepEqual(history.requests, [before[0], 77, before[4]]);
    assert.deepEqual(history.heat[1], [9, 77]);
    for (const values of Object.values(history))
        assert.equal(values.length, 3);
});

test("ten hours of ticks stay bounded", () => {
    const store = playing(36000, { rows: 3 });
    const run = runOf(store);
    assert.ok(run.history.start_s.length <= RUN_STEPS);
    assert.ok(run.rows.every((row) => (row.history?.start_s.length ?? 0) <= ROW_STEPS));
    assert.equal(run.rows[1].history?.requests.reduce((a, b) => a + b), 2 * 36000);
});

test("the log keeps its last 500 entries", () => {
    const store = playing(1);
    for (let i = 0; i < 60; i++)
        store.applyTick({ run: 1, log: Array.from({ length: 10 }, (_, k) => ({ at: i, level: "INFO", text: `${i} ${k}` })) });
    assert.equal(store.state.log.length, 500);
    assert.equal(store.state.log[499].text, "59 9");
});

test("a log entry that is there already isn't added again", () => {
    const store = playing(1);
    store.set({ log: [{ at: 1, level: "INFO", text: "a" }] });
    store.applyTick({ run: 1, log: [{ at: 1, level: "INFO", text: "a" }, { at: 2, level: "INFO", text: "b" }] });
    assert.deepEqual(store.state.log.map((one) => one.text), ["a", "b"]);
});

test("listeners hear of each change", () => {
    const store = playing(0);
    let heard = 0;
    const stop = store.subscribe(() => heard++);
    store.set({ connection: "lost" });
    stop();
    store.set({ connection: "open" });
    assert.equal(heard, 1);
});

test("a document that leaves out lists gets empty ones", () => {
    const run = completed({ scenario: "a.swarm", source: "x" });
    assert.deepEqual([run.rows, run.failures, run.marks, run.files], [[], [], [], [{ path: "a.swarm", source: "x" }]]);
});
