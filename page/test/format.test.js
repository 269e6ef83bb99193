import assert from "node:assert/strict";
import { test } from "node:test";
import { baseName, bytes, clock, count, duration, milliseconds, percent, percentOf, plural, rate, scenarioName, short, shortDuration, withUnit } from "../format.js";
import { visible } from "../visible.js";

const each = (/** @type {(value: any) => any} */ f, /** @type {[any, any][]} */ cases) => {
    for (const [given, wanted] of cases)
        assert.equal(f(given), wanted, String(given));
};

test("times of a clock", () => each(clock, [[0, "0:00"], [9.9996, "0:10"], [65, "1:05"], [3723, "1:02:03"], [36000, "10:00:00"]]));
test("milliseconds", () => each(milliseconds, [[0.1234, "0.123"], [0.9996, "1.00"], [4.555, "4.55"], [9.996, "10"], [412.4, "412"], [12345, "12,345"], [null, "–"], [undefined, "–"]]));
test("counts", () => each(count, [[0, "0"], [1234567, "1,234,567"], [null, "–"]]));
test("numbers of axes", () => each(short, [[0.25, "0.25"], [9999, "9,999"], [12345, "12.35K"]]));
test("rates", () => each(rate, [[0, "0.00"], [9.999, "10.00"], [41.66, "41.7"], [12345.6, "12,346"], [null, "–"]]));
test("shares", () => each(percent, [[0, "0.00%"], [0.0216, "2.16%"], [1, "100.00%"], [null, "–"], [NaN, "–"]]));
test("a part of a whole is rounded as printf does with 100 * part / whole", () => {
    assert.deepEqual([percentOf(127, 20000), percentOf(1, 280), percentOf(0, 0), percentOf(7, 7)], ["0.64%", "0.36%", "0.00%", "100.00%"]);
});
test("a scenario from standard input has a name", () => each(scenarioName, [["a/b.swarm", "b.swarm"], ["-", "standard input"], ["<stdin>", "standard input"]]));
test("sizes", () => each(bytes, [[0, "0 B"], [812, "812 B"], [1400, "1.4 kB"], [123456, "123 kB"], [5e12, "5.0 TB"]]));
test("spans", () => each(duration, [[0, "0 s"], [45, "45 s"], [600, "10 min"], [5400, "1 h 30 min"]]));
test("run times in a field", () => each(shortDuration, [[null, ""], [45, "45s"], [600, "10m"], [5405, "1h30m5s"], [0.5, "0.5s"]]));
test("values of thresholds", () => {
    assert.equal(withUnit(48, "ms"), "48 ms");
    assert.equal(withUnit(0.01, "ratio"), "1.00%");
    assert.equal(withUnit(41.7, "per_s"), "41.7/s");
    assert.equal(withUnit(null, "ms"), "no samples");
});
test("names of files", () => each(baseName, [["a/b/c.swarm", "c.swarm"], ["c.swarm", "c.swarm"]]));
test("one and many", () => assert.deepEqual([plural(1, "user"), plural(2, "user")], ["1 user", "2 users"]));
test("what can't be seen is written out", () => each(visible, [["/a b\tc\n", "/a b\tc\n"], ["\x07bell\r", "\\x07bell\\r"], ["\u202etxt.exe", "\\u{202e}txt.exe"], ["曲", "曲"]]));
