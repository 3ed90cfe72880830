// The name of the project.

import { choose } from "../state/choose";
import { choice, consequences } from "../state/store";
import { ProblemsAt } from "./ProblemsAt";

const KEYS = ["the name", "project.name", "project.package"];

export function Name() {
  const { name } = choice.value;
  const own = consequences.value.package;
  return (
    <section class="name">
      <label for="name">Name</label>
      <input
        id="name"
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={name}
        onInput={(event) => choose({ name: event.currentTarget.value }, "name")}
      />
      {own !== undefined && own !== name && <p class="hint">The Python package is {own}.</p>}
      <ProblemsAt keys={KEYS} />
    </section>
  );
}
