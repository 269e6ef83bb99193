/** Numbers and times as texts. Tables, charts and the report of swarm write them in the same way. */

const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
const NO_VALUE = "–";
/* Making a format takes much longer than using it. */
const WHOLE = new Intl.NumberFormat("en");
const FEW_DIGITS = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

/**
 * "1:05", "1:02:03"
 * @param {number} seconds
 */
export function clock(seconds) {
    const whole = Math.floor(seconds + 0.0005);
    const minutes = Math.floor(whole / 60);
    const hours = Math.floor(minutes / 60);
    return hours ? `${hours}:${two(minutes % 60)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** @param {Date} date */
export function timeOfDay(date) {
    return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/**
 * "2026-11-30 15:04:05 +0100", in the time zone of the reader
 * @param {Date} date
 */
export function dateAndTime(date) {
    const east = -date.getTimezoneOffset();
    const offset = `${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`;
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(date)} ${offset}`;
}

/**
 * Milliseconds with the digits that matter: "0.123", "4.56", "789", "12,345".
 * @param {number | null | undefined} ms
 */
export function milliseconds(ms) {
    if (ms === null || ms === undefined)
        return NO_VALUE;
    if (ms < 9.995)
        return ms.toFixed(ms < 0.9995 ? 3 : 2);
    return count(Math.round(ms));
}

/**
 * "12,345"
 * @param {number | null | undefined} number
 */
export function count(number) {
    return number === null || number === undefined ? NO_VALUE : WHOLE.format(number);
}

/**
 * "12.3K", for axes
 * @param {number} number
 */
export function short(number) {
    return (Math.abs(number) < 10000 ? FEW_DIGITS : COMPACT).format(number);
}

/**
 * A rate per second: "0.25", "41.7", "12,345".
 * @param {number | null | undefined} number
 */
export function rate(number) {
    if (number === null || number === undefined)
        return NO_VALUE;
    if (number < 10)
        return number.toFixed(2);
    return number < 1000 ? number.toFixed(1) : count(Math.round(number));
}

/**
 * "2.16%"; `share` is a part of 1
 * @param {number | null | undefined} share
 */
export function percent(share) {
    if (share === null || share === undefined || Number.isNaN(share))
        return NO_VALUE;
    return `${(100 * share).toFixed(2)}%`;
}

/**
 * A part of a whole, "2.16%". It is computed as in the reports of swarm, so that all of them round it alike.
 * @param {number} part
 * @param {number} whole
 */
export function percentOf(part, whole) {
    return `${(whole ? (100 * part) / whole : 0).toFixed(2)}%`;
}

/**
 * "812 B", "1.4 kB"
 * @param {number | null | undefined} size
 */
export function bytes(size) {
    if (size === null || size === undefined)
        return NO_VALUE;
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
        size /= 1000;
        unit++;
    }
    return `${unit && size < 100 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/**
 * A time span in words: "45 s", "10 min", "1 h 30 min".
 * @param {number} seconds
 */
export function duration(seconds) {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const rest = Math.round((seconds % 60) * 10) / 10;
    const parts = [hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`].filter(Boolean);
    return parts.join(" ") || "0 s";
}

/**
 * A run time for an input field: "1h30m", "45s".
 * @param {number | null} seconds
 */
export function shortDuration(seconds) {
    return seconds === null ? "" : duration(seconds).replace(/ min/g, "m").replace(/ /g, "");
}

/**
 * The value of a threshold with its unit.
 * @param {number | null} value
 * @param {string} unit as in the results: ms, ratio, per_s, count
 */
export function withUnit(value, unit) {
    if (value === null)
        return "no samples";
    switch (unit) {
        case "ms": return `${milliseconds(value)} ms`;
        case "ratio": return percent(value);
        case "per_s": return `${rate(value)}/s`;
        default: return count(value);
    }
}

/**
 * The scenario as a title: the name of its file.
 * @param {string} path "-" or "<stdin>": it came from standard input
 */
export function scenarioName(path) {
    return path === "-" || path === "<stdin>" ? "standard input" : baseName(path);
}

/**
 * What stands behind the last slash.
 * @param {string} path
 */
export function baseName(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * "1 user", "2 users"
 * @param {number} number
 * @param {string} noun
 */
export function plural(number, noun) {
    return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
