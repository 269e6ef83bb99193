/** A table that can be sorted, and that draws only the rows in sight when it has many. */
import { Component } from "preact";
import { html } from "../html.js";
import { nextOrder, sorted, visibleRows } from "./sort.js";

/** @import { Order } from "./sort.js" */

const ROW_HEIGHT = 34; /* as in page.css */
const NARROWEST = 180; /* of a column without a width */
const VIRTUAL = 80; /* more rows than this are drawn in part */

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title
 * @property {"number" | "word" | "name" | "text"} kind
 * @property {number} [width] in pixels; a column without one takes what is left
 * @property {string} [hint] a longer title
 * @property {(row: any) => number | string | null | undefined} [value] to sort by
 * @property {(row: any) => any} cell
 * @property {(row: any) => string} [mark] a class of the cell
 *
 * @typedef {object} TableProps
 * @property {string} id
 * @property {string} caption
 * @property {Column[]} columns
 * @property {any[]} rows
 * @property {any[]} [foot] rows below the others that aren't sorted
 * @property {(row: any) => string | number} keyOf
 * @property {(row: any) => void} [open] what a click on a row does
 * @property {Order} [order] the first one
 * @property {any} [empty] instead of a table without rows
 * @property {boolean} [isLoose] rows may be higher than one line; all are drawn
 */

/** @extends {Component<TableProps, {order: Order | null, top: number, height: number}>} */
export class Table extends Component {
    state = { order: this.props.order ?? null, top: 0, height: 800 };

    /** @param {Column} column */
    sortBy(column) {
        this.setState({ order: nextOrder(this.state.order, column.key, column.kind !== "number") });
    }

    inOrder() {
        const { order } = this.state;
        const column = this.props.columns.find((one) => one.key === order?.key);
        return order && column?.value ? sorted(this.props.rows, column.value, order.isAscending) : this.props.rows;
    }

    /** @param {Event} event */
    scrolled(event) {
        const element = /** @type {HTMLElement} */ (event.currentTarget);
        this.setState({ top: element.scrollTop, height: element.clientHeight });
    }

    /** @param {Column} column */
    head(column) {
        const { order } = this.state;
        const direction = order?.key === column.key ? (order.isAscending ? "ascending" : "descending") : undefined;
        return html`<th key=${column.key} scope="col" class=${column.kind} aria-sort=${direction} title=${column.hint}>
            ${column.value ? html`<button type="button" onClick=${() => this.sortBy(column)}>${column.title}</button>` : column.title}
        </th>`;
    }

    /**
     * @param {any} row
     * @param {number} [index]
     */
    row(row, index) {
        const { columns, keyOf, open } = this.props;
        const click = open && ((/** @type {MouseEvent} */ event) => {
            if (!(/** @type {HTMLElement} */ (event.target)).closest("a") && !String(getSelection()))
                open(row);
        });
        return html`<tr key=${keyOf(row)} class=${open ? "opens" : ""} aria-rowindex=${index} onClick=${click}>
            ${columns.map((column) => {
                const mark = column.mark?.(row) ?? "";
                return column.kind === "name" ? html`<th key=${column.key} scope="row" class="name ${mark}">${column.cell(row)}</th>`
                    : html`<td key=${column.key} class="${column.kind} ${mark}">${column.cell(row)}</td>`;
            })}
        </tr>`;
    }

    render() {
        const { id, caption, columns, rows, foot, empty, isLoose } = this.props;
        if (!rows.length && empty)
            return html`<div class="empty card">${empty}</div>`;
        const all = this.inOrder();
        const { first, end } = isLoose || all.length <= VIRTUAL ? { first: 0, end: all.length }
            : visibleRows(all.length, ROW_HEIGHT, this.state.top, this.state.height);
        const width = columns.reduce((sum, column) => sum + (column.width ?? NARROWEST), 0);
        return html`<div class="scroll card" tabindex="0" role="region" aria-label=${caption} onScroll=${(/** @type {Event} */ event) => this.scrolled(event)}>
            <table id=${id} class=${isLoose ? "loose" : "even"} style=${{ minWidth: `${width}px` }} aria-rowcount=${all.length + 1}>
                <caption class="unseen">${caption}</caption>
                <colgroup>${columns.map((column) => html`<col key=${column.key} style=${{ width: column.width ? `${column.width}px` : "auto" }} />`)}</colgroup>
                <thead><tr aria-rowindex=${1}>${columns.map((column) => this.head(column))}</tr></thead>
                <tbody>
                    ${first > 0 && html`<tr key="before" aria-hidden="true" class="spacer"><td colspan=${columns.length} style=${{ height: `${first * ROW_HEIGHT}px` }}></td></tr>`}
                    ${all.slice(first, end).map((row, i) => this.row(row, first + i + 2))}
                    ${end < all.length && html`<tr key="after" aria-hidden="true" class="spacer"><td colspan=${columns.length} style=${{ height: `${(all.length - end) * ROW_HEIGHT}px` }}></td></tr>`}
                </tbody>
                ${foot && html`<tfoot>${foot.map((row) => this.row(row))}</tfoot>`}
            </table>
        </div>`;
    }
}
