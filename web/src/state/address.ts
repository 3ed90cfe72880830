// The page's state as the part of its address behind `#`, in the keys of tierup.toml and of the command line:
//
//     #project.name=shop&lb=nginx&db=postgres&resources.note.title=string(120)&capacity.web.replicas=4&page.tab=files
//
// A key without a dot is a tier. `page.` is what is shown, not what is chosen.

import type { Choice, Resource } from "../engine/documents";

export const TABS = ["architecture", "budget", "files", "difference", "blueprint"] as const;
export type Tab = (typeof TABS)[number];

export interface View {
  tab: Tab;
  /** The file that is shown. */
  file: string;
  /** What the choice is compared with: empty for the choice before, the id of a preset, or a choice as text. */
  against: string;
}

export const FIRST_VIEW: View = { tab: TABS[0], file: "", against: "" };

const NAME = "project.name";
const RESOURCES = "resources.";

type Pair = [string, string];

export function address(choice: Choice, view: View): string {
  const pairs = choicePairs(choice);
  if (view.tab !== FIRST_VIEW.tab) {
    pairs.push(["page.tab", view.tab]);
  }
  if (view.file !== "" && view.tab === "files") {
    pairs.push(["page.file", view.file]);
  }
  if (view.against !== "") {
    pairs.push(["page.against", view.against]);
  }
  return text(pairs);
}

/** A choice as text: equal choices have equal texts. */
export function choiceText(choice: Choice): string {
  return text(choicePairs(choice));
}

function choicePairs({ name, tiers, resources, set }: Choice): Pair[] {
  return [
    [NAME, name],
    ...Object.entries(tiers),
    ...resources.flatMap(resourcePairs),
    ...Object.entries(set),
  ];
}

function resourcePairs({ name, fields }: Resource): Pair[] {
  const key = `${RESOURCES}${name}`;
  const own = fields.map(({ name, type }): Pair => [`${key}.${name}`, type]);
  return own.length > 0 ? own : [[key, ""]];
}

export function parseAddress(text: string, usual: Choice): { choice: Choice; view: View } {
  const parameters = new URLSearchParams(text.replace(/^#/, ""));
  const choice: Choice = { name: usual.name, tiers: {}, resources: [], set: {} };
  for (const [key, value] of parameters) {
    take(choice, key, value);
  }
  choice.tiers = { ...usual.tiers, ...choice.tiers };
  const tab = TABS.find((tab) => tab === parameters.get("page.tab"));
  const view = {
    tab: tab ?? FIRST_VIEW.tab,
    file: parameters.get("page.file") ?? "",
    against: parameters.get("page.against") ?? "",
  };
  return { choice, view };
}

function take(choice: Choice, key: string, value: string) {
  if (key === NAME) {
    choice.name = value;
  } else if (key.startsWith(RESOURCES)) {
    takeField(choice.resources, key.slice(RESOURCES.length), value);
  } else if (!key.includes(".")) {
    choice.tiers[key] = value;
  } else if (!key.startsWith("page.")) {
    choice.set[key] = value;
  }
}

/** Fields of a resource follow each other. */
function takeField(resources: Resource[], key: string, type: string) {
  const dot = key.indexOf(".");
  const name = dot < 0 ? key : key.slice(0, dot);
  let resource = resources.at(-1);
  if (resource?.name !== name) {
    resource = { name, fields: [] };
    resources.push(resource);
  }
  if (dot >= 0) {
    resource.fields.push({ name: key.slice(dot + 1), type });
  }
}

function text(pairs: Pair[]): string {
  return pairs.map((pair) => pair.map(escaped).join("=")).join("&");
}

/** Escapes only what would be read as something else, so that a person can read the address. */
function escaped(word: string): string {
  const kept = /%(2F|3A|28|29|2C|3F|40|3D)/g;
  const all = encodeURIComponent(word);
  return all.replaceAll("%20", "+").replace(kept, (code) => decodeURIComponent(code));
}
