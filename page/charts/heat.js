/** The heat map of response times: what it shows in each cell, and drawing it into a plot. */
import { addPairs, lowerBound } from "../buckets.js";
import { color } from "./colors.js";

/** @import { RunHistory } from "../types.js" */

const LEVELS = 24;
const NARROWEST = 3; /* width of a column in pixels of the screen */

/**
 * @typedef {{from: number, to: number, counts: Map<number, number>}} HeatColumn
 */

/**
 * The steps between two times as columns of at least `shortest` seconds: neighbors are added up.
 * @param {RunHistory} history
 * @param {number} from
 * @param {number} to
 * @param {number} shortest
 * @returns {HeatColumn[]}
 */
export function heatColumns(history, from, to, shortest) {
    /** @type {HeatColumn[]} */
    const columns = [];
    for (let i = 0; i < history.start_s.length; i++) {
        const [begin, end] = [history.start_s[i], history.start_s[i] + history.length_s[i]];
        if (end <= from || begin >= to)
            continue;
        const last = columns[columns.length - 1];
        const column = last && last.to - last.from < shortest ? last : { from: begin, to: end, counts: new Map() };
        if (column !== last)
            columns.push(column);
        column.to = end;
        addPairs(column.counts, history.heat[i] ?? []);
    }
    return columns;
}

/**
 * How strong a cell is drawn, 0 to 1: logarithmic, so that one slow request in a thousand can be seen.
 * @param {number} count per second
 * @param {number} most per second
 */
export function strength(count, most) {
    return count > 0 ? Math.max(0.12, Math.log1p(count) / Math.log1p(most)) : 0;
}

/**
 * The buckets from the smallest to the largest that the run has.
 * @param {RunHistory} history
 * @returns {[number, number] | null}
 */
export function bucketRange(history) {
    let low = Infinity;
    let high = -Infinity;
    for (const pairs of history.heat)
        for (let i = 0; i < pairs.length; i += 2) {
            low = Math.min(low, pairs[i]);
            high = Math.max(high, pairs[i]);
        }
    return low > high ? null : [low, high];
}

/**
 * @param {import("uplot")} plot with a logarithmic y axis in ms
 * @param {RunHistory} history
 * @param {{from: number, to: number}} shown
 */
export function drawHeat(plot, history, shown) {
    const { ctx, bbox } = plot;
    const shortest = ((shown.to - shown.from) * NARROWEST * devicePixelRatio) / Math.max(1, bbox.width);
    const columns = heatColumns(history, shown.from, shown.to, shortest);
    const perSecond = (/** @type {HeatColumn} */ column, /** @type {number} */ count) => count / Math.max(0.001, column.to - column.from);
    let most = 0;
    for (const column of columns)
        for (const count of column.counts.values())
            most = Math.max(most, perSecond(column, count));

    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = color("--heat");
    for (const column of columns) {
        const left = Math.round(plot.valToPos(column.from, "x", true));
        const right = Math.round(plot.valToPos(column.to, "x", true));
        for (const [bucket, count] of column.counts) {
            const top = Math.round(plot.valToPos(lowerBound(bucket + 1), "y", true));
            const bottom = Math.round(plot.valToPos(lowerBound(bucket), "y", true));
            ctx.globalAlpha = Math.ceil(LEVELS * strength(perSecond(column, count), most)) / LEVELS;
            ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
        }
    }
    ctx.restore();
}
