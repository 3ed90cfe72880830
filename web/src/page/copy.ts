// The clipboard.

import { newest } from "../state/engine";
import { message } from "../state/store";

/** Copies a text and tells so. `what` is its name in the message. */
export async function copy(text: string, what: string) {
  const isCopied = await write(text);
  message.value = isCopied ? `Copied: ${what}` : `The browser does not allow to copy: ${what}`;
}

/** Copies the command or the tierup.toml of the newest choice, if it has one. */
export async function copyNewest(part: "command" | "blueprint", what: string) {
  const { [part]: text } = await newest();
  if (text !== undefined) {
    await copy(text, what);
  }
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeSelected(text);
  }
}

/** For browsers that give a page from a file no clipboard. */
function writeSelected(text: string): boolean {
  const area = document.createElement("textarea");
  const focused = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) {
    focused.focus();
  }
  return isCopied;
}
