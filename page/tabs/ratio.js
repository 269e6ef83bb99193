/** The tree of kinds, sets and tasks with their shares. */
import { percent } from "../format.js";
import { html } from "../html.js";

/** @import { RunDocument, RatioNode } from "../types.js" */

/** @param {{nodes: RatioNode[]}} props */
function Tree({ nodes }) {
    return html`<ul class="tree">${nodes.map((node, i) => html`<li key=${i}>
        <div class="node"><span class="share">${percent(node.share)}</span>
            <span class="meter" aria-hidden="true"><span style=${{ width: `${100 * node.share}%` }}></span></span>
            <span class="node-name">${node.name}${node.kind === "set" && html` <span class="quiet">set</span>`}</span></div>
        ${node.tasks && node.tasks.length > 0 && html`<${Tree} nodes=${node.tasks} />`}
    </li>`)}</ul>`;
}

/** @param {{run: RunDocument}} props */
export function Ratio({ run }) {
    const { per_kind: perKind, total } = run.ratio;
    return html`<div class="toolbar"><h2>Task ratio</h2></div>
        ${perKind.length || total.length ? html`<div class="panels">
            <section class="card panel"><h3>Per kind of user</h3><${Tree} nodes=${perKind} /></section>
            <section class="card panel"><h3>Of all users</h3><${Tree} nodes=${total} /></section>
        </div>` : html`<p class="empty card">The scenario has no tasks.</p>`}`;
}
