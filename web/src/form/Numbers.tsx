// The inputs of the capacity model that the chosen tiers use, grouped by the second part of their key.

import type { Input, InputValue } from "../engine/documents";
import { choose, setKey } from "../state/choose";
import { about, choice, consequences } from "../state/store";
import { ProblemsAt } from "./ProblemsAt";

export function Numbers() {
  const numbers = consequences.value.numbers ?? [];
  const changed = numbers.filter(({ key }) => choice.value.set[key] !== undefined);
  const reset = () => {
    const keys = changed.map(({ key }) => key);
    const kept = Object.entries(choice.value.set).filter(([key]) => !keys.includes(key));
    choose({ set: Object.fromEntries(kept) });
  };
  return (
    <section aria-labelledby="numbers-title">
      <h2 id="numbers-title">Capacity</h2>
      <p class="hint">Pools, timeouts and limits of all tiers are calculated from these numbers.</p>
      {[...groups(numbers)].map(([name, rows]) => (
        <details
          key={name}
          class="numbers"
          open={rows.some(({ key }) => choice.value.set[key] !== undefined)}
        >
          <summary>
            {name} <span class="brief">{brief(rows)}</span>
          </summary>
          {rows.map((row) => (
            <NumberRow
              key={row.key}
              row={row}
              input={about.value?.inputs.find(({ key }) => key === row.key)}
            />
          ))}
        </details>
      ))}
      {changed.length > 0 && (
        <button type="button" class="quiet" onClick={reset}>
          Reset {changed.length === 1 ? "the changed number" : `all ${changed.length} changed numbers`}
        </button>
      )}
    </section>
  );
}

function groups(numbers: InputValue[]): Map<string, InputValue[]> {
  return Map.groupBy(numbers, ({ key }) => key.split(".")[1] ?? key);
}

/** The values of a group, in one line. */
function brief(rows: InputValue[]): string {
  return rows.map(({ key, value }) => `${short(key)} ${choice.value.set[key] ?? value}`).join(", ");
}

function short(key: string): string {
  return key.split(".").slice(2).join(".").replaceAll("_", " ");
}

function NumberRow({ row, input }: { row: InputValue; input: Input | undefined }) {
  const own = choice.value.set[row.key];
  const about = `${row.key}-about`;
  return (
    <div class="number">
      <label for={row.key}>{short(row.key)}</label>
      <input
        id={row.key}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={own ?? row.value}
        aria-describedby={about}
        onInput={(event) => setKey(row.key, event.currentTarget.value.trim(), row.default)}
      />
      {own !== undefined && (
        <button type="button" class="quiet" onClick={() => setKey(row.key, "", row.default)}>
          Reset<span class="unseen"> {short(row.key)}</span> to {row.default}
        </button>
      )}
      <p class="hint" id={about}>
        {input?.about}{" "}
        <span class="requirement">
          {input?.requirement}; default: {row.default}
        </span>
      </p>
      <ProblemsAt keys={[row.key]} />
    </div>
  );
}
