// A patch, coloured by line.

import { useMemo } from "preact/hooks";

const KINDS: [string, string][] = [
  ["@@", "hunk"],
  ["+", "added"],
  ["-", "removed"],
];

export function Patch({ path, text }: { path: string; text: string }) {
  const lines = useMemo(() => linesOf(text), [text]);
  return (
    <section class="code scrolls" tabIndex={0} aria-label={`Change of ${path}`}>
      <pre class="text patch">
        {lines.map(({ kind, line }, at) => (
          <span key={at} class={kind}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
    </section>
  );
}

function linesOf(text: string) {
  const lines = text.replace(/\n$/, "").split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@"));
  return lines.map((line, at) => {
    const isHead = first < 0 || at < first;
    const kind = KINDS.find(([mark]) => line.startsWith(mark))?.[1];
    return { kind: isHead ? "head" : (kind ?? ""), line };
  });
}
