// The difference between the choice and another one: the one before, a preset, or one that was kept.

import { useEffect, useState } from "preact/hooks";

import { Patch } from "../code/Patch";
import type { ChangedFile, Choice } from "../engine/documents";
import { choiceText, parseAddress } from "../state/address";
import { show, usualChoice } from "../state/choose";
import { ask, refused } from "../state/engine";
import { about, before, choice, project, view } from "../state/store";
import { ChangedFiles } from "./ChangedFiles";

export function Difference() {
  const other = otherChoice();
  const { changed, trouble } = useComparison(other);
  return (
    <div class="difference">
      <Against />
      {other === null ? (
        <p class="hint">Change something, and the difference to the choice before is shown here.</p>
      ) : (
        (trouble ?? <Changes changed={changed} />)
      )}
    </div>
  );
}

function otherChoice(): Choice | null {
  const { against } = view.value;
  if (against === "") {
    return before.value;
  }
  const preset = about.value?.presets.find(({ id }) => id === against);
  if (preset) {
    return { name: choice.value.name, tiers: preset.tiers, resources: [], set: {} };
  }
  return parseAddress(against, usualChoice()).choice;
}

function Against() {
  const { against } = view.value;
  const presets = about.value?.presets ?? [];
  const isKept = against !== "" && !presets.some(({ id }) => id === against);
  return (
    <div class="against">
      <label for="against">Compared with</label>
      <select id="against" value={against} onChange={(event) => show({ against: event.currentTarget.value })}>
        <option value="">the choice before</option>
        {presets.map(({ id, label }) => (
          <option key={id} value={id}>
            the preset {label}
          </option>
        ))}
        {isKept && <option value={against}>the choice that you kept</option>}
      </select>
      <button type="button" class="quiet" onClick={() => show({ against: choiceText(choice.value) })}>
        Keep this choice to compare with
      </button>
    </div>
  );
}

/** The files that differ; null until they are known. */
function useComparison(other: Choice | null) {
  const [changed, setChanged] = useState<ChangedFile[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const current = project.value;
  const key = other && choiceText(other);
  useEffect(() => {
    let isOld = false;
    if (other && current) {
      ask("compare", other).then(
        (files) => {
          if (!isOld) {
            setChanged(files);
            setTrouble(null);
          }
        },
        (error) => {
          if (!isOld)
            setTrouble(
              refused(error)
                .problems.map(({ message }) => message)
                .join("; "),
            );
        },
      );
    }
    return () => {
      isOld = true;
    };
  }, [key, current]);
  return { changed, trouble };
}

function Changes({ changed }: { changed: ChangedFile[] | null }) {
  const [path, setPath] = useState("");
  const [patch, setPatch] = useState({ path: "", text: "" });
  const selected = changed?.find((file) => file.path === path) ?? changed?.[0];
  useEffect(() => {
    let isOld = false;
    if (selected) {
      ask("patch", selected.path).then((text) => {
        if (!isOld) setPatch({ path: selected.path, text });
      });
    }
    return () => {
      isOld = true;
    };
  }, [selected]);
  if (changed === null) {
    return <p class="hint">The files are being compared.</p>;
  }
  if (!selected) {
    return <p class="hint">No file differs.</p>;
  }
  return (
    <>
      <p class="summary">{summary(changed)}</p>
      <div class="files">
        <ChangedFiles files={changed} selected={selected.path} select={setPath} />
        <div class="file">
          <div class="file-head">
            <h3>{selected.path}</h3>
          </div>
          <Patch path={selected.path} text={patch.path === selected.path ? patch.text : ""} />
        </div>
      </div>
    </>
  );
}

function summary(changed: ChangedFile[]): string {
  const counts = (["added", "removed", "changed"] as const).map((action) => {
    const count = changed.filter((file) => file.action === action).length;
    return count > 0 ? `${count} ${action}` : "";
  });
  const added = changed.reduce((sum, file) => sum + file.added, 0);
  const removed = changed.reduce((sum, file) => sum + file.removed, 0);
  const files = changed.length === 1 ? "1 file differs" : `${changed.length} files differ`;
  return `${files}: ${counts.filter((count) => count !== "").join(", ")}. Lines: +${added} −${removed}`;
}
