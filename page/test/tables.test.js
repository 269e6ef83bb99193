import assert from "node:assert/strict";
import { test } from "node:test";
import { filtered, nextOrder, sorted, visibleRows } from "../tables/sort.js";
import { parseRoute, rowAddress } from "../router.js";
import { View } from "../view.js";

test("rows are sorted by numbers, unknown values last", () => {
    const rows = [{ v: 3 }, { v: null }, { v: 10 }, { v: 1 }];
    assert.deepEqual(sorted(rows, (row) => row.v, true).map((row) => row.v), [1, 3, 10, null]);
    assert.deepEqual(sorted(rows, (row) => row.v, false).map((row) => row.v), [10, 3, 1, null]);
});

test("texts are sorted with their numbers, equal rows stay in order", () => {
    const rows = ["/b", "/a/10", "/a/9"];
    assert.deepEqual(sorted(rows, (row) => row, true), ["/a/9", "/a/10", "/b"]);
    assert.deepEqual(sorted([{ k: 1, n: "x" }, { k: 1, n: "y" }], (row) => row.k, false).map((row) => row.n), ["x", "y"]);
});

test("a click on a title sorts, another one turns the order", () => {
    const first = nextOrder(null, "requests", false);
    assert.deepEqual(first, { key: "requests", isAscending: false });
    assert.deepEqual(nextOrder(first, "requests", false), { key: "requests", isAscending: true });
    assert.deepEqual(nextOrder(first, "name", true), { key: "name", isAscending: true });
});

test("a filter wants all its words", () => {
    const rows = ["GET /api/song", "POST /api/song", "GET /"];
    assert.deepEqual(filtered(rows, "get SONG", (row) => row), ["GET /api/song"]);
    assert.deepEqual(filtered(rows, "  ", (row) => row), rows);
});

test("a scrolled table draws the rows in sight and some around", () => {
    assert.deepEqual(visibleRows(500, 34, 0, 600), { first: 0, end: 28 });
    const middle = visibleRows(500, 34, 3400, 600);
    assert.ok(middle.first === 90 && middle.end <= 130);
    assert.equal(visibleRows(500, 34, 1e6, 600).end, 500);
    assert.deepEqual(visibleRows(0, 34, 0, 600), { first: 0, end: 0 });
});

test("addresses name tabs and rows, whatever is in the names", () => {
    const row = { type: "GET", name: "/a b/#?<script>%" };
    assert.deepEqual(parseRoute(rowAddress(row)), { tab: "requests", detail: "GET /a b/#?<script>%" });
    assert.deepEqual(parseRoute(""), { tab: "overview", detail: null });
    assert.deepEqual(parseRoute("#/log"), { tab: "log", detail: null });
    assert.deepEqual(parseRoute("#/requests/%"), { tab: "requests", detail: "%" });
});

test("the view shows the whole run until it is zoomed, and stays within the run", () => {
    const view = new View();
    view.length = 100;
    assert.deepEqual(view.shown(), { from: 0, to: 100 });
    view.show(20, 40);
    view.pan(-2);
    assert.deepEqual(view.shown(), { from: 0, to: 20 });
    view.zoom(0.01);
    assert.deepEqual(view.shown(), { from: 9, to: 11 });
    view.showLast(30);
    assert.deepEqual(view.shown(), { from: 70, to: 100 });
    view.zoom(10);
    assert.equal(view.range, null);
});
