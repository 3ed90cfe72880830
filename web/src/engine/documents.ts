// The documents that the engine returns. `web/engine/src/documents.rs` writes them.

export interface Problem {
  message: string;
  where: string | null;
  help: string | null;
}

export interface Field {
  name: string;
  type: string;
}

export interface Resource {
  name: string;
  fields: Field[];
}

export interface Choice {
  name: string;
  /** Provider by tier. */
  tiers: Record<string, string>;
  resources: Resource[];
  /** Other keys of tierup.toml, by dotted name. */
  set: Record<string, string>;
}

export interface Provider {
  id: string;
  label: string;
  about: string | null;
}

export interface Tier {
  id: string;
  label: string;
  optional: boolean;
  providers: Provider[];
}

export interface Preset {
  id: string;
  label: string;
  about: string | null;
  tiers: Record<string, string>;
}

export interface Question {
  id: string;
  question: string;
  type: "text" | "number" | "choice" | "yes-no";
  default: string | number | boolean;
  pattern?: string;
  min?: number;
  max?: number;
  whole?: boolean;
  choices?: string[];
}

export interface FieldType {
  id: string;
  about: string;
  modifiers: string[];
}

export interface Input {
  key: string;
  about: string;
  requirement: string;
}

/** The pack. */
export interface About {
  pack: { name: string; version: string };
  tiers: Tier[];
  presets: Preset[];
  questions: Question[];
  types: FieldType[];
  inputs: Input[];
}

/** Why a provider cannot be chosen with the others. */
export interface Reason {
  tier: string;
  provider: string;
  reason: string;
}

export interface InputValue {
  key: string;
  value: string;
  default: string;
}

export interface ServiceRow {
  service: string;
  label: string;
  replicas: number;
  max_replicas: number;
  runs: string;
  memory_mb: number;
  cpus: number;
}

export interface TierLoad {
  name: string;
  unit: string;
  utilisation: number;
  busy: string;
  full_at: string;
}

export interface Sheet {
  services: ServiceRow[];
  memory_mb: number;
  cpus: number;
  max_memory_mb: number;
  max_cpus: number;
  connections: { name: string; count: number }[];
  max_connections: number | null;
  /** The results of the queueing model, in words. */
  told: string[];
  /** The bottleneck first. */
  tiers: TierLoad[];
  timeouts: { name: string; seconds: number }[][];
}

export interface Rule {
  name: string;
  text: string;
  holds: boolean;
}

export interface Budget {
  text: string;
  sheet: Sheet;
  inequalities: Rule[];
}

/** A choice with its consequences. */
export interface Consequences {
  problems: Problem[];
  selection?: Record<string, string>;
  ruled_out?: Record<string, Record<string, Reason>>;
  /** The ids of the questions that are asked. */
  questions?: string[];
  numbers?: InputValue[];
  command?: string;
  package?: string;
  blueprint?: string;
  diagram?: string;
  budget?: Budget;
}

export interface FileEntry {
  path: string;
  bytes: number;
  lines: number;
  mode: "plain" | "executable" | "private";
}

export interface ChangedFile {
  path: string;
  action: "added" | "removed" | "changed";
  added: number;
  removed: number;
}
