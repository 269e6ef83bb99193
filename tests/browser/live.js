/** The page of a real server in Chromium: node live.js URL. Prints TAP lines without a plan. */
import { axe, check, csv, isWide, launch, same, show, until, watchedPage } from "./harness.js";

const [url] = process.argv.slice(2);
const TABS = ["overview", "charts", "requests", "failures", "errors", "scenario", "ratio", "log", "downloads"];
const browser = await launch();
const { page, seen } = await watchedPage(browser);
const text = (/** @type {string} */ selector) => page.locator(selector).first().textContent();
const state = async () => (await text(".state")).trim();
const figure = async (/** @type {string} */ name) => page.evaluate((/** @type {string} */ wanted) => {
    const found = [...document.querySelectorAll(".figure, .now > div")].find((one) => one.querySelector("dt")?.textContent === wanted);
    return Number(found?.querySelector("dd")?.firstChild?.textContent?.replaceAll(",", "") ?? NaN);
}, name);
const total = () => page.evaluate(() =>
    Number(document.querySelector("#requests-table tfoot tr")?.children[3].textContent?.replaceAll(",", "") ?? NaN));
const click = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true }).click();
const download = async (/** @type {string} */ name) => (await fetch(`${url}download/${name}`)).text();

/* ---- start ---- */

await page.goto(url);
await page.waitForSelector("#start-dialog");
const value = (/** @type {string} */ name) => page.inputValue(`[id="field-${name}"]`);
await check("the start dialog is filled in by the file and the command line", async () =>
    same([await value("users"), await value("spawn_rate"), (await value("host")).startsWith("http://127.0.0.1:"), await value("run_time")], ["4", "4", true, ""]));
await check("it names the kinds of users, and the constants", async () =>
    same([await page.locator(".kind-name").allTextContents(), await value("constants.page_size")], [["Visitor", "Clerk"], "15"]));
await check("the dialog has no serious problem of accessibility", () => axe(page));
await check("the first field has the focus", async () => same(await page.evaluate(() => document.activeElement?.id), "field-users"));
await page.keyboard.press("Control+A");
await page.keyboard.type("many");
await page.keyboard.press("Enter");
const problemOf = (/** @type {string} */ name) => text(`[id="field-${name}-problem"]`);
await check("what the server doesn't accept stands beside its field", () => until(async () => /integer/.test(await problemOf("users")), "a problem of the users"));
await check("which has the focus", () => until(() => page.evaluate(() => document.activeElement?.id === "field-users"), "the focus"));
for (const [name, wrong, right] of [["users", "0", "3"], ["spawn_rate", "Infinity", "4"], ["host", "http://127.0.0.1:1x", await value("host")], ["run_time", "soon", "1.5h"]]) {
    await page.fill(`#field-${name}`, wrong);
    await page.keyboard.press("Enter");
    await check(`${name} ${wrong} is refused at its field`, () => until(async () => await problemOf(name), "a problem"));
    await page.fill(`#field-${name}`, right);
}
await page.route("**/api/start", (/** @type {any} */ route) =>
    route.fulfill({ status: 400, json: { error: "It must be a number.", field: "constants.page_size" } }), { times: 1 });
await page.fill('[id="field-constants.page_size"]', "many");
await page.keyboard.press("Enter");
await check("so is a constant", () => until(async () => (await problemOf("constants.page_size")) === "It must be a number.", "a problem of the constant"));
seen.complaints.length = 0; /* the browser reports each answer 400 */
await page.keyboard.press("Escape");
await check("Escape closes the dialog", () => until(async () => !(await page.locator("#start-dialog").count()), "no dialog"));
await click("Start");
await page.waitForSelector("#start-dialog");
await page.fill("#field-users", "3");
await page.fill("#field-run_time", "1.5h");
await page.keyboard.press("Enter");
await check("Enter starts the run", () => until(async () => (await state()) === "Running", "a run"));
await check("the server reads the run time", async () => same((await text(".now small")).endsWith(" of 1:30:00"), true));
await check("with what was typed", () => until(async () => (await figure("Users")) === 3, "3 users"));

/* ---- while it runs ---- */

await show(page, "requests");
await until(async () => (await total()) > 0, "requests");
const before = await total();
await check("numbers move", () => until(async () => (await total()) > before + 20, "more requests"));
await check("names are text, whatever is in them", async () =>
    same([await page.locator("#requests-table script, #requests-table img").count(), /owned/.test(await page.title())], [0, false]));
