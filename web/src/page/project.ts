// The project as a ZIP file, and the project of a tierup.toml that the person has.

import { batch } from "@preact/signals";

import { choose } from "../state/choose";
import { ask, newest, refused } from "../state/engine";
import { choice, isCurrent, message, project, refusal } from "../state/store";
import { save, saveText } from "./save";

/** Larger files are no tierup.toml. */
const MOST_BYTES = 1_048_576;

export async function saveProject() {
  if (!isCurrent.peek() || project.peek() === null) {
    return;
  }
  const { name } = choice.peek();
  const bytes = await ask("archive", name);
  save(`${name}.zip`, new Blob([bytes], { type: "application/zip" }));
  message.value = `Saved: ${name}.zip`;
}

export async function saveBlueprint() {
  const { blueprint } = await newest();
  if (blueprint !== undefined) {
    saveText("tierup.toml", blueprint);
  }
}

/** Shows the project of a tierup.toml. */
export async function openFile(file: File) {
  if (file.size > MOST_BYTES) {
    const problem = {
      message: "the file is larger than 1 MiB",
      where: file.name,
      help: "open a tierup.toml",
    };
    refusal.value = { name: file.name, problems: [problem] };
    return;
  }
  try {
    const opened = await ask("read", await file.text());
    batch(() => {
      refusal.value = null;
      message.value = `Opened: ${file.name}`;
      choose({ ...opened, name: opened.name || choice.peek().name });
    });
  } catch (error) {
    refusal.value = { name: file.name, ...refused(error) };
  }
}
