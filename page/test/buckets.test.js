import assert from "node:assert/strict";
import { test } from "node:test";
import { addPairs, bars, bucketOf, lowerBound, sumPairs } from "../buckets.js";
import { bucketRange, heatColumns, strength } from "../charts/heat.js";
import { emptyHistory } from "../history.js";

test("ten buckets are a decade, from 0.01 ms", () => {
    assert.equal(lowerBound(0), 0.01);
    assert.ok(Math.abs(lowerBound(20) - 1) < 1e-12);
    assert.ok(Math.abs(lowerBound(50) - 1000) < 1e-9);
});

test("a time is in the bucket whose bounds are around it", () => {
    for (let bucket = 0; bucket <= 80; bucket++)
        assert.equal(bucketOf(lowerBound(bucket)), bucket);
    assert.equal(bucketOf(0.001), 0);
    assert.equal(bucketOf(1.2), 20);
});

test("pairs are added up, in ascending order", () => {
    assert.deepEqual(sumPairs([5, 1, 9, 2], [3, 4, 5, 6]), [3, 4, 5, 7, 9, 2]);
    const sums = new Map();
    addPairs(sums, [1, 2, 1, 3]);
    assert.equal(sums.get(1), 5);
});

test("bars have no gaps", () => {
    assert.deepEqual(bars([4, 1, 6, 2]), [{ bucket: 4, count: 1 }, { bucket: 5, count: 0 }, { bucket: 6, count: 2 }]);
    assert.deepEqual(bars([]), []);
});

test("columns of the heat map are as wide as the screen can show", () => {
    const history = { ...emptyHistory(), start_s: [0, 1, 2, 3], length_s: [1, 1, 1, 1], heat: [[1, 1], [1, 2], [2, 3], [2, 4]] };
    const columns = heatColumns(history, 0, 4, 2);
    assert.deepEqual(columns.map((one) => [one.from, one.to, [...one.counts]]), [[0, 2, [[1, 3]]], [2, 4, [[2, 7]]]]);
    assert.equal(heatColumns(history, 0, 4, 0.1).length, 4);
    assert.equal(heatColumns(history, 1, 3, 0.1).length, 2);
    assert.deepEqual(bucketRange(history), [1, 2]);
    assert.equal(bucketRange(emptyHistory()), null);
});

test("one request among a thousand can be seen", () => {
    assert.equal(strength(0, 1000), 0);
    assert.ok(strength(1, 1000) >= 0.1);
    assert.equal(strength(1000, 1000), 1);
});
