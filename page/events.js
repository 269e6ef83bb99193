/** The stream of the server's events. It connects again by itself, and says when the server is gone. */
import { get } from "./api.js";
import { readOffer, readRun } from "./readings.js";

/** @import { Store } from "./store.js" */

const RETRY_MS = 2000;
const PATIENCE_MS = 1500; /* a connection that is back within this time was never gone for the reader */

/** @param {Store} store */
export function connect(store) {
    const source = new EventSource("events");
    let timer = 0;
    const back = () => {
        clearTimeout(timer);
        timer = 0;
    };
    source.addEventListener("open", () => {
        back();
        readOffer(store);
        if (store.state.run) /* it may resume without an event */
            store.set({ connection: "open" });
    });
    source.addEventListener("state", (event) => {
        back();
        store.applyState(JSON.parse(event.data));
        readRun(store);
    });
    source.addEventListener("tick", (event) => {
        back();
        store.applyTick(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
        if (!timer)
            timer = setTimeout(() => store.set({ connection: "lost" }), PATIENCE_MS);
        if (source.readyState !== EventSource.CLOSED)
            return; /* the browser tries again */
        source.close();
        setTimeout(() => {
            clearTimeout(timer);
            store.set({ connection: "lost" });
            get("api/scenario").catch(() => null); /* shows the login if the session has ended */
            connect(store);
        }, RETRY_MS);
    });
}
