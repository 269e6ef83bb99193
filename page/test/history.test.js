import assert from "node:assert/strict";
import { test } from "node:test";
import { append, bound, CHART_STEPS, column, emptyHistory, end, ratePoints, rates, rebin, shownPart, times, usable, valuesAt, withoutGaps } from "../history.js";

const point = (/** @type {number} */ i) => ({
    start_s: i, length_s: 1, users: i, arrivals: 2, requests: 10, failures: 1, arrivals_dropped: 0, p50_ms: i, p95_ms: 2 * i, p99_ms: null,
    heat: [3, 4, 5, 6],
});

function filled(/** @type {number} */ steps, /** @type {number} */ limit) {
    const history = emptyHistory();
    for (let i = 0; i < steps; i++)
        append(history, point(i), limit);
    return history;
}

test("steps are appended in order", () => {
    const history = filled(3, 100);
    assert.deepEqual(history.start_s, [0, 1, 2]);
    assert.deepEqual(history.users, [0, 1, 2]);
    assert.equal(end(history), 3);
});

test("a point without a start begins where the last step ends", () => {
    const history = { start_s: [0], length_s: [2.5], requests: [1], failures: [0], p50_ms: [1], p95_ms: [1] };
    append(history, { length_s: 1, requests: 3, failures: 0, p50_ms: 4, p95_ms: 5 }, 10);
    assert.deepEqual(history.start_s, [0, 2.5]);
});

test("a column that a point leaves out is empty there", () => {
    const history = emptyHistory();
    append(history, { start_s: 0, length_s: 1, requests: 0 }, 10);
    assert.deepEqual([history.failures, history.p95_ms, history.heat], [[0], [null], [[]]]);
});

test("more steps than the limit are joined: sums stay, no column is longer than another", () => {
    const history = filled(1000, 64);
    const columns = Object.values(history);
    assert.ok(columns.every((one) => one.length === history.start_s.length && one.length <= 64));
    assert.equal(history.requests.reduce((a, b) => a + b), 10000);
    assert.equal(history.length_s.reduce((a, b) => a + b), 1000);
    assert.equal(end(history), 1000);
    assert.equal(history.users.at(-1), 999);
    assert.equal(history.heat.flat().reduce((sum, value, i) => sum + (i % 2 ? value : 0), 0), 10000);
});

test("joined steps have the larger percentile, and the one that is known", () => {
    const columns = { start_s: [0, 1], length_s: [1, 1], p95_ms: [5, 9], p50_ms: [null, 3], p99_ms: [null, null] };
    bound(columns, 1);
    assert.deepEqual([columns.p95_ms, columns.p50_ms, columns.p99_ms], [[9], [3], [null]]);
});

test("a chart gets a bounded number of steps; nothing is lost in them", () => {
    const history = filled(8000, 8192);
    const part = shownPart(history, { from: 0, to: 8000 });
    assert.ok(part.start_s.length <= CHART_STEPS + 3);
    assert.ok(part.start_s.length > CHART_STEPS / 2);
    assert.equal(part.requests.reduce((a, b) => a + b), 80000);
    assert.equal(part.length_s.reduce((a, b) => a + b), 8000);
    assert.equal(end(part), 8000);
    assert.equal(Math.max(.../** @type {number[]} */ (part.p95_ms)), 15998);
    assert.deepEqual([part.users[0], part.users.at(-1)], [7, 7999]);
    assert.equal(history.start_s.length, 8000);
});

test("a range has its own steps, and one beside it at each end", () => {
    const history = filled(8000, 8192);
    const part = shownPart(history, { from: 1000, to: 1003 });
    assert.deepEqual(part.start_s, [999, 1000, 1001, 1002, 1003]);
    assert.deepEqual(part.users, part.start_s);
    assert.deepEqual(shownPart(history, { from: 0, to: 3 }).start_s, [0, 1, 2, 3]);
    assert.deepEqual(shownPart(history, { from: 7998, to: 9000 }).start_s, [7997, 7998, 7999]);
});

