/** Sorting and filtering rows of tables, and which of them a scrolled table has to draw. */

/** @typedef {{key: string, isAscending: boolean}} Order */

const BY_TEXT = new Intl.Collator("en", { numeric: true });

/**
 * Rows in the order of a column. Values that aren't known come last, in both directions.
 * @template Item
 * @param {Item[]} rows
 * @param {(row: Item) => number | string | null | undefined} value
 * @param {boolean} isAscending
 */
export function sorted(rows, value, isAscending) {
    const sign = isAscending ? 1 : -1;
    return rows.map((row, place) => ({ row, place, value: value(row) })).sort((a, b) => {
        const [one, other] = [a.value ?? null, b.value ?? null];
        if (one === null || other === null)
            return Number(one === null) - Number(other === null) || a.place - b.place;
        if (typeof one === "string" || typeof other === "string")
            return sign * BY_TEXT.compare(String(one), String(other)) || a.place - b.place;
        return sign * (one - other) || a.place - b.place;
    }).map((entry) => entry.row);
}

/**
 * The order after a click on the title of a column: numbers begin with the largest, texts with the first.
 * @param {Order | null} order
 * @param {string} key
 * @param {boolean} isText
 * @returns {Order}
 */
export function nextOrder(order, key, isText) {
    return order?.key === key ? { key, isAscending: !order.isAscending } : { key, isAscending: isText };
}

/**
 * Rows whose text contains all words of the filter, in any case.
 * @template Item
 * @param {Item[]} rows
 * @param {string} filter
 * @param {(row: Item) => string} text
 */
export function filtered(rows, filter, text) {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length)
        return rows;
    return rows.filter((row) => {
        const whole = text(row).toLowerCase();
        return words.every((word) => whole.includes(word));
    });
}

/**
 * The rows [first, end) that a table scrolled to `top` draws: those in sight and some around.
 * @param {number} count of all rows
 * @param {number} rowHeight
 * @param {number} top in pixels
 * @param {number} height of what is in sight
 */
export function visibleRows(count, rowHeight, top, height) {
    const around = 10;
    const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - around, count - 1));
    const end = Math.min(count, Math.ceil((top + height) / rowHeight) + around);
    return { first: count ? first : 0, end: Math.max(end, 0) };
}
