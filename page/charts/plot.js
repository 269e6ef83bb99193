/** A chart over time, drawn by uPlot. All charts share one cursor and one view. */
import { Component } from "preact";
import uPlot from "uplot";
import { html } from "../html.js";
import { clock, short, timeOfDay } from "../format.js";
import { color, forgetColors } from "./colors.js";

/** @import { View } from "../view.js" */
/** @import { Mark } from "../types.js" */

/**
 * @typedef {object} Series
 * @property {string} label
 * @property {string} color name of a custom property
 * @property {(number | null)[]} values
 * @property {boolean} [isFilled]
 * @property {boolean} [isDashed]
 * @property {boolean} [isFaint] of the run that this one is compared with
 * @property {boolean} [isStacked] it covers the series before it
 * @property {"y" | "users"} [scale]
 * @property {(value: number, step: number) => string} [show] the value in the legend, instead of that of the chart
 *
 * @typedef {object} Limit a horizontal line
 * @property {number} value
 * @property {string} label
 *
 * @typedef {object} PlotProps
 * @property {string} id
 * @property {string} title
 * @property {string} summary what the chart shows, in words
 * @property {View} view
 * @property {number} startUnix of the run, for the clock time
 * @property {number[]} times
 * @property {Series[]} series
 * @property {(value: number) => string} show a value in the legend
 * @property {Limit[]} [limits]
 * @property {Mark[]} [marks]
 * @property {boolean} [isLogarithmic]
 * @property {number} [height]
 * @property {[number, number]} [range] of the y axis, instead of one that fits the values
 * @property {(plot: uPlot) => void} [draw] draws below the lines, above the grid
 */

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
const HEIGHT = 240;
const TALL = 380; /* on a screen with room for it */
const PAPER_WIDTH = 680; /* of a chart that isn't on the screen: A4 and Letter, upright */
const FONT = "12px system-ui, sans-serif";

/**
 * Points between two gaps, which a line alone wouldn't show.
 * @param {ArrayLike<number | null | undefined>} values
 */
function lonely(values) {
    const found = [];
    for (let i = 0; i < values.length; i++)
        if ((values[i] ?? null) !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null)
            found.push(i);
    return found;
}

/** @param {Partial<uPlot.Axis>} more */
function axis(more) {
    const line = { stroke: () => color("--grid"), width: 1 };
    return /** @type {uPlot.Axis} */ ({ stroke: () => color("--quiet"), font: FONT, grid: line, ticks: line, ...more });
}

/**
 * The range of the y axis: from 0, or from the smallest value if it is logarithmic. A limit is in it unless that would press the
 * lines flat.
 * @param {PlotProps} props
 * @param {number} max
 * @returns {[number, number]}
 */
function heightOf(props, max) {
    const near = (props.limits ?? []).map((limit) => limit.value).filter((value) => value <= 4 * max);
    return [0, Math.max(max, ...near) * 1.05 || 1];
}

/**
 * @param {number} min
 * @param {number} max
 * @returns {[number, number]}
 */
function decades(min, max) {
    const low = min > 0 ? min : 0.1;
    const high = Math.max(max, low);
    return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high * 1.0001))];
}

/** It is drawn with the page, which is drawn after each change of the view. @extends {Component<PlotProps>} */
export class Plot extends Component {
    /** @type {uPlot | null} */
    plot = null;
    /** @type {HTMLElement | null} */
    element = null;
    shape = "";

    componentDidMount() {
        this.observer = new ResizeObserver(() => this.fit());
        if (this.element)
            this.observer.observe(this.element);
        this.scheme = matchMedia("(prefers-color-scheme: dark)");
        this.redraw = () => {
            forgetColors();
            this.create();
        };
        this.scheme.addEventListener("change", this.redraw);
        this.create();
    }

    componentDidUpdate() {
        if (this.shape !== this.shapeNow())
            this.create();
        else
            this.plot?.setData(this.data());
    }

    componentWillUnmount() {
        this.observer?.disconnect();
        if (this.redraw)
            this.scheme?.removeEventListener("change", this.redraw);
        this.plot?.destroy();
    }

    /** What can't be changed in a plot that is there. */
    shapeNow() {
        const { series, isLogarithmic, height } = this.props;
        return JSON.stringify([series.map((one) => [one.label, one.color, one.scale]), isLogarithmic, height]);
    }

    /** @returns {uPlot.AlignedData} */
    data() {
        const { times, series, isLogarithmic } = this.props;
        if (this.element)
            this.element.dataset.points = String(times.length - 1);
        const values = series.map((one) =>
            isLogarithmic ? one.values.map((value) => (value !== null && value > 0 ? value : null)) : one.values);
        return /** @type {uPlot.AlignedData} */ ([times, ...values]);
    }

