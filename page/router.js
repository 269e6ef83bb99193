/** The address of what the page shows: #/TAB or #/requests/TYPE NAME. It stays in the URL, so that a reload shows the same. */
import { rowKey } from "./compare.js";

/** @typedef {{tab: string, detail: string | null}} Route */

/**
 * @param {string} hash of the URL
 * @returns {Route}
 */
export function parseRoute(hash) {
    const [, tab, detail] = /^#\/([a-z]*)(?:\/(.*))?$/.exec(hash) ?? [];
    return { tab: tab || "overview", detail: detail ? decoded(detail) : null };
}

/** @param {string} text */
function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** @param {{type: string, name: string}} row */
export function rowAddress(row) {
    return `#/requests/${encodeURIComponent(rowKey(row))}`;
}
