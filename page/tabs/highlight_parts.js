/** The parts of a line of a scenario: comments, strings, numbers, and the words that begin declarations and statements. */

const WORDS = new Set(`include config client thresholds load data const shared let func function return if else for in while break continue
    user users taskset sequence task on start stop setup teardown wait between pacing weight fixed tags get post put patch delete head options
    request transaction expect require capture check fail json form body headers query connect send receive disconnect take next none true false
    and or not repeat parallel message rate ramp hold step`.split(/\s+/));
const PARTS = /(#.*$)|("(?:[^"\\]|\\.)*"?)|\b(\d+(?:\.\d+)?(?:ms|s|m|h|%|\/s)?)|\b([A-Za-z_]\w*)\b/g;

/**
 * @param {string} text a line
 * @returns {{text: string, kind: string}[]} its parts in order; kind "" is plain
 */
export function parts(text) {
    /** @type {{text: string, kind: string}[]} */
    const found = [];
    let end = 0;
    for (const match of text.matchAll(PARTS)) {
        const [whole, comment, string, number, word] = match;
        const kind = comment ? "comment" : string ? "string" : number ? "number" : WORDS.has(word) ? "word" : "";
        if (!kind)
            continue;
        if (match.index > end)
            found.push({ text: text.slice(end, match.index), kind: "" });
        found.push({ text: whole, kind });
        end = match.index + whole.length;
    }
    if (end < text.length)
        found.push({ text: text.slice(end), kind: "" });
    return found;
}
