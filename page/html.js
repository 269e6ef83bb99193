/** Templates: html`<p>${text}</p>` is a node of Preact. Values become text or attributes, never markup. */
import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);
