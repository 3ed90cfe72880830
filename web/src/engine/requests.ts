// What the page asks the worker for.

import type { About, ChangedFile, Choice, Consequences, FileEntry, Problem } from "./documents";

export interface Requests {
  open: { argument: { module: Uint8Array; pack: string }; result: About };
  choose: { argument: Choice; result: Consequences };
  generate: { argument: Choice; result: FileEntry[] };
  file: { argument: string; result: Uint8Array | null };
  compare: { argument: Choice; result: ChangedFile[] };
  patch: { argument: string; result: string };
  read: { argument: string; result: Choice };
  archive: { argument: string; result: Uint8Array<ArrayBuffer> };
}

export type Verb = keyof Requests;

export interface Question<V extends Verb = Verb> {
  id: number;
  verb: V;
  argument: Requests[V]["argument"];
}

export type Answer = { id: number } & ({ result: unknown } | { problems: Problem[] });

/** The engine refused: every problem of what it was given. */
export class Refused extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map((problem) => problem.message).join("; "));
  }
}
