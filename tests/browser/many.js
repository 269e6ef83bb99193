/** Many rows and long runs, played by the replay server: node many.js FOLDER. Prints TAP lines without a plan. */
import { milliseconds } from "../../page/format.js";
import { makeRun, makeTick } from "../../page/test/fixture.js";
import { axe, check, launch, replay, same, show, until, watchedPage } from "./harness.js";

const [folder] = process.argv.slice(2);
const MEGABYTE = 1 << 20;
const HOURS = 10;
const LONG_MS = 300000;
const MOST_ELEMENTS = 1500;
const MOST_POINTS = 1010; /* CHART_STEPS of page/history.js, and some at the edges */
const browser = await launch();
const drawn = (/** @type {any} */ page) => page.locator("#requests-table tbody tr:not(.spacer)").count();

/* ---- 500 rows ---- */

let server = await replay(folder, "rows=500", "seconds=5", "pace=4");
let { page, seen } = await watchedPage(browser);
await page.goto(`${server.url}#/requests`);
await page.waitForSelector("#requests-table tbody tr");
await check("500 rows: only those in sight are drawn", async () => same((await drawn(page)) < 80, true));
await check("the table tells how many there are", async () => same(await page.getAttribute("#requests-table", "aria-rowcount"), "501"));
await check("the number of users can be edited", () => until(() => page.getByRole("button", { name: "Edit users" }).count(), "a button"));
await page.evaluate(() => document.querySelector(".scroll")?.scrollTo(0, 1e6));
await check("the last one is there when one scrolls", () => until(() => page.getByText("/api/item/499").count(), "the last row"));
await check("no serious problem of accessibility", () => axe(page));
await page.getByRole("button", { name: "Requests", exact: true }).click();
await check("they can be sorted", () => until(async () => (await page.getAttribute("#requests-table thead th:nth-child(4)", "aria-sort")) === "descending", "an order"));
await page.locator("#requests-table tbody th a").first().click();
await check("and opened", () => until(() => page.locator(".row-title").count(), "the page of a row"));
await check("markup in a name is text", async () => {
    await show(page, "log");
    return same([await page.locator("#content img, #content script").count(), await page.title()], [0, "fixture.swarm - swarm"]);
});
server.stop();
await check("the page says that the server is gone", () => until(async () => /can't be reached/.test(await page.locator(".notices").textContent()), "a notice"));
await page.close();

/* ---- ten hours with 1,000 rows ---- */

const TABS = ["overview", "charts", "requests", "failures", "errors", "scenario", "ratio", "log", "downloads"];
server = await replay(folder, "rows=1000", `past=${HOURS * 3600}`, "seconds=10", "pace=1", "load=yes");
({ page, seen } = await watchedPage(browser));
await page.goto(`${server.url}#/charts`);
await check("a run of ten hours arrives", () => until(async () => /^10:/.test(await page.locator(".now small").first().textContent().catch(() => "")), "ten hours", LONG_MS));
await check("where a load sets the number of users, it can't be edited", () =>
    until(async () => !(await page.getByRole("button", { name: "Edit users" }).count()) && (await page.getByRole("button", { name: "Stop" }).count()), "no button"));
const client = await page.context().newCDPSession(page);
await client.send("HeapProfiler.collectGarbage");
const { usedSize } = await client.send("Runtime.getHeapUsage");
await check("it takes less than 150 MB", () => usedSize < 150 * MEGABYTE || `${Math.round(usedSize / MEGABYTE)} MB`);
/* What a click costs depends on what there is to draw, and the time on the machine: so elements are counted. */
for (const tab of TABS)
    await check(`a click on ${tab} draws what is in sight`, async () => {
        await page.locator(`.tabs a[href="#/${tab}"]`).click();
        await page.waitForSelector(`.tabs a[aria-current][href="#/${tab}"]`);
        const elements = await page.locator("*").count();
        return elements < MOST_ELEMENTS || `${elements} elements`;
    });
const points = () => page.evaluate(() => [...document.querySelectorAll(".chart")].map((one) => Number(/** @type {HTMLElement} */ (one).dataset.points)));
await check("a chart gets no more points than it can show", async () => {
    await show(page, "charts");
    const counts = await points();
    return (counts.length >= 4 && counts.every((number) => number > 100 && number <= MOST_POINTS)) || `points: ${counts}`;
});
await check("of a part of the run it gets those of that part", async () => {
    await page.getByRole("button", { name: "Last 10 min", exact: true }).click();
    await until(() => page.locator(".range").textContent(), "a range");
    const counts = await points();
    await page.getByRole("button", { name: "Whole run", exact: true }).click();
    return counts.slice(0, 4).every((number) => number > 10 && number < 700) || `points: ${counts}`;
});
await show(page, "requests");
await check("of a thousand rows only those in sight are drawn", async () => same((await drawn(page)) < 80, true));
await check("a line over time has at most two points per pixel", () => page.evaluate(() =>
    [...document.querySelectorAll(".spark-line")].every((one) => (one.getAttribute("d") ?? "").split("L").length <= 2 * 96)));
await check("the console has no complaints", () => seen.complaints.join("\n"));
server.stop();
await page.close();

/* ---- a run that has ended: nothing is drawn but what the reader changes ---- */

server = await replay(folder, "past=600", "seconds=1", "state=stopped");
({ page, seen } = await watchedPage(browser));
await page.addInitScript(() => {
    const { prototype } = CanvasRenderingContext2D;
    const clear = prototype.clearRect;
    prototype.clearRect = function count(...place) {
        this.canvas.dataset.drawn = String(Number(this.canvas.dataset.drawn ?? 0) + 1);
        return clear.apply(this, place);
    };
});
const answers = ["api/scenario", "api/log"].map((path) => page.waitForResponse(`${server.url}${path}`));
await page.goto(`${server.url}#/charts`);
for (const answer of answers)
    await (await answer).finished();
const draws = () => page.evaluate(() => [...document.querySelectorAll(".chart canvas")].map((one) => Number(/** @type {HTMLElement} */ (one).dataset.drawn)));
const frames = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
await until(async () => (await page.locator(".now small").textContent()) === "10:01" && (await draws()).length >= 4, "the last tick");
await frames();
const drawnBefore = await draws();
await page.getByRole("button", { name: "Zoom in", exact: true }).click();
await until(() => page.locator(".range").count(), "a range");
await frames();
await check("each zoom draws each chart once", async () => same((await draws()).map((number, i) => number - drawnBefore[i]), drawnBefore.map(() => 1)));
await page.close();

/* ---- figures of now, and kinds with a fixed number ---- */

let other = await replay(folder, "seconds=3", "pace=0.001");
({ page, seen } = await watchedPage(browser));
await page.goto(other.url);
await check("the percentiles of now are all those of the last second", async () => {
    const { point } = /** @type {any} */ (makeTick(makeRun(), 2));
    await until(async () => (await page.locator(".now small").first().textContent().catch(() => "")) === "0:03", "three seconds");
    const shown = () => page.evaluate(() => [...document.querySelectorAll(".figure")].map((one) => [one.querySelector("dt")?.textContent, one.querySelector(".more")?.textContent?.trim()])
        .filter(([title]) => ["Median", "95%", "99%"].includes(title ?? "")).map(([, more]) => more));
    const wanted = [point.p50_ms, point.p95_ms, point.p99_ms].map((ms) => `now ${milliseconds(ms)}`);
    await until(async () => same(await shown(), wanted) === true, `${wanted}`).catch(() => {});
    return same(await shown(), wanted);
});
await page.close();
other.stop();

const kinds = [{ name: "Visitor", weight: 3, fixed: 0, host: null }, { name: "Clerk", weight: 1, fixed: 2, host: null }];
({ page, seen } = await watchedPage(browser));
await page.route("**/api/scenario", async (/** @type {any} */ route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), kinds } });
});
other = await replay(folder, "past=60", "seconds=0", "state=stopped");
await page.goto(other.url);
await page.getByRole("button", { name: "New run", exact: true }).click();
await page.waitForSelector("#start-dialog");
const kindsText = async () => (await page.locator(".kinds").innerText()).split("\n").map((/** @type {string} */ one) => one.trim()).filter(Boolean).join("|");
await check("the dialog tells which kinds have a fixed number", async () => same(await kindsText(), "Kinds of users|Visitor|weight 3 · 100.00%|Clerk|fixed 2"));
await page.locator(".kinds label", { hasText: "Visitor" }).click();
await check("if only those are chosen, it says that they are all", () => until(async () =>
    (await kindsText()).endsWith("Clerk|fixed 2|Only kinds with a fixed number are chosen: 2 users at most, whatever the number above."), "a sentence"));
await page.close();
other.stop();

/* ---- what can't be read ---- */

({ page, seen } = await watchedPage(browser));
await page.route("**/api/scenario", (/** @type {any} */ route) => route.fulfill({ status: 500, json: { error: "It is broken." } }), { times: 1 });
await page.goto(server.url);
await check("the page says what can't be read", () => until(() => page.getByText("The scenario can't be read. It is broken. Trying again…").count(), "a notice"));
await check("and reads it again until it has it", () => until(async () => !(await page.getByText("can't be read").count()), "no notice"));
const offer = await (await fetch(`${server.url}api/scenario`)).json();
await page.route("**/api/scenario", (/** @type {any} */ route) => route.fulfill({ json: { ...offer, has_baseline: true } }));
await page.route("**/api/baseline", (/** @type {any} */ route) => route.fulfill({ json: { format: "swarm-results", format_version: 1, rows: [], aggregated: {} } }));
await page.reload();
await check("a baseline that is of no use is told of", () => until(() => page.getByText("the baseline has version 1 of the format").count(), "a notice"));
server.stop();
await browser.close();
