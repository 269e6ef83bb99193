/** What the reader typed into a dialog, as numbers, or what is wrong with it. */
import { parseDuration } from "../format.js";

/**
 * @typedef {Record<string, string>} Problems sentences by the name of the field
 */

/**
 * @param {string} text
 * @returns {number | null} NaN: not a number
 */
export function numberOf(text) {
    const wanted = text.trim();
    return wanted === "" ? null : Number(wanted);
}

/**
 * @param {{users: string, spawnRate: string}} inputs
 * @returns {{values: {users: number | null, spawn_rate: number | null}, problems: Problems}}
 */
export function readUsers({ users, spawnRate }) {
    /** @type {Problems} */
    const problems = {};
    const values = { users: numberOf(users), spawn_rate: numberOf(spawnRate) };
    if (values.users === null || !Number.isInteger(values.users) || values.users < 1)
        problems.users = "A whole number, such as 50.";
    if (values.spawn_rate === null || !(values.spawn_rate > 0))
        problems.spawn_rate = "A number above 0, such as 5.";
    return { values, problems };
}

/**
 * @param {{host: string, runTime: string, needsHost: boolean}} inputs
 * @returns {{values: {host: string | null, run_time: number | null}, problems: Problems}}
 */
export function readRun({ host, runTime, needsHost }) {
    /** @type {Problems} */
    const problems = {};
    const seconds = parseDuration(runTime);
    if (seconds !== null && !(seconds >= 0))
        problems.run_time = "A time such as 90, 10m or 1h30m; empty: no limit.";
    if (needsHost && !host.trim())
        problems.host = "The scenario has no host. Enter one, such as http://127.0.0.1:8080.";
    else if (host.trim() && !/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(host.trim()))
        problems.host = "An address such as http://127.0.0.1:8080.";
    return { values: { host: host.trim() || null, run_time: seconds }, problems };
}
