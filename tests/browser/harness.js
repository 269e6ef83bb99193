/** Chromium for the tests of the page: TAP lines, a watched page, what is wrong with it. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";

const require = createRequire(`${process.cwd()}/build/npm-dev/node_modules/`);
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const PATIENCE_MS = 60000;

/**
 * One test: prints its line.
 * @param {string} name
 * @param {() => any} body returns nothing, true, or a text that says what is wrong
 */
export async function check(name, body) {
    let wrong;
    try {
        const answer = await body();
        wrong = answer === undefined || answer === true || answer === "" ? null : String(answer);
    } catch (error) {
        wrong = /** @type {Error} */ (error).stack ?? String(error);
    }
    console.log(`${wrong === null ? "ok" : "not ok"} - ${name}`);
    for (const line of wrong?.split("\n").slice(0, 15) ?? [])
        console.log(`#   ${line}`);
}

/** What is equal, or what differs. @param {any} got @param {any} want */
export function same(got, want) {
    const [one, other] = [got, want].map((value) => JSON.stringify(value));
    return one === other || `got:  ${one}\nwant: ${other}`;
}

/**
 * Waits until a condition is true; a text that says what it waited for otherwise.
 * @param {() => any} condition
 * @param {string} what
 * @param {number} [patience] in ms
 */
export async function until(condition, what, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    while (!(await condition())) {
        if (Date.now() > end)
            throw new Error(`waited in vain: ${what}`);
        await new Promise((done) => setTimeout(done, 100));
    }
}

export async function launch() {
    return chromium.launch({ executablePath: "/usr/lib/chromium/chromium-headless-shell", args: ["--no-sandbox", "--disable-dev-shm-usage", "--enable-precise-memory-info"] });
}

/**
 * A page that notes what it asked for, and what it complained about.
 * @param {any} browser
 * @param {{width?: number, height?: number, scheme?: "light" | "dark"}} [options]
 */
export async function watchedPage(browser, { width = 1400, height = 1000, scheme = "light" } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const seen = { requests: /** @type {string[]} */ ([]), complaints: /** @type {string[]} */ ([]) };
    page.on("request", (/** @type {any} */ request) => seen.requests.push(request.url()));
    page.on("console", (/** @type {any} */ message) => ["error", "warning"].includes(message.type()) && seen.complaints.push(message.text()));
    page.on("pageerror", (/** @type {any} */ error) => seen.complaints.push(String(error)));
    return { page, seen };
}

/** Shows a tab and waits until it is there. @param {any} page @param {string} tab */
export async function show(page, tab) {
    await page.evaluate((/** @type {string} */ name) => { location.hash = `#/${name}`; }, tab);
    await page.waitForSelector(`.tabs a[aria-current][href="#/${tab.split("/")[0]}"]`);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** What axe-core finds that is serious. @param {any} page */
export async function axe(page) {
    const found = await page.evaluate(async (/** @type {string} */ source) => {
        /* The policy of the page allows no inline script; the tools of the browser may run one. */
        const scope = /** @type {any} */ (globalThis);
        if (!scope.axe)
            (0, eval)(source);
        const { violations } = await scope.axe.run(document, { resultTypes: ["violations"] });
        return violations.filter((/** @type {any} */ one) => ["serious", "critical"].includes(one.impact))
            .map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
    }, AXE);
    return found.join("\n");
}

/** Whether the page has to be scrolled sideways. @param {any} page */
export async function isWide(page) {
    return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/**
 * The replay server with a fixture; ends with the function that it returns.
 * @param {string} folder @param {string[]} words
 */
export async function replay(folder, ...words) {
    const child = spawn(process.execPath, ["page/test/replay_server.js", folder, ...words], { stdio: ["pipe", "pipe", "inherit"] });
    const url = await new Promise((done) => child.stdout.once("data", (text) => done(String(text).trim())));
    return { url, stop: () => child.stdin.end() };
}

/** A CSV file as rows of cells. @param {string} text */
export function csv(text) {
    const rows = [[""]];
    let isQuoted = false;
    for (let i = 0; i < text.length; i++) {
        const row = rows[rows.length - 1];
        const character = text[i];
        if (character === '"' && isQuoted && text[i + 1] === '"') {
            row[row.length - 1] += '"';
            i++;
        } else if (character === '"')
            isQuoted = !isQuoted;
        else if (character === "," && !isQuoted)
            row.push("");
        else if (character === "\n" && !isQuoted)
            rows.push([""]);
        else if (character !== "\r" || isQuoted)
            row[row.length - 1] += character;
    }
    return rows.filter((row) => row.length > 1);
}
