/** Colors of charts: they are in page.css, so that light and dark have their own. */

/** @param {string} name of a custom property */
export function color(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Names of the colors of groups, the most frequent first; color-blind people can tell them apart. */
export const GROUPS = ["--group-1", "--group-2", "--group-3", "--group-4", "--group-5", "--group-6"];
