/** What the reader typed into a dialog, as the server takes it. The server judges it: its answer names the field. */

/**
 * @typedef {Record<string, string>} Problems sentences by the name of the field
 */

/**
 * A number, or the text itself if it isn't one: the server says what it should be.
 * @param {string} text
 * @returns {number | string}
 */
export function numberOf(text) {
    const number = Number(text);
    return text.trim() !== "" && Number.isFinite(number) ? number : text;
}

/**
 * The change that the dialog of users asks for. An empty rate leaves the rate of the run as it is.
 * @param {{users: string, spawnRate: string}} inputs
 * @returns {{users: number | string, spawn_rate?: number | string}}
 */
export function usersOf({ users, spawnRate }) {
    return { users: numberOf(users), ...(spawnRate.trim() === "" ? {} : { spawn_rate: numberOf(spawnRate) }) };
}

/**
 * The problem that an answer of the server tells of, by the name of its field; "all": of none of them.
 * @param {{error: string, field?: string}} problem
 * @param {string[]} fields
 * @returns {Problems}
 */
export function problemsOf({ error, field }, fields) {
    return { [field !== undefined && fields.includes(field) ? field : "all"]: error };
}
