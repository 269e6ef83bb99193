/** The dialog that changes the number of users during a run. */
import { Component } from "preact";
import { post } from "../api.js";
import { html } from "../html.js";
import { readUsers } from "./inputs.js";
import { Field, Modal } from "./modal.js";

/** @import { RunDocument, Scenario } from "../types.js" */
/** @import { Problems } from "./inputs.js" */

/** @typedef {{run: RunDocument, scenario: Scenario | null, close: () => void}} EditProps */

/** @extends {Component<EditProps, {users: string, spawnRate: string, problems: Problems}>} */
export class EditUsers extends Component {
    state = {
        users: String(this.props.run.user_goal), spawnRate: String(parseFloat(this.props.run.settings.spawn_rate ?? "1") || 1),
        problems: /** @type {Problems} */ ({}),
    };

    /** @param {Event} event */
    async submit(event) {
        event.preventDefault();
        const { values, problems } = readUsers(this.state);
        this.setState({ problems });
        if (Object.keys(problems).length)
            return;
        const problem = await post("api/users", values);
        if (problem)
            this.setState({ problems: { [problem.field ?? "all"]: problem.error } });
        else
            this.props.close();
    }

    render() {
        const { close } = this.props;
        const { problems } = this.state;
        return html`<${Modal} id="edit-dialog" title="Edit the running load" close=${close}>
            <form novalidate onSubmit=${(/** @type {Event} */ event) => this.submit(event)}>
                <div class="fields">
                    <${Field} name="users" label="Users" inputmode="numeric" autofocus value=${this.state.users} problem=${problems.users}
                        change=${(/** @type {string} */ users) => this.setState({ users })} />
                    <${Field} name="spawn_rate" label="Spawn rate" hint="users started or stopped per second" inputmode="decimal" value=${this.state.spawnRate}
                        problem=${problems.spawn_rate} change=${(/** @type {string} */ spawnRate) => this.setState({ spawnRate })} />
                </div>
                ${problems.all && html`<p class="notice bad" role="alert">${problems.all}</p>`}
                <div class="dialog-foot"><button type="button" onClick=${close}>Cancel</button><button type="submit" class="primary">Apply</button></div>
            </form>
        </${Modal}>`;
    }
}
