/** The page of a master with two workers that run users, and one that was refused: node cluster.js URL. Prints TAP lines without a
 * plan. */
import { axe, check, isWide, launch, same, until, watchedPage } from "./harness.js";

const [url] = process.argv.slice(2);
const browser = await launch();
const { page, seen } = await watchedPage(browser);
await page.goto(`${url}#/workers`);

/* The cells of a worker by the titles of their columns. */
const workers = () => page.evaluate(() => {
    const titles = [...document.querySelectorAll("#workers-table thead th")].map((one) => one.textContent?.trim() ?? "");
    return [...document.querySelectorAll("#workers-table tbody tr")].map((row) =>
        Object.fromEntries([...row.children].map((cell, i) => [titles[i], cell.textContent?.trim() ?? ""])));
});
const running = async () => (await workers()).filter((/** @type {any} */ one) => one.State === "running");
const snapshot = async () => (await fetch(`${url}api/snapshot`)).json();

await check("the tab has each worker", () => until(async () => (await workers()).length === 3, "three workers"));
await check("two of them run users", () => until(async () => (await running()).length === 2, "two that run"));
await check("their users are those of the run", () => until(async () => {
    const users = (await running()).map((/** @type {any} */ one) => Number(one.Users));
    return users.every((/** @type {number} */ number) => number > 0) && users[0] + users[1] === (await snapshot()).users;
}, "all users"));
await check("they count requests", () => until(async () => (await running()).every((/** @type {any} */ one) => Number(one.Requests.replaceAll(",", "")) > 0), "requests"));
await check("CPU, memory, lag, lateness and clock are known", () => until(async () => (await running()).every((/** @type {any} */ one) =>
    /^[\d.]+%$|^[\d.]+ %$/.test(one.CPU) && /^[\d.]+ [kM]B$/.test(one.Memory) && /^[\d.,]+ ms$/.test(one.Lag) && /^[\d.,]+ ms$/.test(one["Late, 99%"]) &&
    /^[+−][\d.,]+ ms$/.test(one.Clock)), "all numbers").catch(async (error) => `${error.message}: ${JSON.stringify(await workers())}`));
await check("and when each has reported", async () => same((await running()).every((/** @type {any} */ one) => /^\d+\.\d s ago$/.test(one["Last seen"])), true));
await check("one was refused", async () => same((await workers()).filter((/** @type {any} */ one) => one.State === "refused").length, 1));
await check("a notice says why", () => until(() => page.getByText(/^Worker 2 \(.*\) was refused: ./).count(), "a notice"));
await check("no serious problem of accessibility", () => axe(page));
await page.setViewportSize({ width: 360, height: 740 });
await check("no scrolling sideways at 360 pixels", async () => same(await isWide(page), false));
await page.setViewportSize({ width: 1400, height: 1000 });
await check("the console has no complaints", () => seen.complaints.join("\n"));
await browser.close();
