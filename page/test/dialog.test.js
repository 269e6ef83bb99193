import assert from "node:assert/strict";
import { test } from "node:test";
import { numberOf, problemsOf, usersOf } from "../dialog/inputs.js";
import { parts } from "../tabs/highlight_parts.js";

test("numbers are sent as numbers, and anything else as it was typed", () => {
    for (const [text, value] of [["50", 50], [" 2.5 ", 2.5], ["0", 0], ["-1", -1], ["x", "x"], ["", ""], [" ", " "], ["Infinity", "Infinity"], ["1e999", "1e999"]])
        assert.equal(numberOf(String(text)), value);
});

test("an empty spawn rate isn't sent when the users are edited", () => {
    assert.deepEqual(usersOf({ users: "6", spawnRate: " " }), { users: 6 });
    assert.deepEqual(usersOf({ users: "6", spawnRate: "2" }), { users: 6, spawn_rate: 2 });
});

test("a problem belongs to its field, or to all of them", () => {
    const fields = ["users", "constants.page_size"];
    assert.deepEqual(problemsOf({ error: "No.", field: "constants.page_size" }, fields), { "constants.page_size": "No." });
    assert.deepEqual(problemsOf({ error: "No.", field: "constants" }, fields), { all: "No." });
    assert.deepEqual(problemsOf({ error: "No." }, fields), { all: "No." });
});

test("a line of source is split into its parts, and nothing is lost", () => {
    const line = '    get "/a # b\\"" { expect elapsed < 40ms } # end "x"';
    assert.equal(parts(line).map((part) => part.text).join(""), line);
    assert.deepEqual(parts(line).filter((part) => part.kind).map((part) => [part.kind, part.text]),
        [["word", "get"], ["string", '"/a # b\\""'], ["word", "expect"], ["number", "40ms"], ["comment", '# end "x"']]);
    assert.deepEqual(parts(""), []);
});