test("charts share the steps of a range until there are new ones", () => {
    const history = filled(3, 100);
    const part = shownPart(history, { from: 0, to: 10 });
    assert.equal(shownPart(history, { from: 0, to: 10 }), part);
    append(history, point(3), 100);
    assert.deepEqual(shownPart(history, { from: 0, to: 10 }).start_s, [0, 1, 2, 3]);
    assert.deepEqual(shownPart(emptyHistory(), { from: 0, to: 10 }).start_s, []);
});

test("charts begin at 0 and put values at the ends of the steps", () => {
    const history = filled(3, 100);
    assert.deepEqual(times(history), [0, 1, 2, 3]);
    assert.deepEqual(column(history, history.users), [null, 0, 1, 2]);
    history.length_s = [2, 2, 2];
    assert.deepEqual(rates(history, history.requests), [null, 5, 5, 5]);
});

test("a last step that is too short for a rate is left out", () => {
    const history = filled(3, 100);
    history.length_s[2] = 0.01;
    assert.equal(usable(history), 2);
    assert.deepEqual(times(history), [0, 1, 2]);
});

test("values of another run are those of the step that covers the time", () => {
    assert.deepEqual(valuesAt([0, 1, 2, 3, 4], [0, 2, 4], [null, 20, 40]), [null, 20, 20, 40, 40]);
    assert.deepEqual(valuesAt([1, 2, 9], [0, 2], [null, 20]), [20, 20, null]);
});

test("events are counted in equal steps", () => {
    assert.deepEqual(rebin([[0, 1], [4.9, 2], [5, 4], [99, 8]], 5, 3), [3, 4, 8]);
});

test("joined steps include the time between them", () => {
    const columns = { start_s: [0, 5], length_s: [1, 1], requests: [3, 4] };
    bound(columns, 1);
    assert.deepEqual(columns, { start_s: [0], length_s: [6], requests: [7] });
});

test("steps in which nothing happened are filled in", () => {
    const history = { start_s: [0, 1, 5], length_s: [1, 1, 1], requests: [1, 2, 3], failures: [0, 0, 1], p50_ms: [1, 1, 1], p95_ms: [2, 2, 2] };
    const whole = withoutGaps(history, 9);
    assert.deepEqual(whole.start_s, [0, 1, 2, 3, 5, 6, 7]);
    assert.deepEqual(whole.requests, [1, 2, 0, 0, 3, 0, 0]);
    assert.deepEqual(whole.p50_ms, [1, 1, null, null, 1, null, null]);
    assert.equal(end(whole), 9);
    assert.deepEqual(withoutGaps(history, 6).requests, [1, 2, 0, 0, 3]);
    assert.deepEqual(withoutGaps({ start_s: [], length_s: [], requests: [], failures: [], p50_ms: [], p95_ms: [] }, 9).requests, []);
});

const steps = (/** @type {number[][]} */ ...steps) => ({
    start_s: steps.map((one) => one[0]), length_s: steps.map((one) => one[1]), requests: steps.map((one) => one[2]), failures: steps.map((one) => one[3] ?? 0),
    p50_ms: [], p95_ms: [],
});

test("points stand at their time, however long a step is", () => {
    const points = ratePoints(steps([0, 8, 16], [8, 1, 4, 1], [9, 1, 2]), 10, 96);
    assert.deepEqual(points, [{ at: 4, requests: 2, failures: 0 }, { at: 8.5, requests: 4, failures: 1 }, { at: 9.5, requests: 2, failures: 0 }]);
});

test("where there are no steps, nothing happened", () => {
    const points = ratePoints(steps([0, 1, 4], [50, 1, 3]), 100, 96);
    assert.deepEqual(points.map((one) => [one.at, one.requests]), [[0.5, 4], [1, 0], [50, 0], [50.5, 3], [51, 0], [100, 0]]);
});

test("short steps are added up to one point per pixel", () => {
    const points = ratePoints(steps(...Array.from({ length: 9600 }, (_, i) => [i, 1, i % 10])), 9600, 96);
    assert.equal(points.length, 96);
    assert.ok(points.every((point) => point.requests === 4.5));
});

test("a run without steps has no points", () => assert.deepEqual(ratePoints(steps(), 10, 96), []));