    create() {
        const { element } = this;
        if (!element)
            return;
        this.plot?.destroy();
        element.replaceChildren();
        this.shape = this.shapeNow();
        this.plot = new uPlot(this.options(), this.data(), element);
        const canvas = this.plot.root.querySelector("canvas");
        canvas?.setAttribute("role", "img");
        canvas?.setAttribute("aria-labelledby", `${this.props.id}-title ${this.props.id}-text`);
        this.plot.over.addEventListener("dblclick", () => this.props.view.showAll());
        this.plot.over.addEventListener("mousedown", (event) => this.grab(event), true);
        this.plot.over.addEventListener("wheel", (event) => this.turn(event), { passive: false });
    }

    /** @returns {uPlot.Options} */
    options() {
        const { props } = this;
        const hasUsers = props.series.some((one) => one.scale === "users");
        const stroke = (/** @type {number} */ index) => color(this.props.series[index - 1]?.color ?? "--text");
        return {
            width: this.element?.clientWidth || PAPER_WIDTH,
            height: this.height(),
            padding: [10, hasUsers ? 0 : 28, 0, 0],
            cursor: {
                y: false,
                sync: { key: "run", setSeries: false, scales: ["x", null] },
                drag: { x: true, y: false, setScale: false },
                points: { size: 7, fill: (_, index) => stroke(index) },
            },
            select: { show: true, left: 0, top: 0, width: 0, height: 0 },
            legend: {
                mount: (_, legend) => this.element?.prepend(legend),
                markers: { width: 0, fill: (_, index) => this.swatch(index) },
            },
            scales: {
                x: { time: false, range: () => this.shownRange() },
                y: {
                    distr: props.isLogarithmic ? 3 : 1,
                    range: (_, min, max) => this.yRange(min, max),
                },
                users: { range: (_, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
            },
            axes: [
                axis({ size: 44, incrs: STEPS, space: 72, values: (_, marks) => marks.map((mark) => this.atText(mark)) }),
                axis({ size: 56, values: (_, marks) => marks.map((mark) => this.valueMark(mark)) }),
                ...(hasUsers ? [axis({ scale: "users", side: 1, size: 48, grid: { show: false },
                    values: (_, marks) => marks.map(short) })] : []),
            ],
            series: [
                { label: "Time", value: (_, seconds) => (seconds === null ? "" : this.whenText(seconds)) },
                ...props.series.map((one, i) => this.seriesOptions(one, i)),
            ],
            hooks: {
                drawAxes: [(plot) => this.props.draw?.(plot)],
                draw: [(plot) => this.drawMarks(plot), (plot) => this.drawLimits(plot)],
                setSelect: [(plot) => this.selected(plot)],
            },
        };
    }

    /**
     * @param {Series} one
     * @param {number} index
     * @returns {uPlot.Series}
     */
    seriesOptions(one, index) {
        const stroke = color(one.color);
        return {
            label: one.label,
            stroke,
            scale: one.scale ?? "y",
            width: one.isStacked ? 0 : one.isFaint ? 1 : 1.6,
            dash: one.isDashed ? [5, 4] : undefined,
            fill: one.isStacked ? stroke : one.isFilled ? `${stroke}24` : undefined,
            paths: one.isStacked ? uPlot.paths.stepped?.({ align: -1 }) : undefined,
            value: (_, value, _series, step) => this.valueText(index, value, step),
            points: { size: 5, fill: stroke, show: one.isStacked ? false : undefined, filter: (plot, i, all) => (all ? null : lonely(plot.data[i])) },
        };
    }

    /**
     * @param {number} index
     * @param {number | null | undefined} value
     * @param {number | null} step
     */
    valueText(index, value, step) {
        const one = this.props.series[index];
        if (value === null || value === undefined || step === null || !one)
            return "";
        return one.show ? one.show(value, step) : this.props.show(value);
    }

    /** The color of a line beside its name; with gaps if the line is dashed. @param {number} index from 1 */
    swatch(index) {
        const one = this.props.series[index - 1];
        const fill = color(one?.color ?? "--text");
        return one?.isDashed ? `repeating-linear-gradient(90deg, ${fill} 0 3px, transparent 3px 5px)` : fill;
    }

    /** @returns {[number, number]} */
    shownRange() {
        const { from, to } = this.props.view.shown();
        return [from, to];
    }

    /**
     * @param {number | null} min
     * @param {number | null} max
     * @returns {[number, number]}
     */
    yRange(min, max) {
        if (this.props.range)
            return this.props.range;
        return this.props.isLogarithmic ? decades(min ?? 0, max ?? 1) : heightOf(this.props, max ?? 0);
    }

    /**
     * The label of a mark of the y axis; on a logarithmic one, only at 1, 2 and 5 of each decade.
     * @param {number | null} mark
     */
    valueMark(mark) {
        if (mark === null || (this.props.isLogarithmic && !/^[125]e/.test(mark.toExponential(6).replace(/\.0+e/, "e"))))
            return "";
        return short(mark);
    }

    /** @param {number} seconds */
    clockTime(seconds) {
        return timeOfDay(new Date((this.props.startUnix + seconds) * 1000));
    }

    /** @param {number} seconds */
    atText(seconds) {
        return `${clock(seconds)}\n${this.clockTime(seconds)}`;
    }

    /** @param {number} seconds */
    whenText(seconds) {
        return `${clock(seconds)} · ${this.clockTime(seconds)}`;
    }

    /* ---- what is drawn over the lines ---- */

    /** @param {uPlot} plot */
    drawMarks(plot) {
        const { ctx, bbox } = plot;
        const { from, to } = this.props.view.shown();
        ctx.save();
        ctx.strokeStyle = color("--mark");
        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.beginPath();
        for (const mark of this.props.marks ?? []) {
            if (mark.at_s <= from || mark.at_s > to)
                continue;
            const x = Math.round(plot.valToPos(mark.at_s, "x", true)) + 0.5;
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
        }
        ctx.stroke();
        ctx.restore();
    }

    /** @param {uPlot} plot */
    drawLimits(plot) {
        const { ctx, bbox } = plot;
        const [low, high] = [plot.scales.y.min ?? 0, plot.scales.y.max ?? 0];
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = color("--limit");
        ctx.lineWidth = 1.25 * devicePixelRatio;
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        ctx.textAlign = "right";
        /* On a border of the color of the card, the label can be read above a line. */
        const label = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) => {
            ctx.save();
            ctx.setLineDash([]);
            ctx.lineJoin = "round";
            ctx.lineWidth = 4 * devicePixelRatio;
            ctx.strokeStyle = color("--card");
            ctx.strokeText(text, x, y);
            ctx.restore();
            ctx.fillText(text, x, y);
        };
        (this.props.limits ?? []).forEach((limit, i) => {
            const right = bbox.left + bbox.width - 4 * devicePixelRatio;
            if (limit.value > high || limit.value < low) {
                label(`${limit.label} ${limit.value > high ? "↑" : "↓"}`, right, bbox.top + (12 + 14 * i) * devicePixelRatio);
                return;
            }
            const y = Math.round(plot.valToPos(limit.value, "y", true)) + 0.5;
            ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
            ctx.beginPath();
            ctx.moveTo(bbox.left, y);
            ctx.lineTo(bbox.left + bbox.width, y);
            ctx.stroke();
            label(limit.label, right, y - bbox.top < 22 * devicePixelRatio ? y + 14 * devicePixelRatio : y - 6 * devicePixelRatio);
        });
        ctx.restore();
    }

    /* ---- what the reader does ---- */

    /** @param {uPlot} plot */
    selected(plot) {
        const { left, width } = plot.select;
        if (width < 4)
            return;
        const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        this.props.view.show(from, to);
    }

    /** Shift and drag moves the view. @param {MouseEvent} event */
    grab(event) {
        if (!event.shiftKey)
            return;
        event.preventDefault();
        event.stopImmediatePropagation();
        const { from, to } = this.props.view.shown();
        const scale = (to - from) / (this.plot?.over.clientWidth || 1);
        const move = (/** @type {MouseEvent} */ now) => {
            const way = (event.clientX - now.clientX) * scale;
            this.props.view.show(from + way, to + way);
        };
        addEventListener("mousemove", move);
        addEventListener("mouseup", () => removeEventListener("mousemove", move), { once: true });
    }

    /** Ctrl and the wheel zooms around the pointer. @param {WheelEvent} event */
    turn(event) {
        if (!event.ctrlKey || !this.plot)
            return;
        event.preventDefault();
        const at = this.plot.posToVal(event.offsetX, "x");
        const { from, to } = this.props.view.shown();
        const factor = event.deltaY > 0 ? 1.25 : 0.8;
        this.props.view.show(at - (at - from) * factor, at + (to - at) * factor);
    }

    /** @param {KeyboardEvent} event */
    press(event) {
        const { view } = this.props;
        /** @type {Record<string, () => void>} */
        const keys = {
            ArrowLeft: () => view.pan(-0.25), ArrowRight: () => view.pan(0.25),
            "+": () => view.zoom(0.5), "-": () => view.zoom(2), 0: () => view.showAll(),
        };
        if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey)
            return;
        event.preventDefault();
        keys[event.key]();
    }

    height() {
        return this.props.height ?? (matchMedia("(min-width: 150rem) and (min-height: 100rem)").matches ? TALL : HEIGHT);
    }

    fit() {
        const width = this.element?.clientWidth ?? 0;
        const height = this.height();
        if (this.plot && width && (this.plot.width !== width || this.plot.height !== height))
            this.plot.setSize({ width, height });
    }

    render() {
        const { id, title, summary, series } = this.props;
        const isStacked = series.some((one) => one.isStacked);
        return html`<figure class="card chart-card" id=${id}>
            <figcaption><h3 id="${id}-title">${title}</h3> <p id="${id}-text">${summary}</p></figcaption>
            <div class="chart ${isStacked ? "stacked" : ""}" tabindex="0" role="group" aria-labelledby="${id}-title" aria-describedby="chart-keys"
                onKeyDown=${(/** @type {KeyboardEvent} */ event) => this.press(event)}
                ref=${(/** @type {HTMLElement | null} */ element) => { this.element = element; }}></div>
        </figure>`;
    }
}
