// Stands where a result is missing.

import { problems } from "../state/store";

/** `what` begins the sentence: "The files are". */
export function NothingYet({ what }: { what: string }) {
  const when = problems.value.length > 0 ? "shown when the problems are fixed" : "being generated";
  return (
    <p class="hint">
      {what} {when}.
    </p>
  );
}
