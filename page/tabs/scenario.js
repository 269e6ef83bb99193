/** The source of the run, with the numbers on its lines. */
import { Component } from "preact";
import { baseName, count, milliseconds, percent, plural, rate } from "../format.js";
import { html } from "../html.js";
import { rowAddress } from "../router.js";
import { highlighted } from "./highlight.js";

/** @import { RunDocument, Row, Line } from "../types.js" */

/**
 * Which of the files a line is in: `file` is an index or a path.
 * @param {RunDocument} run
 * @param {{file: number | string, line: number}} line
 */
function fileIndex(run, line) {
    if (typeof line.file === "number")
        return line.file;
    return Math.max(0, run.files.findIndex((file) => file.path === line.file));
}

/**
 * @param {RunDocument} run
 * @param {{file: number | string, line: number}} line
 */
export function lineText(run, line) {
    const file = fileIndex(run, line);
    return file === 0 ? `line ${line.line}` : `${baseName(run.files[file]?.path ?? "")}:${line.line}`;
}

/**
 * @param {RunDocument} run
 * @param {{file: number | string, line: number}} line
 */
export function lineAddress(run, line) {
    return `#/scenario/${fileIndex(run, line)}:${line.line}`;
}

/**
 * Whether a line has run; null: it isn't counted.
 * @param {Line} line
 */
export function hasRun(line) {
    if (line.kind === "fail")
        return null; /* a good run doesn't get there */
    const counts = [line.requests, line.passed, line.failed, line.picks].filter((number) => number !== undefined);
    return counts.length ? counts.some((number) => (number ?? 0) > 0) : null;
}

/** @param {{rows: Map<number | null | undefined, Row>, line: Line}} props */
function Note({ rows, line }) {
    if (hasRun(line) === false)
        return html`<span class="note never">never ran</span>`;
    if (line.picks !== undefined)
        return html`<span class="note">${percent(line.share)} <span class="quiet">${(line.wanted_share ?? null) !== null && `wanted ${percent(line.wanted_share)} · `}${plural(line.picks, line.kind === "kind" ? "user" : "pick")}</span></span>`;
    if (line.requests !== undefined) {
        const row = rows.get(line.row);
        const text = html`${count(line.requests)} <span class="quiet">req</span> · ${rate(line.requests_per_s)}<span class="quiet">/s</span> · <span class="quiet">95%</span> ${milliseconds(line.p95_ms)} <span class="quiet">ms</span>`;
        return html`<span class="note request">${row ? html`<a href=${rowAddress(row)} title="${row.type} ${row.name}">${text}</a>` : text}
            ${(line.failures ?? 0) > 0 && html` <span class="bad">${count(line.failures)} failed</span>`}</span>`;
    }
    if (line.kind === "fail")
        return line.failed ? html`<span class="note bad">✗ ${count(line.failed)}</span>` : null;
    if (line.passed !== undefined)
        return html`<span class="note"><span class="good">✓ ${count(line.passed)}</span> ${(line.failed ?? 0) > 0 ? html`<span class="bad">✗ ${count(line.failed)}</span>` : html`<span class="quiet">✗ 0</span>`}</span>`;
    return null;
}

/** @param {{settings: Record<string, string>}} props */
function Settings({ settings }) {
    const all = Object.entries(settings);
    if (!all.length)
        return null;
    return html`<details class="card panel"><summary>Settings of the run</summary>
        <dl class="pairs">${all.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>`;
}

/** @typedef {{run: RunDocument, detail: string | null}} ScenarioProps */

/** @extends {Component<ScenarioProps, {file: number}>} */
export class ScenarioSource extends Component {
    state = { file: this.wanted()?.file ?? 0 };
    /** What was drawn last of the source: it stays the same while numbers move. */
    code = { source: "", lines: /** @type {any[]} */ ([]) };

    /** The line that the address names. */
    wanted() {
        const [, file, line] = /^(\d+):(\d+)$/.exec(this.props.detail ?? "") ?? [];
        return file ? { file: Number(file), line: Number(line) } : null;
    }

    componentDidMount() {
        document.querySelector(".source .wanted")?.scrollIntoView({ block: "center" });
    }

    /** @param {ScenarioProps} before */
    componentDidUpdate(before) {
        if (before.detail === this.props.detail)
            return;
        const file = this.wanted()?.file ?? this.state.file;
        this.setState({ file }, () => document.querySelector(".source .wanted")?.scrollIntoView({ block: "center" }));
    }

    /** The lines of the shown file that have numbers. */
    notes() {
        /** @type {Map<number, Line[]>} */
        const notes = new Map();
        for (const line of this.props.run.lines)
            if (line && line.file === this.state.file)
                notes.set(line.line, [...(notes.get(line.line) ?? []), line]);
        return notes;
    }

    /** @param {string} source */
    lines(source) {
        if (this.code.source !== source || !this.code.lines.length)
            this.code = { source, lines: source.replace(/\n$/, "").split("\n").map((text) => html`<code>${highlighted(text)}</code>`) };
        return this.code.lines;
    }

    render() {
        const { run } = this.props;
        const file = run.files[this.state.file];
        const notes = this.notes();
        const wanted = this.wanted();
        const rows = new Map(run.rows.map((row) => [row.id, row]));
        return html`<div class="toolbar"><h2>Scenario</h2>
            ${run.files.length > 1 ? html`<label><span class="unseen">File</span><select value=${this.state.file}
                onChange=${(/** @type {Event} */ event) => this.setState({ file: Number(/** @type {HTMLSelectElement} */ (event.target).value) })}>
                ${run.files.map((one, i) => html`<option key=${i} value=${i}>${one.path}</option>`)}</select></label>` : html`<span class="quiet">${file?.path ?? ""}</span>`}</div>
            ${!file || file.source === null ? html`<p class="empty card">The text of this file isn't there.</p>`
                : html`<ol class="source card" aria-label="Source with numbers">${this.lines(file.source).map((code, i) => {
                    const here = notes.get(i + 1) ?? [];
                    const never = here.length > 0 && here.every((line) => hasRun(line) === false);
                    const isWanted = wanted?.file === this.state.file && wanted.line === i + 1;
                    return html`<li key=${i} class="${never ? "dead" : ""} ${isWanted ? "wanted" : ""}">${code}
                        ${here.length > 0 && html`<span class="notes">${here.map((line, k) => html`<${Note} key=${k} rows=${rows} line=${line} />`)}</span>`}</li>`;
                })}</ol>`}
            <${Settings} settings=${run.settings} />`;
    }
}
