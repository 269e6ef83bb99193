/** The dialog that changes the number of users during a run. */
import { Component } from "preact";
import { post } from "../api.js";
import { html } from "../html.js";
import { problemsOf, usersOf } from "./inputs.js";
import { Field, Modal, focusOn } from "./modal.js";

/** @import { RunDocument } from "../types.js" */
/** @import { Problems } from "./inputs.js" */

/** @typedef {{run: RunDocument, close: () => void}} EditProps */

/** @extends {Component<EditProps, {users: string, spawnRate: string, problems: Problems}>} */
export class EditUsers extends Component {
    state = { users: String(this.props.run.user_goal), spawnRate: "", problems: /** @type {Problems} */ ({}) };

    /** @param {Event} event */
    async submit(event) {
        event.preventDefault();
        const problem = await post("api/users", usersOf(this.state));
        if (!problem)
            return this.props.close();
        const problems = problemsOf(problem, ["users", "spawn_rate"]);
        this.setState({ problems }, () => focusOn(problems));
    }

    render() {
        const { close } = this.props;
        const { problems } = this.state;
        return html`<${Modal} id="edit-dialog" title="Edit the running load" close=${close}>
            <form novalidate onSubmit=${(/** @type {Event} */ event) => this.submit(event)}>
                <div class="fields">
                    <${Field} name="users" label="Users" inputmode="numeric" autofocus value=${this.state.users} problem=${problems.users}
                        change=${(/** @type {string} */ users) => this.setState({ users })} />
                    <${Field} name="spawn_rate" label="Spawn rate" hint="users started or stopped per second; empty: as it is" inputmode="decimal"
                        value=${this.state.spawnRate} problem=${problems.spawn_rate} change=${(/** @type {string} */ spawnRate) => this.setState({ spawnRate })} />
                </div>
                ${problems.all && html`<p class="notice bad" role="alert">${problems.all}</p>`}
                <div class="dialog-foot"><button type="button" onClick=${close}>Cancel</button><button type="submit" class="primary">Apply</button></div>
            </form>
        </${Modal}>`;
    }
}
