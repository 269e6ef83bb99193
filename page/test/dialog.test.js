import assert from "node:assert/strict";
import { test } from "node:test";
import { readRun, readUsers } from "../dialog/inputs.js";
import { parts } from "../tabs/highlight_parts.js";

test("users and spawn rate are numbers", () => {
    assert.deepEqual(readUsers({ users: " 50 ", spawnRate: "2.5" }), { values: { users: 50, spawn_rate: 2.5 }, problems: {} });
    for (const [users, spawnRate, fields] of [["x", "1", "users"], ["1.5", "1", "users"], ["-1", "1", "users"], ["", "1", "users"], ["1", "0", "spawn_rate"], ["1", "", "spawn_rate"]])
        assert.equal(Object.keys(readUsers({ users, spawnRate }).problems).join(), fields);
});

test("a run time is a time, and a host an address", () => {
    const read = (/** @type {any} */ more) => readRun({ host: "", runTime: "", needsHost: false, ...more });
    assert.deepEqual(read({}), { values: { host: null, run_time: null }, problems: {} });
    assert.equal(read({ runTime: "10m" }).values.run_time, 600);
    assert.deepEqual(Object.keys(read({ runTime: "soon" }).problems), ["run_time"]);
    assert.deepEqual(read({ runTime: "0" }), { values: { host: null, run_time: 0 }, problems: {} });
    assert.deepEqual(Object.keys(read({ needsHost: true }).problems), ["host"]);
    assert.deepEqual(Object.keys(read({ host: "localhost" }).problems), ["host"]);
    assert.deepEqual(read({ host: "http://127.0.0.1:80" }).problems, {});
});

test("a line of source is split into its parts, and nothing is lost", () => {
    const line = '    get "/a # b\\"" { expect elapsed < 40ms } # end "x"';
    assert.equal(parts(line).map((part) => part.text).join(""), line);
    assert.deepEqual(parts(line).filter((part) => part.kind).map((part) => [part.kind, part.text]),
        [["word", "get"], ["string", '"/a # b\\""'], ["word", "expect"], ["number", "40ms"], ["comment", '# end "x"']]);
    assert.deepEqual(parts(""), []);
});
