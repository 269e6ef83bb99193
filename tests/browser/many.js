/** Many rows and long runs, played by the replay server: node many.js FOLDER. Prints TAP lines without a plan. */
import { axe, check, launch, replay, same, show, until, watchedPage } from "./harness.js";

const [folder] = process.argv.slice(2);
const MEGABYTE = 1 << 20;
const HOURS = 10;
const LONG_MS = 300000;
const browser = await launch();
const drawn = (/** @type {any} */ page) => page.locator("#requests-table tbody tr:not(.spacer)").count();

/* ---- 500 rows ---- */

let server = await replay(folder, "rows=500", "seconds=5", "pace=4");
let { page, seen } = await watchedPage(browser);
await page.goto(`${server.url}#/requests`);
await page.waitForSelector("#requests-table tbody tr");
await check("500 rows: only those in sight are drawn", async () => same((await drawn(page)) < 80, true));
await check("the table tells how many there are", async () => same(await page.getAttribute("#requests-table", "aria-rowcount"), "501"));
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

/* ---- ten hours ---- */

server = await replay(folder, "rows=4", `seconds=${HOURS * 3600}`, "pace=1");
({ page, seen } = await watchedPage(browser));
await page.goto(`${server.url}#/charts`);
await check("a run of ten hours arrives", () => until(async () => /^(Running)?10:/.test(await page.locator(".now small").first().textContent().catch(() => "")), "ten hours", LONG_MS));
const client = await page.context().newCDPSession(page);
await client.send("HeapProfiler.collectGarbage");
const { usedSize } = await client.send("Runtime.getHeapUsage");
await check("it takes less than 150 MB", () => usedSize < 150 * MEGABYTE || `${Math.round(usedSize / MEGABYTE)} MB`);
await check("a click on a tab is answered", async () => {
    await page.locator(".tabs a", { hasText: "Requests" }).click();
    await until(() => page.locator("#requests-table").count(), "the table");
});
await check("the console has no complaints", () => seen.complaints.join("\n"));
server.stop();
await browser.close();
