/** The distribution of response times as bars, with the percentiles marked. */
import { bars, bucketOf, lowerBound } from "../buckets.js";
import { count, milliseconds } from "../format.js";
import { html } from "../html.js";

/** @import { Times } from "../types.js" */

const MARKED = ["50", "95", "99"];

/** @param {{distribution: number[] | undefined, times: Times | null}} props */
export function Distribution({ distribution, times }) {
    const shown = bars(distribution ?? []);
    if (!shown.length)
        return html`<p class="empty">No responses yet.</p>`;
    const most = Math.max(...shown.map((bar) => bar.count));
    const first = shown[0].bucket;
    const marks = times ? MARKED.map((name) => ({ name, ms: times.percentiles_ms[name] })) : [];
    const at = (/** @type {number} */ ms) =>
        (100 * Math.min(shown.length - 0.5, Math.max(0, bucketOf(ms) - first + 0.5))) / shown.length;
    const every = Math.max(1, Math.ceil(shown.length / 8));
    return html`<div class="distribution" role="img"
        aria-label=${`From ${milliseconds(lowerBound(first))} ms to ${milliseconds(lowerBound(first + shown.length))} ms`}>
        <div class="bars">
            ${shown.map((bar) => html`<div class="bar" key=${bar.bucket}
                title="${milliseconds(lowerBound(bar.bucket))} to ${milliseconds(lowerBound(bar.bucket + 1))} ms: ${count(bar.count)}">
                <div style=${{ height: `${bar.count ? Math.max(1, (100 * bar.count) / most) : 0}%` }}></div></div>`)}
            ${marks.map((mark) => html`<div class="bar-mark bar-mark-${mark.name}" key=${mark.name} style=${{ left: `${at(mark.ms)}%` }}></div>`)}
        </div>
        <div class="bar-labels">${shown.map((bar, i) => i % every === 0 && html`<span key=${bar.bucket}
            style=${{ left: `${(100 * i) / shown.length}%` }}>${milliseconds(lowerBound(bar.bucket))}</span>`)}</div>
        <p class="bar-legend">${marks.map((mark) => html`<span key=${mark.name} class="bar-key bar-mark-${mark.name}">${mark.name}%: ${milliseconds(mark.ms)} ms</span>`)}
            <span class="quiet">ms, logarithmic</span></p>
    </div>`;
}
