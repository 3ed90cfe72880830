// The presets of the pack: each sets all tiers at once.

import type { Preset } from "../engine/documents";
import { choose } from "../state/choose";
import { about } from "../state/store";
import { chosen } from "./Tiers";

export function Presets() {
  const presets = about.value?.presets ?? [];
  if (presets.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="presets-title">
      <h2 id="presets-title">Start from a preset</h2>
      <div class="presets">
        {presets.map((preset) => (
          <PresetButton key={preset.id} preset={preset} />
        ))}
      </div>
    </section>
  );
}

function PresetButton({ preset }: { preset: Preset }) {
  const isChosen = Object.entries(preset.tiers).every(([tier, provider]) => chosen(tier) === provider);
  const pick = () => choose({ tiers: preset.tiers });
  return (
    <button type="button" class="preset" aria-pressed={isChosen} onClick={pick}>
      <strong>{preset.label}</strong>
      <span>{preset.about}</span>
    </button>
  );
}
