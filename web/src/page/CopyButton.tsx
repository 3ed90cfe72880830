// A button that copies a text and says so for a moment.

import { useEffect, useState } from "preact/hooks";

const SHOWN_MS = 1_500;

export function CopyButton({ what, run }: { what: string; run: () => Promise<void> }) {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (isDone) {
      const timer = setTimeout(() => setDone(false), SHOWN_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isDone]);
  return (
    <button type="button" class="quiet" onClick={() => run().then(() => setDone(true))}>
      {isDone ? "Copied" : "Copy"}
      <span class="unseen"> {what}</span>
    </button>
  );
}
