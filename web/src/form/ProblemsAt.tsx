// Problems, beside what they are about.

import type { Problem } from "../engine/documents";
import { problems } from "../state/store";

/** The problems at one of these keys. */
export function ProblemsAt({ keys }: { keys: string[] }) {
  return (
    <ProblemList problems={problems.value.filter(({ where }) => where !== null && keys.includes(where))} />
  );
}

export function ProblemList({ problems }: { problems: Problem[] }) {
  if (problems.length === 0) {
    return null;
  }
  return (
    <ul class="problems">
      {problems.map(({ message, where, help }) => (
        <li key={`${where} ${message}`}>
          <strong>{message}</strong>
          {help && <span>{help}</span>}
        </li>
      ))}
    </ul>
  );
}
