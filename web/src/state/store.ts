// What the page knows. Components read these signals; only `choose.ts` and `engine.ts` write them.

import { computed, signal } from "@preact/signals";

import type { About, Choice, Consequences, FileEntry, Problem } from "../engine/documents";
import { choiceText, FIRST_VIEW, type View } from "./address";

export const about = signal<About | null>(null);
/** Why the page cannot work. */
export const failure = signal<Problem[]>([]);

export const choice = signal<Choice>({ name: "shop", tiers: {}, resources: [], set: {} });
/** The choice before this one. */
export const before = signal<Choice | null>(null);
export const view = signal<View>(FIRST_VIEW);

/** The consequences of the newest choice that is answered; parts of an older one where it has problems. */
export const consequences = signal<Consequences>({ problems: [] });
/** The choice that the consequences belong to. */
export const answered = signal<Choice | null>(null);
/** The generated project: its files and the choice that they belong to. */
export const project = signal<{ files: FileEntry[]; choice: Choice } | null>(null);
/** Problems of a file that was opened. */
export const refusal = signal<{ name: string; problems: Problem[] } | null>(null);
/** A short message for the person, read aloud too. */
export const message = signal("");

export const problems = computed(() => consequences.value.problems);

/** Whether the files that are shown belong to the choice that is shown. */
export const isCurrent = computed(() => {
  const shown = project.value;
  return shown !== null && choiceText(shown.choice) === choiceText(choice.value);
});

export const counts = computed(() => {
  const files = project.value?.files ?? [];
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return { files: files.length, lines, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
});
