/** Calls of the server. All addresses are relative to the page, so it works below any path. */

/** @typedef {{error: string, field?: string}} Problem */

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
 * What the server has at a path; null if it has nothing there.
 * @param {string} path
 */
export async function get(path) {
    try {
        const response = await ask(path, { headers: { accept: "application/json" } });
        return response.ok ? await read(response) : null;
    } catch {
        return null;
    }
}

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
        return response.ok ? null : { error: answer.error ?? `The server answered ${response.status}.`, field: answer.field };
    } catch {
        return { error: "The server can't be reached." };
    }
}
