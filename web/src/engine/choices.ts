// A choice as the engine writes it: a field is a pair of its name and its type.

import type { Choice, Field } from "./documents";

export interface WireChoice {
  name: string;
  tiers: Record<string, string>;
  resources: { name: string; fields: [string, string][] }[];
  set: Record<string, string>;
}

/** A row that was added and is still empty is no field. */
const isWritten = ({ name, type }: Field) => name !== "" || type !== "";

export function toWire(choice: Choice): WireChoice {
  const resources = choice.resources.map(({ name, fields }) => ({
    name,
    fields: fields.filter(isWritten).map(({ name, type }): [string, string] => [name, type]),
  }));
  return { ...choice, resources };
}

export function fromWire(choice: WireChoice): Choice {
  const resources = choice.resources.map(({ name, fields }) => ({
    name,
    fields: fields.map(([name, type]) => ({ name, type })),
  }));
  return { ...choice, resources };
}
