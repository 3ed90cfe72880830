// The way of a choice: choose, show, generate, show. Only the newest choice counts; older ones are dropped.

import { batch, effect } from "@preact/signals";

import { Client } from "../engine/client";
import type { Choice, Consequences, Problem } from "../engine/documents";
import { Refused } from "../engine/requests";
import { choiceText } from "./address";
import { about, answered, choice, consequences, failure, project } from "./store";

/** Files wait until this long after a choice, so that they do not delay the next one. */
const PAUSE_MS = 60;

let client: Client;
let isUsable = false;
let isRunning = false;

export const ask: Client["ask"] = (verb, argument) => client.ask(verb, argument);

/** Starts the engine with the module and the pack that the page contains. */
export async function start(text: (id: string) => string) {
  client = new Client(text("worker"));
  const module = Uint8Array.from(atob(text("engine").trim()), (character) => character.charCodeAt(0));
  try {
    about.value = await ask("open", { module, pack: text("pack") });
  } catch (error) {
    failure.value = refused(error).problems;
  }
}

/** The problems of a request that failed. */
export function refused(error: unknown): { problems: Problem[] } {
  const problems =
    error instanceof Refused ? error.problems : [{ message: String(error), where: null, help: null }];
  return { problems };
}

/** Follows the choice from now on. */
export function follow() {
  effect(() => {
    choice.value;
    if (!isRunning) {
      settle();
    }
  });
}

/** The consequences of the newest choice, as soon as it is answered: what is on screen can be older. */
export function newest(): Promise<Consequences> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (answered.value !== null && choiceText(answered.value) === choiceText(choice.value)) {
        resolve(consequences.value);
        queueMicrotask(() => stop());
      }
    });
  });
}

/** Computes choices until the newest one is shown with its files. */
async function settle() {
  isRunning = true;
  while (isRunning) {
    const wanted = choice.peek();
    const isOld = () => choiceText(choice.peek()) !== choiceText(wanted);
    await show(wanted);
    if (isOld()) continue;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (isOld()) continue;
    await generate(wanted);
    isRunning = isOld();
  }
}

async function show(wanted: Choice) {
  const answer = await ask("choose", wanted).catch(refused);
  // what a refused choice does not have stays on screen, but not as what can be copied
  const { command: _, blueprint: __, ...kept } = consequences.peek();
  batch(() => {
    consequences.value = { ...kept, ...answer };
    answered.value = wanted;
  });
  if (!isUsable) {
    isUsable = true;
    performance.mark("tierup:usable");
  }
}

async function generate(wanted: Choice) {
  if (consequences.peek().problems.length > 0) {
    return;
  }
  try {
    project.value = { files: await ask("generate", wanted), choice: wanted };
  } catch (error) {
    consequences.value = { ...consequences.peek(), ...refused(error) };
  }
}
