// The left pane: everything that can be chosen.

import { counts } from "../state/store";
import { Name } from "./Name";
import { Numbers } from "./Numbers";
import { Presets } from "./Presets";
import { Questions } from "./Questions";
import { Resources } from "./Resources";
import { Tiers } from "./Tiers";

/** On a small screen the result is below: how large it is, and the way to it. */
function Jump() {
  const { files, lines } = counts.value;
  return (
    <div class="jump">
      <span>{files > 0 && `${files} files, ${lines.toLocaleString("en")} lines`}</span>
      <button type="button" class="primary" onClick={goToResult}>
        See the result
      </button>
    </div>
  );
}

function goToResult() {
  const panel = document.getElementById("panel");
  panel?.focus({ preventScroll: true });
  document.querySelector(".result")?.scrollIntoView();
}

export function Form() {
  return (
    <form class="form" aria-label="Choices" onSubmit={(event) => event.preventDefault()}>
      <Name />
      <Presets />
      <Tiers />
      <Questions />
      <Resources />
      <Numbers />
      <Jump />
    </form>
  );
}
