/** Texts of servers and scenarios as they are shown: what can't be seen or turns the direction of a line is written out. */

/* Controls besides tab and newline; marks of direction, separators of lines and paragraphs. The reports of swarm escape the same. */
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** @param {string} character */
function written(character) {
    const code = character.charCodeAt(0);
    if (character === "\r")
        return "\\r";
    return code < 0xa0 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** @param {string} text */
export function visible(text) {
    return text.replace(HIDDEN, written);
}
