// Builds dist/index.html: the page with its engine, worker, style and script in one file that requests nothing.
//
//     node build.mjs            builds the engine too, if its sources changed
//     node build.mjs --no-wasm  takes the engine as it was built last

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = import.meta.dirname;
const generated = join(web, "generated");
const target = process.env.CARGO_TARGET_DIR ?? join(web, "../target");
const module = join(target, "wasm32-unknown-unknown/page/tierup_engine.wasm");

if (!process.argv.includes("--no-wasm")) {
  buildEngine();
}
const page = await assemble();
mkdirSync(join(web, "dist"), { recursive: true });
writeFileSync(join(web, "dist/index.html"), page);
console.log(`dist/index.html: ${page.length} bytes, ${gzipSync(page).length} with gzip`);

/** The WebAssembly module, and its JavaScript side in `generated`. */
function buildEngine() {
  const cargo = (...words) => execFileSync("cargo", words, { cwd: web, stdio: "inherit" });
  const wasm = ["--profile", "page", "--target", "wasm32-unknown-unknown"];
  cargo("build", "--locked", "-p", "tierup-engine", ...wasm);
  cargo("run", "--locked", "--quiet", "-p", "tierup-bindings", "--", module, generated);
}

async function assemble() {
  const script = await bundled("src/main.tsx");
  const style = await bundled("src/style/main.css");
  const parts = {
    style,
    script: inScript(script),
    worker: inScript(await bundled("src/engine/worker.ts")),
    engine: readFileSync(join(generated, "engine_bg.wasm.gz")).toString("base64"),
    policy: policy(style, inScript(script)),
  };
  const template = readFileSync(join(web, "src/index.html"), "utf8");
  return template.replaceAll(
    /<!--(\w+)-->|\{(policy|style)\}/g,
    (_, comment, brace) => parts[comment ?? brace],
  );
}

async function bundled(entry) {
  const result = await build({
    entryPoints: [join(web, entry)],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    define: { "import.meta.url": '""' }, // the address of the module, which is inside the page
    write: false,
  });
  return result.outputFiles[0].text.trim();
}

/** Nothing may be requested from anywhere; only what this file contains runs. */
function policy(style, script) {
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** A text that does not end the script element around it. */
function inScript(text) {
  return text.replaceAll(/<(\/script|!--)/gi, "\\x3c$1");
}
