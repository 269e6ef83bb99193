/** Colors for the source of a scenario. */
import { html } from "../html.js";
import { parts } from "./highlight_parts.js";

/** @param {string} text a line */
export function highlighted(text) {
    return parts(text).map((part, i) => (part.kind ? html`<span key=${i} class="code-${part.kind}">${part.text}</span>` : part.text));
}
