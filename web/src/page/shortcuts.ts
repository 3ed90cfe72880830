// Keyboard shortcuts: single keys, which a person can switch off.

import { signal } from "@preact/signals";

import { TABS } from "../state/address";
import { show } from "../state/choose";
import { copy, copyNewest } from "./copy";
import { saveProject } from "./project";
import { store, stored } from "./storage";
import { switchTheme } from "./theme";

export const isHelpOpen = signal(false);

const STORED = "tierup-keys";
const OFF = "off";
export const areKeysOn = signal(stored(STORED) !== OFF);

export function switchKeys() {
  areKeysOn.value = !areKeysOn.value;
  store(STORED, areKeysOn.value ? null : OFF);
}

interface Shortcut {
  key: string;
  what: string;
  run: () => void;
}

const tabs = TABS.map((tab, at) => ({
  key: String(at + 1),
  what: `Show the tab ${tab === "blueprint" ? "tierup.toml" : tab}`,
  run: () => show({ tab }),
}));

export const SHORTCUTS: Shortcut[] = [
  { key: "?", what: "Show these shortcuts", run: () => setHelp(true) },
  { key: "n", what: "Go to the name", run: () => focus("#name") },
  { key: "t", what: "Go to the tiers", run: () => focus(".tier input:checked") },
  { key: "r", what: "Go to the result", run: () => focus("[role=tab][aria-selected=true]") },
  ...tabs,
  { key: "c", what: "Copy the command", run: () => copyNewest("command", "the command") },
  {
    key: "l",
    what: "Copy the link to this choice",
    run: () => copy(location.href, "the link to this choice"),
  },
  { key: "z", what: "Download the ZIP", run: saveProject },
  { key: "o", what: "Open a tierup.toml", run: () => document.getElementById("open")?.click() },
  { key: "d", what: "Switch between light and dark", run: switchTheme },
];

function setHelp(isOpen: boolean) {
  isHelpOpen.value = isOpen;
}

function focus(selector: string) {
  document.querySelector<HTMLElement>(selector)?.focus();
}

export function followKeys() {
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (isPlain && areKeysOn.peek() && !isTyping(event.target) && !isHelpOpen.peek()) {
      const shortcut = SHORTCUTS.find(({ key }) => key === event.key);
      if (shortcut) {
        event.preventDefault();
        shortcut.run();
      }
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  const typed = "input:not([type=radio], [type=checkbox], [type=file]), select, textarea";
  return target instanceof Element && target.matches(typed);
}
