/** A dialog above the page. The browser keeps the focus inside, and Escape closes it. */
import { Component } from "preact";
import { html } from "../html.js";

/** @typedef {{id: string, title: string, close: () => void, children: any}} ModalProps */

/** @extends {Component<ModalProps>} */
export class Modal extends Component {
    /** @type {HTMLDialogElement | null} */
    element = null;

    componentDidMount() {
        this.element?.showModal();
    }

    render() {
        const { id, title, close, children } = this.props;
        return html`<dialog id=${id} aria-labelledby="${id}-title" onClose=${close}
            ref=${(/** @type {HTMLDialogElement | null} */ element) => { this.element = element; }}>
            <div class="dialog-head"><h2 id="${id}-title">${title}</h2>
                <button type="button" class="plain" aria-label="Close" onClick=${close}>✕</button></div>
            ${children}
        </dialog>`;
    }
}

/**
 * A labeled input with its error beside it.
 * @param {{name: string, label: string, hint?: string, problem?: string | null, value: string, change: (value: string) => void, type?: string, inputmode?: string, placeholder?: string, autofocus?: boolean}} props
 */
export function Field({ name, label, hint, problem, value, change, type = "text", inputmode, placeholder, autofocus }) {
    return html`<div class="field ${problem ? "wrong" : ""}">
        <label for="field-${name}">${label}</label>
        <input id="field-${name}" name=${name} type=${type} inputmode=${inputmode} value=${value} placeholder=${placeholder} autocomplete="off"
            autofocus=${autofocus} aria-invalid=${problem ? "true" : undefined} aria-describedby="field-${name}-hint field-${name}-problem"
            onInput=${(/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).value)} />
        <p class="field-hint quiet" id="field-${name}-hint">${hint ?? ""}</p>
        <p class="field-problem" id="field-${name}-problem" role="alert">${problem ?? ""}</p>
    </div>`;
}

/**
 * Moves the focus to the field that has a problem.
 * @param {import("./inputs.js").Problems} problems
 */
export function focusOn(problems) {
    document.getElementById(`field-${Object.keys(problems)[0]}`)?.focus();
}
