/** Calls of the server. All addresses are relative to the page, so it works below any path. */

/** @typedef {{error: string, field?: string}} Problem */

const UNREACHABLE = "The server can't be reached.";

/**
 * @param {Response} response
 * @returns {Promise<any>}
 */
async function read(response) {
    const text = await response.text();
    try {
        return JSON.parse(text);
    } catch {
        return { error: text.trim() || `The server answered ${response.status}.` };
    }
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function ask(path, options) {
    const response = await fetch(path, options);
    if (response.status === 401)
        location.reload(); /* the session has ended: the server shows its login */
    return response;
}

/**
 * What the server has at a path. Throws an Error with a sentence for the reader if it can't be had.
 * @param {string} path
 */
export async function get(path) {
    const response = await ask(path, { headers: { accept: "application/json" } }).catch(() => {
        throw new Error(UNREACHABLE);
    });
    const answer = await read(response);
    if (!response.ok)
        throw new Error(problem(response, answer));
    return answer;
}

/**
 * @param {Response} response
 * @param {any} answer
 * @returns {string}
 */
const problem = (response, answer) => answer?.error ?? `The server answered ${response.status}.`;

/**
 * Asks the server to do something. Returns what is wrong, or null.
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Problem | null>}
 */
export async function post(path, body) {
    try {
        const response = await ask(path, {
            method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}),
        });
        const answer = await read(response);
        return response.ok ? null : { error: problem(response, answer), field: answer?.field };
    } catch {
        return { error: UNREACHABLE };
    }
}
