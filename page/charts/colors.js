/** Colors of charts: they are in page.css, so that light and dark have their own. */

/** What was asked for since the style changed: asking the browser makes it compute the style of the page. @type {Map<string, string>} */
const known = new Map();

/** After a change of the style. */
export function forgetColors() {
    known.clear();
}

/** @param {string} name of a custom property */
export function color(name) {
    const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    known.set(name, value);
    return value;
}

/** Names of the colors of groups, the most frequent first; color-blind people can tell them apart. */
export const GROUPS = ["--group-1", "--group-2", "--group-3", "--group-4", "--group-5", "--group-6"];
