// The tabs of the right pane: the arrow keys move between them, as WAI-ARIA describes.

import type { JSX } from "preact";

import { TABS, type Tab } from "../state/address";
import { show } from "../state/choose";
import { view } from "../state/store";
import { Architecture } from "./Architecture";
import { Blueprint } from "./Blueprint";
import { Budget } from "./Budget";
import { Difference } from "./Difference";
import { Files } from "./Files";

const PANELS: Record<Tab, { label: string; content: () => JSX.Element | null }> = {
  architecture: { label: "Architecture", content: Architecture },
  budget: { label: "Budget", content: Budget },
  files: { label: "Files", content: Files },
  difference: { label: "Difference", content: Difference },
  blueprint: { label: "tierup.toml", content: Blueprint },
};

export function Tabs() {
  const { tab } = view.value;
  const { content: Content } = PANELS[tab];
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Result" onKeyDown={move}>
        {TABS.map((id) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === tab}
            aria-controls="panel"
            tabIndex={id === tab ? 0 : -1}
            onClick={() => show({ tab: id })}
          >
            {PANELS[id].label}
          </button>
        ))}
      </div>
      <div
        class={`panel panel-${tab}`}
        id="panel"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        tabIndex={-1}
      >
        <Content />
      </div>
    </>
  );
}

function move(event: KeyboardEvent) {
  const at = TABS.indexOf(view.value.tab);
  const last = TABS.length - 1;
  const targets: Record<string, number> = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  };
  const target = TABS[targets[event.key] ?? -1];
  if (target) {
    event.preventDefault();
    show({ tab: target });
    document.getElementById(`tab-${target}`)?.focus();
  }
}
