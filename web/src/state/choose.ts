// Changes of the choice and of the view, and the browser's history of them.

import { batch } from "@preact/signals";

import type { Choice } from "../engine/documents";
import { address, choiceText, parseAddress, type View } from "./address";
import { about, before, choice, view } from "./store";

/** Changes of the same place within this time are one step of the history. */
const TYPING_MS = 1_500;

let lastPlace = "";
let lastTime = 0;

/** Where nothing is said: the first preset. */
export function usualChoice(): Choice {
  const tiers = about.peek()?.presets[0]?.tiers ?? {};
  return { name: "shop", tiers, resources: [], set: {} };
}

/** Makes a choice. `place` is where: while one types there, the history gets one step. */
export function choose(change: Partial<Choice>, place = "") {
  const old = choice.peek();
  const next = { ...old, ...change };
  if (choiceText(old) === choiceText(next)) {
    return;
  }
  const isTyping = place !== "" && place === lastPlace && performance.now() - lastTime < TYPING_MS;
  lastPlace = place;
  lastTime = performance.now();
  batch(() => {
    if (!isTyping) {
      before.value = old;
    }
    choice.value = next;
  });
  write(isTyping);
}

/** Shows something else of the same choice; the history gets no step. */
export function show(change: Partial<View>) {
  view.value = { ...view.peek(), ...change };
  write(true);
}

/** Sets a key of tierup.toml; an empty or a default value removes it. */
export function setKey(key: string, value: string, usual: string) {
  const { [key]: _, ...set } = choice.peek().set;
  if (value !== "" && value !== usual) {
    set[key] = value;
  }
  choose({ set }, key);
}

/** Reads the address now, and whenever the person goes back or forward. */
export function followAddress() {
  read();
  write(true);
  before.value = null;
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
}

function read() {
  const parsed = parseAddress(location.hash, usualChoice());
  const known = about.peek()?.tiers.map((tier) => tier.id) ?? [];
  const named = Object.entries(parsed.choice.tiers);
  const order = ([tier]: [string, string]) => known.indexOf(tier);
  parsed.choice.tiers = Object.fromEntries(named.sort((one, other) => order(one) - order(other)));
  batch(() => {
    view.value = parsed.view;
    if (choiceText(parsed.choice) !== choiceText(choice.peek())) {
      before.value = choice.peek();
      choice.value = parsed.choice;
    }
  });
  lastPlace = "";
}

function write(isSameStep: boolean) {
  const hash = `#${address(choice.peek(), view.peek())}`;
  if (hash === location.hash) {
    return;
  }
  try {
    history[isSameStep ? "replaceState" : "pushState"](null, "", hash);
  } catch {
    // a browser limits how often the address may change; the next change writes it
  }
}
