/** The workers of a cluster: what the page knows of them, and what is wrong with them. */
import { plural } from "./format.js";

/** @import { Cluster, Worker } from "./types.js" */
/** @import { State } from "./store.js" */

/**
 * The workers now, or those of a report; null without a cluster.
 * @param {State} state
 * @returns {Cluster | null}
 */
export const clusterOf = (state) => state.cluster ?? state.run?.cluster ?? null;

/** @param {Worker} worker */
const nameOf = (worker) => `Worker ${worker.index} (${worker.host})`;

/**
 * Sentences about workers that are missing or were refused, and about numbers that are lost.
 * @param {Cluster | null} cluster
 * @returns {string[]}
 */
export function clusterProblems(cluster) {
    if (!cluster)
        return [];
    const missing = cluster.states.missing ?? 0;
    const refused = cluster.workers.filter((one) => one.state === "refused");
    return [
        ...(missing ? [`${plural(missing, "worker")} ${missing === 1 ? "is" : "are"} missing: no heartbeat for 5 seconds or more.`] : []),
        ...refused.map((one) => `${nameOf(one)} was refused: ${one.refusal}.`),
        ...cluster.losses.map((one) => `${one.text[0].toUpperCase()}${one.text.slice(1)}.`),
    ];
}