await check("a row per request", () => until(async () => (await page.locator("#requests-table tbody tr").count()) >= 5, "5 rows"));
await page.fill(".filter input", "get script");
await check("the filter leaves what matches", () => until(async () => (await page.locator("#requests-table tbody tr").count()) === 1, "one row"));
await page.fill(".filter input", "");
await page.locator("#requests-table th.name a", { hasText: "/items" }).first().click();
await check("a click opens the page of a row", () => until(async () => (await text(".row-title")).includes("/items"), "the page of the row"));
await check("it has the distribution of its response times", () => until(async () => (await page.locator(".bar").count()) > 0, "bars"));
await check("and charts of its own", () => until(async () => (await page.locator("#row-rate canvas").count()) === 1, "a chart"));
await check("the address names it", () => same(decodeURIComponent(new URL(page.url()).hash), "#/requests/GET /items"));
await page.reload();
await check("a reload shows the same", () => until(async () => (await text(".row-title")).includes("/items"), "the page of the row"));

await show(page, "overview");
await click("Edit users");
await page.waitForSelector("#edit-dialog");
await page.keyboard.press("Control+A");
await page.keyboard.type("6");
const change = page.waitForRequest((/** @type {any} */ one) => one.url().endsWith("/api/users"));
await page.keyboard.press("Enter");
await check("the spawn rate stays as it is unless one is typed", async () => same((await change).postDataJSON(), { users: 6 }));
await check("the number of users can be changed during the run", () => until(async () => (await figure("Users")) === 6, "6 users"));

await show(page, "charts");
const ranges = () => page.evaluate(() => [...document.querySelectorAll(".range")].map((one) => one.textContent));
const over = page.locator("#chart-rate .u-over");
await until(async () => await over.count(), "a chart");
await check("each chart is an image with a name", async () => same(await page.locator(".chart canvas[role=img][aria-labelledby]").count(), await page.locator(".chart").count()));
const box = await over.boundingBox();
await until(async () => (await figure("RPS")) > 0 && (await page.evaluate(() => Number(/** @type {any} */ (document.querySelector("#chart-rate .chart")).dataset.points))) >= 5, "five steps");
await page.mouse.move(box.x + box.width * 0.3, box.y + 50);
await check("one cursor over all charts", async () => same(await page.evaluate(() =>
    [...document.querySelectorAll(".chart .u-cursor-x")].every((one) => !one.classList.contains("u-off"))), true));
await page.mouse.down();
await page.mouse.move(box.x + box.width * 0.9, box.y + 60, { steps: 5 });
await page.mouse.up();
await check("dragging zooms", () => until(async () => (await ranges()).some(Boolean), "a range"));
await page.locator("#chart-times .u-over").dblclick();
await check("a double click shows the whole run", () => until(async () => !(await ranges()).some(Boolean), "no range"));
await page.locator("#chart-users .chart").focus();
await page.keyboard.press("+");
await check("so do keys", () => until(async () => (await ranges()).some(Boolean), "a range"));
await page.keyboard.press("0");

/* ---- everything at every size ---- */

for (const scheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const tab of TABS) {
        await show(page, tab);
        await check(`${tab}, ${scheme}: no serious problem of accessibility`, () => axe(page));
    }
}
await page.emulateMedia({ colorScheme: "light" });
for (const [width, height] of [[360, 740], [1400, 900], [3840, 2160]]) {
    await page.setViewportSize({ width, height });
    await check(`${width} pixels: the tab that is shown is in sight`, async () => {
        await show(page, "overview");
        await show(page, "downloads");
        return page.evaluate(() => {
            const tab = document.querySelector(".tabs [aria-current]")?.getBoundingClientRect();
            return Boolean(tab && tab.left >= 0 && tab.right <= innerWidth);
        });
    });
    await check(`${width} pixels: beside the names of requests stand ${width === 360 ? "numbers" : "lines over time"}`, async () => {
        await show(page, "requests");
        const titles = await page.locator("#requests-table thead th").allTextContents();
        return same(titles.indexOf(width === 360 ? "Requests" : "Over time"), 2);
    });
    await check(`${width} pixels: no scrolling sideways`, async () => {
        const wide = [];
        for (const tab of [...TABS, "requests/GET %2Fitems"]) {
            await show(page, tab);
            if (await isWide(page))
                wide.push(tab);
        }
        return wide.join(" ");
    });
}
await page.setViewportSize({ width: 1400, height: 1000 });
await show(page, "scenario");
await check("the scenario has numbers on its lines", () => until(async () => (await page.locator(".source .note.request").count()) > 2, "numbers"));
await check("a line that ran once, before the first second was over, has its number", async () =>
    same((await page.locator(".source li", { hasText: "set up" }).locator(".note.request").textContent())?.startsWith("1 req"), true));
await check("lines that never ran are marked", async () => same(await page.locator(".source .dead").count() > 0, true));
await page.locator(".source .note.request a").first().click();
await check("a click on them goes to the row", () => until(async () => await page.locator(".row-title").count(), "the page of a row"));

/* ---- the end, and the files ---- */

