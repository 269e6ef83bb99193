/**
 * A server for the tests of the page: it serves the page and plays a run of a fixture, as fast as it is told.
 *
 *   node replay_server.js FOLDER [rows=12] [past=0] [seconds=60] [pace=1] [state=running] [load=no]
 *
 * FOLDER has page.html, page.css and page.js. The state has `past` seconds of history. `seconds` ticks are sent at once after it,
 * then one each 1/pace seconds. With `load=yes` the scenario has a load.
 * Prints its address. Ends when its standard input does.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { makePast, makeRun, makeTick } from "./fixture.js";

const [folder, ...words] = process.argv.slice(2);
const options = { rows: "12", past: "0", seconds: "60", pace: "1", state: "running", load: "no", ...Object.fromEntries(words.map((word) => word.split("="))) };
const MARKUP = '<script>document.title="owned"</script><img src=x onerror=alert(1)>';
const run = makeRun({ rows: Number(options.rows), names: (i) => (i === 1 ? MARKUP : `/api/item/${String(i).padStart(3, "0")}`) });
const start = options.past === "0" ? run : makePast(run, Number(options.past));

const scenario = {
    path: run.scenario, kinds: [{ name: "Visitor", weight: 3, fixed: 0, host: null }, { name: "Admin", weight: 1, fixed: 0, host: null }],
    constants: [{ name: "page_size", value: "15", type: "int", line: 2 }], load: options.load === "no" ? null : ["hold 10h"],
    defaults: { users: 10, spawn_rate: 5, host: run.host, run_time_s: 600, kinds: [] }, version: "0.1.0", needs_host: false, has_login: false, has_baseline: false,
};
const log = [{ at: run.start_unix_s, level: "INFO", text: "run 1 started" }, { at: run.start_unix_s + 3, level: "WARNING", text: MARKUP }];

/** @param {import("node:http").ServerResponse} response */
function stream(response) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const send = (/** @type {string} */ event, /** @type {any} */ data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send("state", { ...start, state: options.state, can_change_users: options.load === "no" });
    let second = Number(options.past);
    const tick = () => send("tick", makeTick(run, second++));
    for (let i = 0; i < Number(options.seconds); i++)
        tick();
    if (options.state === "running")
        setInterval(tick, 1000 / Number(options.pace)).unref();
}

const files = /** @type {Record<string, [string, string]>} */ ({
    "/": ["page.html", "text/html"], "/page.css": ["page.css", "text/css"], "/page.js": ["page.js", "text/javascript"],
});
const answers = /** @type {Record<string, any>} */ ({
    "/api/scenario": scenario, "/api/log": { log }, "/api/workers": { cluster: null }, "/api/stop": {}, "/api/reset": {}, "/api/users": {},
});

const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    if (path === "/events")
        stream(response);
    else if (files[path])
        response.writeHead(200, {
            "content-type": files[path][1],
            "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'",
        }).end(readFileSync(join(folder, files[path][0])));
    else if (answers[path])
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answers[path]));
    else
        response.writeHead(404).end();
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`));
process.stdin.resume().on("end", () => process.exit());
