import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterOf, clusterProblems } from "../cluster.js";

const worker = { index: 2, host: "b", state: "running", refusal: null };
const cluster = /** @type {any} */ ({ states: { running: 1, missing: 0 }, workers: [worker], losses: [] });

test("the workers now are newer than those of the run", () => {
    assert.equal(clusterOf(/** @type {any} */ ({ cluster, run: { cluster: null } })), cluster);
    assert.equal(clusterOf(/** @type {any} */ ({ cluster: null, run: { cluster } })), cluster);
    assert.equal(clusterOf(/** @type {any} */ ({ cluster: null, run: null })), null);
});

test("nothing is wrong", () => {
    assert.deepEqual(clusterProblems(null), []);
    assert.deepEqual(clusterProblems(cluster), []);
});

test("workers that are missing or refused, and what is lost", () => {
    const problems = clusterProblems({
        ...cluster, states: { missing: 2 }, workers: [{ ...worker, state: "refused", refusal: "it is another version" }],
        losses: [{ text: "worker 1 (a) was lost at 0:12: at most 1.30 s and about 50 requests of it are missing" }],
    });
    assert.deepEqual(problems, [
        "2 workers are missing: no heartbeat for 5 seconds or more.",
        "Worker 2 (b) was refused: it is another version.",
        "Worker 1 (a) was lost at 0:12: at most 1.30 s and about 50 requests of it are missing.",
    ]);
});
