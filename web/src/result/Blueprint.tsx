// tierup.toml: the choice as a file.

import { Code } from "../code/Code";
import { CopyButton } from "../page/CopyButton";
import { copyNewest } from "../page/copy";
import { saveBlueprint } from "../page/project";
import { consequences } from "../state/store";
import { NothingYet } from "./NothingYet";

export function Blueprint() {
  const { blueprint } = consequences.value;
  if (blueprint === undefined) {
    return <NothingYet what="tierup.toml is" />;
  }
  return (
    <div class="file">
      <div class="file-head">
        <h3>tierup.toml</h3>
        <CopyButton what="tierup.toml" run={() => copyNewest("blueprint", "tierup.toml")} />
        <button type="button" class="quiet" onClick={saveBlueprint}>
          Download
        </button>
      </div>
      <Code path="tierup.toml" text={blueprint} />
    </div>
  );
}
