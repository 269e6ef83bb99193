/** What the page reads from the server besides the events. It tries again until it has it, and says what is missing. */
import { get } from "./api.js";
import { baselineOf } from "./compare.js";

/** @import { Store } from "./store.js" */

const RETRY_MS = 2000;
const WORKERS_MS = 2000;

/** Paths that are being read, so that none is read twice at a time. @type {Set<string>} */
const open = new Set();
let hasBaseline = false;

/**
 * @param {Store} store
 * @param {string} what the name of it in a sentence
 * @param {string} path
 * @param {(answer: any) => void} use throws an Error with a sentence if the answer is of no use
 */
async function readUntilThere(store, what, path, use) {
    if (open.has(path))
        return;
    open.add(path);
    let answer;
    while (answer === undefined)
        try {
            answer = await get(path);
        } catch (error) {
            store.setProblem(what, `${what} can't be read. ${/** @type {Error} */ (error).message} Trying again…`);
            await new Promise((done) => setTimeout(done, RETRY_MS));
        }
    open.delete(path);
    try {
        use(answer);
        store.setProblem(what, null);
    } catch (error) {
        store.setProblem(what, /** @type {Error} */ (error).message);
    }
}

let watching = 0;

/** Workers come and go also without a run. @param {Store} store */
function watchWorkers(store) {
    const read = () => get("api/workers").then(({ cluster }) => store.set({ cluster }), () => null); /* tried again in a moment */
    read();
    watching ||= window.setInterval(read, WORKERS_MS);
}

/** What a server offers: read on each connection, since it may be another server than before. @param {Store} store */
export function readOffer(store) {
    readUntilThere(store, "The scenario", "api/scenario", (scenario) => {
        store.set({ scenario });
        if (scenario.has_workers)
            watchWorkers(store);
        if (scenario.has_baseline && !hasBaseline)
            readUntilThere(store, "The baseline", "api/baseline", (results) => {
                hasBaseline = true;
                store.set({ baseline: baselineOf(results, "the baseline") });
            });
    });
}

/** What belongs to a run: read when one begins. @param {Store} store */
export function readRun(store) {
    readUntilThere(store, "The log", "api/log", ({ log }) => store.set({ log }));
}
