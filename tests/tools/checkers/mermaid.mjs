// Parses the Mermaid drawings of the Markdown files it is given, as GitHub would.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

const paths = process.argv.slice(1); // as `node --eval` has them
if (paths.length === 0) throw new Error("nothing to read");
for (const path of paths) {
  const drawings = [...readFileSync(path, "utf8").matchAll(/^```mermaid\n(.*?)^```$/gms)];
  if (drawings.length === 0) throw new Error(`${path} has no drawing`);
  for (const [, drawing] of drawings) await mermaid.parse(drawing);
}
