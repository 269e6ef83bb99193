/** A small line without axes, for a cell of a table. */
import { html } from "../html.js";

const WIDTH = 96;
const HEIGHT = 22;

/**
 * The path of a line through values, from the left edge to the right; the largest value is at the top.
 * @param {number[]} values
 * @param {number} most
 */
export function sparkPath(values, most) {
    if (values.length < 2 || most <= 0)
        return "";
    return values.map((value, i) => {
        const x = (i / (values.length - 1)) * WIDTH;
        const y = HEIGHT - 1 - (value / most) * (HEIGHT - 2);
        return `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("");
}

/**
 * Requests per second, and failures per second below them.
 * @param {{requests: number[], failures: number[]}} props rates
 */
export function Sparkline({ requests, failures }) {
    const most = Math.max(0, ...requests);
    const line = sparkPath(requests, most);
    const bad = failures.some((value) => value) ? sparkPath(failures, most) : "";
    return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
        ${line && html`<path class="spark-area" d="${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" /><path class="spark-line" d=${line} />`}
        ${bad && html`<path class="spark-bad" d=${bad} />`}
    </svg>`;
}
