/** A small line without axes, for a cell of a table. */
import { html } from "../html.js";
import { ratePoints } from "../history.js";

/** @import { RatePoint } from "../history.js" */
/** @import { RowHistory } from "../types.js" */

const WIDTH = 96;
const HEIGHT = 22;

/**
 * The path of a line through points; the largest value is at the top.
 * @param {RatePoint[]} points
 * @param {"requests" | "failures"} name
 * @param {number} until seconds at the right edge
 * @param {number} most
 */
function path(points, name, until, most) {
    return points.map((point, i) => {
        const x = (Math.min(point.at, until) / until) * WIDTH;
        const y = HEIGHT - 1 - (point[name] / most) * (HEIGHT - 2);
        return `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("");
}

/**
 * Requests per second over the run, and failures per second below them.
 * @param {{history: RowHistory, until: number}} props until: length of the run in seconds
 */
export function Sparkline({ history, until }) {
    const points = ratePoints(history, until, WIDTH);
    const most = points.reduce((max, point) => Math.max(max, point.requests), 0);
    const isShown = points.length > 1 && most > 0;
    const line = isShown && path(points, "requests", until, most);
    const edge = (/** @type {number} */ i) => ((Math.min(points[i].at, until) / until) * WIDTH).toFixed(1);
    return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
        ${line && html`<path class="spark-area" d="${line}L${edge(points.length - 1)} ${HEIGHT}L${edge(0)} ${HEIGHT}Z" /><path class="spark-line" d=${line} />`}
        ${isShown && points.some((point) => point.failures) && html`<path class="spark-bad" d=${path(points, "failures", until, most)} />`}
    </svg>`;
}
