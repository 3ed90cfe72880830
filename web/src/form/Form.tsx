// The left pane: everything that can be chosen.

import { Name } from "./Name";
import { Numbers } from "./Numbers";
import { Presets } from "./Presets";
import { Questions } from "./Questions";
import { Resources } from "./Resources";
import { Tiers } from "./Tiers";

export function Form() {
  return (
    <form class="form" aria-label="Choices" onSubmit={(event) => event.preventDefault()}>
      <Name />
      <Presets />
      <Tiers />
      <Questions />
      <Resources />
      <Numbers />
    </form>
  );
}
