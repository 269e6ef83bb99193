import assert from "node:assert/strict";
import { test } from "node:test";
import { baselineColumn, change, changeKind, changeText, readBaseline, rowKey } from "../compare.js";
import { makeRun } from "./fixture.js";

const numbers = { requests: 30, failures: 0, rates: { requests_per_s: 3, failures_per_s: 0 }, times: { all: null } };
const results = {
    format: "swarm-results", format_version: 2, start_unix_s: 1000, rows: [{ type: "GET", name: "/", ...numbers }], aggregated: numbers,
    series: [
        { start_unix_s: 1000, length_s: 2, users: 1, requests: 10, failures: 0, p50_ms: 5, p95_ms: 9, p99_ms: 9 },
        { start_unix_s: 1002, length_s: 2, users: 3, requests: 20, failures: 2, p50_ms: null, p95_ms: 11, p99_ms: 12 },
    ],
};

test("results of an earlier run are read", () => {
    const baseline = readBaseline(JSON.stringify(results), "before.json");
    assert.equal(baseline.name, "before.json");
    assert.deepEqual(baseline.history.start_s, [0, 2]);
    assert.ok(baseline.rows.has(rowKey({ type: "GET", name: "/" })));
});

test("the data of a report is read, too", () => {
    const run = makeRun();
    assert.equal(readBaseline(JSON.stringify(run), "report.json").history.start_s.length, 0);
});

test("anything else is refused with a sentence", () => {
    assert.throws(() => readBaseline("{", "x.json"), /^Error: x.json is not JSON\.$/);
    for (const text of ["null", "[]", "{}", '{"format":"swarm-results"}'])
        assert.throws(() => readBaseline(text, "x.json"), /is not a result of swarm run --json-file\.$/);
});

test("results that are damaged or of another version are refused with a sentence", () => {
    const wrong = (/** @type {any} */ changes) => () => readBaseline(JSON.stringify({ ...results, ...changes }), "x.json");
    assert.throws(wrong({ format_version: 3 }), /^Error: x.json has version 3 of the format of results; this page reads version 2\.$/);
    for (const [changes, what] of /** @type {[any, RegExp][]} */ ([
        [{ start_unix_s: undefined }, /start_unix_s/], [{ rows: [numbers, { ...numbers, times: undefined }] }, /row 2/], [{ rows: [null] }, /row 1/],
        [{ rows: [{ ...numbers, times: { all: {} } }] }, /row 1/], [{ aggregated: {} }, /row of all/], [{ series: undefined }, /history/],
        [{ series: [null] }, /history/], [{ history: { start_s: [0] } }, /history/],
    ]))
        assert.throws(wrong(changes), (error) => /^x.json can't be compared with: .*\.$/.test(error.message) && what.test(error.message));
});

test("its columns stand at the times of the live run", () => {
    const baseline = readBaseline(JSON.stringify(results), "x");
    assert.deepEqual(baselineColumn(baseline, "requests", [0, 1, 2, 3, 5]), [null, 5, 5, 10, null]);
    assert.deepEqual(baselineColumn(baseline, "users", [1, 4]), [1, 3]);
    assert.deepEqual(baselineColumn(baseline, "p50_ms", [1, 4]), [5, null]);
});

test("changes", () => {
    assert.equal(change(12, 10), 0.2);
    assert.equal(change(0, 0), 0);
    assert.equal(change(1, 0), null);
    assert.equal(change(null, 1), null);
});

test("changes as texts", () => {
    const cases = /** @type {[number | null, string][]} */ ([[0.2, "+20%"], [-0.034, "−3.4%"], [0.0001, "±0%"], [null, "–"], [120, "+>999%"]]);
    for (const [given, wanted] of cases)
        assert.equal(changeText(given), wanted);
});

test("better and worse depend on what is measured", () => {
    assert.equal(changeKind(0.2, true), "better");
    assert.equal(changeKind(0.2, false), "worse");
    assert.equal(changeKind(-0.2, false), "better");
    assert.equal(changeKind(0.04, false), "same");
    assert.equal(changeKind(null, false), "same");
});
