// The worker: holds the engine and answers the page's requests one after the other.

import { Engine, initSync, PackFiles } from "../../generated/engine.js";
import { zipped } from "./archive";
import { fromWire, toWire } from "./choices";
import type { Choice, Problem } from "./documents";
import type { Answer, Question, Requests, Verb } from "./requests";

interface Pack {
  source: string;
  commit: string | null;
  files: Record<string, string | { base64: string }>;
}

let engine: Engine;

async function open({ module, pack }: Requests["open"]["argument"]) {
  const stream = new Blob([module as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  const response = new Response(stream, { headers: { "content-type": "application/wasm" } });
  initSync({ module: await WebAssembly.compileStreaming(response) });
  engine = pack.trim() === "" ? new Engine() : ofPack(JSON.parse(pack) as Pack);
  return JSON.parse(engine.about());
}

function ofPack({ source, commit, files }: Pack): Engine {
  const added = new PackFiles();
  const encoder = new TextEncoder();
  for (const [path, content] of Object.entries(files)) {
    added.add(path, typeof content === "string" ? encoder.encode(content) : bytes(content.base64));
  }
  return Engine.of_pack(source, commit ?? undefined, added);
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const told = (choice: Choice) => JSON.stringify(toWire(choice));

const verbs: { [V in Verb]: (argument: Requests[V]["argument"]) => unknown } = {
  open,
  choose: (choice) => JSON.parse(engine.choose(told(choice))),
  generate: (choice) => JSON.parse(engine.generate(told(choice))),
  file: (path) => engine.file(path) ?? null,
  compare: (choice) => JSON.parse(engine.compare(told(choice))),
  patch: (path) => engine.patch(path),
  read: (text) => fromWire(JSON.parse(engine.read(text))),
  archive: (root) => zipped(root, engine.archive()),
};

/** The engine throws its problems as a JSON document. */
function problems(error: unknown): Problem[] {
  if (typeof error === "string") {
    return (JSON.parse(error) as { problems: Problem[] }).problems;
  }
  return [{ message: String(error), where: null, help: "reload the page" }];
}

async function answer({ id, verb, argument }: Question): Promise<Answer> {
  try {
    const run = verbs[verb] as (argument: unknown) => unknown;
    return { id, result: await run(argument) };
  } catch (error) {
    return { id, problems: problems(error) };
  }
}

self.onmessage = async (event: MessageEvent<Question>) => {
  self.postMessage(await answer(event.data));
};
