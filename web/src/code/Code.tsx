// A text with line numbers and colours.

import { useMemo } from "preact/hooks";

import { highlighted } from "./highlight";

export function Code({ path, text }: { path: string; text: string }) {
  const html = useMemo(() => highlighted(path, text), [path, text]);
  const numbers = useMemo(() => lineNumbers(text), [text]);
  return (
    <section class="code scrolls" tabIndex={0} aria-label={`Content of ${path}`}>
      <pre class="gutter" aria-hidden="true">
        {numbers}
      </pre>
      <pre class="text" dangerouslySetInnerHTML={{ __html: html }} />
    </section>
  );
}

function lineNumbers(text: string): string {
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return Array.from({ length: lines }, (_, at) => at + 1).join("\n");
}
