/** Templates: html`<p>${text}</p>` is a node of Preact. Values become text or attributes, never markup, and can be seen. */
import { h } from "preact";
import htm from "htm";
import { visible } from "./visible.js";

/**
 * @param {any} type
 * @param {any} props
 * @param {any[]} children
 */
function node(type, props, ...children) {
    if (typeof props?.title === "string")
        props.title = visible(props.title);
    return h(type, props, ...children.map((child) => (typeof child === "string" ? visible(child) : child)));
}

export const html = htm.bind(node);