await page.keyboard.press("Tab");
await click("Stop");
await check("the run stops", () => until(async () => (await state()) === "Stopped", "the end"));
await show(page, "requests");
const rowsShown = () => [...document.querySelectorAll("#requests-table tbody tr")].map((row) =>
    [0, 1, 3, 4].map((i) => row.children[i].textContent?.replaceAll(",", "") ?? ""));
const shown = async () => {
    await show(page, "requests");
    return page.evaluate(rowsShown);
};
const results = JSON.parse(await download("results.json"));
await check("the numbers at the end are those of the JSON", async () =>
    same(await shown(), results.rows.map((/** @type {any} */ row) => [row.type, row.name, String(row.requests), String(row.failures)])));
await check("and those of the CSV", async () => {
    const [head, ...rows] = csv(await download("requests.csv"));
    const at = ["Type", "Name", "Request Count", "Failure Count"].map((name) => head.indexOf(name));
    return same(await shown(), rows.filter((row) => row[at[1]] !== "Aggregated").map((row) => at.map((i) => row[i])));
});
await check("the CSV of failures has each group", async () => {
    const [head, ...rows] = csv(await download("failures.csv"));
    await show(page, "failures");
    return same([await page.locator("#failures-table tbody tr").count(), rows.reduce((sum, row) => sum + Number(row[head.indexOf("Occurrences")]), 0)],
        [rows.length, results.failures.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.occurrences, 0)]);
});
await check("the history counts all requests up to its last second, and the results all of the run", async () => {
    const [head, ...rows] = csv(await download("history.csv"));
    const [total, perSecond] = ["Total Request Count", "Requests/s"].map((name) => rows.map((row) => Number(row[head.indexOf(name)])));
    const sum = results.series.reduce((/** @type {number} */ all, /** @type {any} */ step) => all + step.requests, 0);
    const counted = total[total.length - 1];
    return same([rows.length > 3, total.every((number, i) => number >= (total[i - 1] ?? 0)), perSecond.some((number) => number > 0),
        counted > 0 && counted <= results.aggregated.requests, sum], [true, true, true, true, results.aggregated.requests]);
});
await check("JUnit and errors can be downloaded", async () =>
    same([(await download("junit.xml")).includes("<testsuites"), csv(await download("exceptions.csv")).length >= 1], [true, true]));
await check("the report has the numbers of the page", async () => {
    const { page: report, seen: complaints } = await watchedPage(browser);
    await report.goto(`${url}download/report.html`).catch(() => {});
    await report.setContent(await download("report.html"));
    await report.waitForSelector(".figures");
    const figures = Object.fromEntries(await report.evaluate(() => [...document.querySelectorAll("#app .figure")].map((one) =>
        [one.querySelector("dt")?.textContent, one.querySelector("dd")?.firstChild?.textContent])));
    await report.evaluate(() => { location.hash = "#/requests"; });
    await report.waitForSelector("#requests-table");
    const rows = await report.evaluate(rowsShown);
    await report.close();
    return same([figures.Requests.replaceAll(",", ""), rows, complaints.complaints], [String(results.aggregated.requests), await shown(), []]);
});

/* ---- compare, and the next run ---- */

await show(page, "downloads");
await page.setInputFiles(".file input", { name: "before.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(results)) });
await check("an earlier result is compared with", () => until(async () => /Compared with before.json/.test(await text(".notices")), "a notice"));
await show(page, "requests");
await check("the table gets columns of differences", async () => same((await page.locator("#requests-table thead th").allTextContents()).filter((/** @type {string} */ one) => one.startsWith("Δ")), ["Δ fails %", "Δ 95%", "Δ RPS"]));
await check("all columns are in sight", () => page.evaluate(() =>
    [...document.querySelectorAll(".scroll")].every((one) => one.scrollWidth <= one.clientWidth)));
await show(page, "overview");
await click("New run");
await page.waitForSelector("#start-dialog");
await check("the next run is filled in as the last one", async () => same(await value("users"), "3"));
await page.keyboard.press("Enter");
await check("it starts with fresh numbers", async () => {
    await until(async () => ["Spawning", "Running"].includes(await state()), "a run");
    await show(page, "requests");
    await until(async () => (await total()) > 0, "requests");
    return same((await total()) < results.aggregated.requests, true);
});
await until(async () => (await state()) === "Running", "all users");
await click("Reset");
await show(page, "charts");
await check("Reset begins the statistics again, and the charts say so", () =>
    until(async () => (await page.locator(".marks li", { hasText: "reset" }).count()) === 1, "a mark"));
await click("Stop");
await until(async () => (await state()) === "Stopped", "the end");

await check("nothing was asked of anybody else", () => same(seen.requests.filter((one) => !one.startsWith(url) && !one.startsWith("blob:")), []));
await check("the console has no complaints", () => seen.complaints.join("\n"));
await browser.close();
