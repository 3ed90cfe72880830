// The inputs of the capacity model that the chosen tiers use, grouped by the second part of their key.

import type { InputValue } from "../engine/documents";
import { Prose } from "../page/Prose";
import { choose, setKey } from "../state/choose";
import { about, choice, consequences } from "../state/store";
import { ProblemsAt } from "./ProblemsAt";

/** The group of keys that have no other one. */
const GENERAL = "general";

export function Numbers() {
  const numbers = consequences.value.numbers ?? [];
  const changed = numbers.filter(({ key }) => isChanged(key));
  const reset = () => {
    const keys = changed.map(({ key }) => key);
    const kept = Object.entries(choice.value.set).filter(([key]) => !keys.includes(key));
    choose({ set: Object.fromEntries(kept) });
  };
  return (
    <section aria-labelledby="numbers-title">
      <h2 id="numbers-title">Capacity</h2>
      <p class="hint">Pools, timeouts and limits of all tiers are calculated from these numbers.</p>
      <div>
        {[...Map.groupBy(numbers, ({ key }) => groupOf(key))].map(([name, rows]) => (
          <Group key={name} name={name} rows={rows} />
        ))}
      </div>
      {changed.length > 0 && (
        <button type="button" class="quiet" onClick={reset}>
          Reset {changed.length === 1 ? "the changed number" : `all ${changed.length} changed numbers`}
        </button>
      )}
    </section>
  );
}

const isChanged = (key: string) => choice.value.set[key] !== undefined;

function groupOf(key: string): string {
  const [, group = "", rest] = key.split(".");
  return rest === undefined ? GENERAL : group;
}

/** The key inside of its group, in words. */
function short(key: string): string {
  return (key.split(".").at(-1) ?? key).replaceAll("_", " ");
}

function Group({ name, rows }: { name: string; rows: InputValue[] }) {
  const brief = rows.map(({ key, value }) => `${short(key)} ${value}`).join(", ");
  return (
    <details class="numbers" open={rows.some(({ key }) => isChanged(key))}>
      <summary>
        {name} <span class="brief">{brief}</span>
      </summary>
      {rows.map((row) => (
        <NumberRow key={row.key} row={row} />
      ))}
    </details>
  );
}

function NumberRow({ row }: { row: InputValue }) {
  const own = choice.value.set[row.key];
  const input = about.value?.inputs.find(({ key }) => key === row.key);
  const hint = `${row.key}-hint`;
  return (
    <div class="number">
      <label for={row.key}>
        <Prose text={input?.about ?? short(row.key)} />
      </label>
      <input
        id={row.key}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={own ?? row.value}
        aria-describedby={hint}
        onInput={(event) => setKey(row.key, event.currentTarget.value.trim(), row.default)}
      />
      <p class="hint" id={hint}>
        <code>{row.key}</code>, {input?.requirement}; default: {row.default}
      </p>
      {own !== undefined && (
        <button type="button" class="quiet" onClick={() => setKey(row.key, "", row.default)}>
          Reset<span class="unseen"> {row.key}</span>
        </button>
      )}
      <ProblemsAt keys={[row.key]} />
    </div>
  );
}
