/* The charts of the report, drawn by uPlot from the numbers in the page, and what else a reader can do with
 * it: tables are sorted by a click on a title, times are those of the reader's time zone. Everything the
 * report says is there without this. */
(() => {
    "use strict";

    const root = document.documentElement;
    const data = JSON.parse(document.getElementById("data").textContent);

    /* ---- numbers, written as in the tables ---- */

    const two = (number) => String(number).padStart(2, "0");

    function clock(seconds) {
        const whole = Math.floor(seconds + 0.0005);
        const minutes = Math.floor(whole / 60);
        const hours = Math.floor(minutes / 60);
        const tail = `${two(whole % 60)}`;
        return hours ? `${hours}:${two(minutes % 60)}:${tail}` : `${minutes}:${tail}`;
    }

    function timeOfDay(date) {
        return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
    }

    function dateAndTime(date) {
        const east = -date.getTimezoneOffset();
        const offset = `${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}${two(Math.abs(east) % 60)}`;
        const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
        return `${day} ${timeOfDay(date)} ${offset}`;
    }

    const milliseconds = (ms) => `${ms.toFixed(ms < 0.9995 ? 3 : ms < 9.995 ? 2 : 0)} ms`;
    const perSecond = (rate) => `${rate.toFixed(1)}/s`;
    const count = (number) => String(number);
    const short = (number) =>
        number < 10000 ? number.toLocaleString("en") : number.toLocaleString("en", { notation: "compact", maximumFractionDigits: 2 });

    /* ---- what the charts show ---- */

    /* Each step of time stands at its end, where its number of users was counted. Before the first, nothing is
     * known, but the axis begins with the run. */
    const times = [0, ...data.begin.map((begin, i) => begin + data.length[i])];
    const column = (values) => [null, ...values];
    const rate = (counts) => column(counts.map((number, i) => number / data.length[i]));

    const charts = {
        rate: {
            show: perSecond,
            lines: [
                { label: "Requests", color: "--requests", values: () => rate(data.requests), filled: true },
                { label: "Failures", color: "--failures", values: () => rate(data.failures), filled: true },
            ],
        },
        times: {
            show: milliseconds,
            lines: [
                { label: "Median", color: "--p50", values: () => column(data.p50) },
                { label: "95%", color: "--p95", values: () => column(data.p95) },
                { label: "99%", color: "--p99", values: () => column(data.p99), dash: [5, 3] },
            ],
        },
        users: {
            show: count,
            lines: [{ label: "Users", color: "--users", values: () => column(data.users), filled: true }],
        },
        dropped: {
            show: perSecond,
            lines: [{ label: "Dropped", color: "--dropped", values: () => rate(data.dropped), filled: true }],
        },
    };

    /* ---- drawing ---- */

    const SCREEN = { height: 220 };
    const PAPER = { height: 125, width: 690 }; /* A4 and Letter, upright */
    const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
    const color = (name) => getComputedStyle(root).getPropertyValue(name).trim();

    /* Points between two gaps, which a line alone wouldn't show. */
    function alone(values) {
        const found = [];
        for (let i = 0; i < values.length; i++)
            if (values[i] != null && values[i - 1] == null && values[i + 1] == null)
                found.push(i);
        return found;
    }

    function lineOptions(chart, line) {
        const stroke = color(line.color);
        return {
            label: line.label,
            stroke,
            width: 1.5,
            dash: line.dash,
            fill: line.filled ? `${stroke}26` : undefined,
            value: (plot, value) => (value == null ? "" : chart.show(value)),
            points: { size: 5, fill: color("--card"), filter: (plot, index, all) => (all ? null : alone(plot.data[index])) },
        };
    }

    function axisOptions(more) {
        const line = { stroke: color("--grid"), width: 1 };
        return { stroke: color("--quiet"), font: "12px system-ui, sans-serif", grid: line, ticks: line, ...more };
    }

    function when(plot, seconds) {
        return seconds == null ? "" : `${clock(seconds)}, at ${timeOfDay(new Date(data.start + seconds * 1000))}`;
    }

    function options(chart, size, element) {
        const top = (plot, min, max) => [0, max > 0 ? max * 1.05 : 1];
        return {
            width: size.width || element.clientWidth,
            height: size.height,
            padding: [8, 32, 0, 0],
            cursor: {
                y: false,
                sync: { key: "run" },
                points: { size: 7, fill: (plot, index) => color(chart.lines[index - 1].color) },
            },
            scales: { x: { time: false }, y: { range: top } },
            legend: {
                mount: (plot, legend) => element.prepend(legend),
                markers: { width: 0, fill: (plot, index) => color(chart.lines[index - 1].color) },
            },
            axes: [
                axisOptions({ size: 30, incrs: STEPS, space: 64, values: (plot, marks) => marks.map(clock) }),
                axisOptions({ size: 52, values: (plot, marks) => marks.map(short) }),
            ],
            series: [{ label: "Elapsed", value: when }, ...chart.lines.map((line) => lineOptions(chart, line))],
        };
    }

    const drawn = new Map(); /* from the element of a chart to its plot */

    function draw(element, chart, size) {
        drawn.get(element)?.destroy();
        element.replaceChildren();
        const values = [times, ...chart.lines.map((line) => line.values())];
        const plot = new uPlot(options(chart, size, element), values, element);
        const canvas = plot.root.querySelector("canvas");
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-labelledby", `${element.id}-text`);
        element.dataset.points = data.begin.length;
        drawn.set(element, plot);
    }

    function drawAll(size) {
        for (const [name, chart] of Object.entries(charts)) {
            const element = document.getElementById(`chart-${name}`);
            if (element)
                draw(element, chart, size);
        }
    }

    function fit() {
        for (const [element, plot] of drawn)
            if (!root.classList.contains("printed") && plot.width !== element.clientWidth)
                plot.setSize({ width: element.clientWidth, height: SCREEN.height });
    }

    /* Paper is white, whatever the screen is. */
    function printed(isPrinted) {
        root.classList.toggle("printed", isPrinted);
        drawAll(isPrinted ? PAPER : SCREEN);
    }

    /* ---- tables ---- */

    /* "1:02:03", "2.16%", "412"; what isn't a number, such as "-", comes last. */
    function valueOf(text) {
        if (!/^[\d.:]+%?$/.test(text))
            return -1;
        return text.split(":").reduce((sum, part) => sum * 60 + parseFloat(part), 0);
    }

    function compare(isText, sign) {
        if (isText)
            return (a, b) => sign * a.key.localeCompare(b.key, undefined, { numeric: true });
        return (a, b) => sign * (valueOf(a.key) - valueOf(b.key));
    }

    /* Numbers begin with the largest, texts with the first. */
    function sort(table, head, index) {
        const isText = head.className !== "";
        const before = head.getAttribute("aria-sort");
        const ascending = before ? before === "descending" : isText;
        const rows = [...table.tBodies[0].rows].map((row) => ({ row, key: row.cells[index].textContent }));
        for (const other of table.tHead.rows[0].cells)
            other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        rows.sort(compare(isText, ascending ? 1 : -1));
        table.tBodies[0].replaceChildren(...rows.map((entry) => entry.row));
    }

    /* No <button>: Chromium leaves it out of heads that it repeats on the next sheet of paper. */
    function makeSortable(table) {
        [...table.tHead.rows[0].cells].forEach((head, index) => {
            const button = document.createElement("span");
            button.setAttribute("role", "button");
            button.tabIndex = 0;
            button.textContent = head.textContent;
            button.addEventListener("click", () => sort(table, head, index));
            button.addEventListener("keydown", (event) => {
                if (event.key !== "Enter" && event.key !== " ")
                    return;
                event.preventDefault();
                sort(table, head, index);
            });
            head.replaceChildren(button);
        });
    }

    /* ---- the page ---- */

    function contents() {
        const list = document.createElement("nav");
        list.setAttribute("aria-label", "Sections");
        for (const title of document.querySelectorAll("main h2")) {
            const link = document.createElement("a");
            link.href = `#${title.parentElement.id}`;
            link.textContent = title.textContent;
            list.append(link);
        }
        document.querySelector("main").before(list);
    }

    function hint() {
        const text = document.createElement("p");
        text.className = "hint";
        text.textContent = "Drag across a chart to zoom in. Double-click to zoom out. Click a name to hide its line.";
        document.querySelector("#charts h2")?.after(text);
    }

    contents();
    hint();
    document.querySelectorAll(".scroll table").forEach(makeSortable);
    for (const time of document.querySelectorAll("time"))
        time.textContent = dateAndTime(new Date(time.dateTime));
    drawAll(SCREEN);
    new ResizeObserver(fit).observe(document.querySelector("main"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(SCREEN));
    addEventListener("beforeprint", () => printed(true));
    addEventListener("afterprint", () => printed(false));
})();
