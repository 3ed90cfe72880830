// The name of the project.

import { choose, setKey } from "../state/choose";
import { choice, consequences } from "../state/store";
import { ProblemsAt, problemsAt } from "./ProblemsAt";

const PACKAGE = "project.package";
const KEYS = ["the name", "project.name", PACKAGE];

export function Name() {
  const { name, set } = choice.value;
  const ownPackage = set[PACKAGE];
  const own = consequences.value.package;
  // where it follows from the name as it is, it need not be shown
  const isPackageShown = ownPackage !== undefined || (own ?? name) !== name || problemsAt(KEYS).length > 0;
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
      {isPackageShown && (
        <>
          <label for="package">Python package</label>
          <input
            id="package"
            type="text"
            autocomplete="off"
            spellcheck={false}
            placeholder={own}
            value={ownPackage ?? ""}
            onInput={(event) => setKey(PACKAGE, event.currentTarget.value, "")}
          />
        </>
      )}
      <ProblemsAt keys={KEYS} />
    </section>
  );
}
