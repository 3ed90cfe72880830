// The top of the page: what it is, and what works everywhere.

import { about } from "../state/store";
import { copy } from "./copy";
import { openFile } from "./project";
import { isHelpOpen } from "./shortcuts";
import { switchTheme, theme } from "./theme";

export function Header() {
  const pack = about.value?.pack;
  return (
    <header class="header">
      <button type="button" class="skip" onClick={skip}>
        Skip to the result
      </button>
      <h1>
        tierup <span>{pack && `${pack.name} ${pack.version}`}</span>
      </h1>
      <nav aria-label="Page">
        <FileButton />
        <button type="button" class="quiet" onClick={() => copy(location.href, "the link to this choice")}>
          Copy link
        </button>
        <button type="button" class="quiet" aria-pressed={theme.value === "dark"} onClick={switchTheme}>
          Dark
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Keyboard shortcuts"
          onClick={() => {
            isHelpOpen.value = true;
          }}
        >
          ?
        </button>
      </nav>
    </header>
  );
}

/** A link would change the address, which says what is chosen. */
function skip() {
  document.getElementById("panel")?.focus();
}

function FileButton() {
  const open = async ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const [file] = currentTarget.files ?? [];
    if (file) {
      await openFile(file);
    }
    currentTarget.value = "";
  };
  return (
    <label class="quiet button">
      Open tierup.toml
      <input class="unseen" id="open" type="file" accept=".toml" onChange={open} />
    </label>
  );
}
