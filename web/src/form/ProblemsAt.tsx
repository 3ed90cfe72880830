// Problems, beside what they are about.

import type { Problem } from "../engine/documents";
import { Prose } from "../page/Prose";
import { problems } from "../state/store";

/** The problems at one of these keys, wherever they were given. */
export function ProblemsAt({ keys }: { keys: string[] }) {
  return <ProblemList problems={problemsAt(keys)} />;
}

export function problemsAt(keys: string[]): Problem[] {
  return problems.value.filter(({ where }) => keys.some((key) => where !== null && isAt(where, key)));
}

/** Whether a place is a key, or the argument that sets it. */
function isAt(where: string, key: string): boolean {
  return where === key || where.startsWith(`--set ${key}=`) || where.startsWith(`argument \`${key}=`);
}

/** `arePlaced`: with their places, as in a file. */
export function ProblemList({ problems, arePlaced }: { problems: Problem[]; arePlaced?: boolean }) {
  if (problems.length === 0) {
    return null;
  }
  return (
    <ul class="problems">
      {problems.map(({ message, where, help }) => (
        <li key={`${where} ${message}`}>
          {arePlaced && where !== null && <code>{where}</code>}
          <strong>
            <Prose text={message} />
          </strong>
          {help && (
            <span>
              <Prose text={help} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
