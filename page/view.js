/** The part of the run that all charts show, and how. One for the page: charts are zoomed and panned together. */

/** A range shorter than this can't be chosen, in seconds. */
const SHORTEST = 2;

/** @typedef {{from: number, to: number}} Range seconds since the start of the run */

export class View {
    constructor() {
        /** @type {Range | null} null: the whole run, also while it grows */
        this.range = null;
        this.isLogarithmic = false;
        /** length of the run in seconds */
        this.length = 0;
        /** @type {Set<() => void>} */
        this.listeners = new Set();
    }

    /** @param {() => void} listener */
    subscribe(listener) {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    changed() {
        for (const listener of this.listeners)
            listener();
    }

    /** What the charts show now. */
    shown() {
        return this.range ?? { from: 0, to: Math.max(this.length, 10) };
    }

    /**
     * Shows a part, as far as the run has it.
     * @param {number} from
     * @param {number} to
     */
    show(from, to) {
        const length = Math.max(this.length, 10);
        const wanted = Math.min(Math.max(to - from, SHORTEST), length);
        const begin = Math.min(Math.max((from + to - wanted) / 2, 0), length - wanted);
        this.range = wanted >= length ? null : { from: begin, to: begin + wanted };
        this.changed();
    }

    showAll() {
        this.range = null;
        this.changed();
    }

    /** @param {number} factor less than 1 shows less */
    zoom(factor) {
        const { from, to } = this.shown();
        const middle = (from + to) / 2;
        const half = ((to - from) * factor) / 2;
        this.show(middle - half, middle + half);
    }

    /** @param {number} part of the shown range; negative is back */
    pan(part) {
        const { from, to } = this.shown();
        const way = (to - from) * part;
        this.show(from + way, to + way);
    }

    /** @param {number} seconds shows the end of the run */
    showLast(seconds) {
        this.show(this.length - seconds, this.length);
    }

    /** @param {boolean} is */
    setLogarithmic(is) {
        this.isLogarithmic = is;
        this.changed();
    }
}
