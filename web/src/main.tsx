// Starts the page: the form takes the place of the static shell when the engine knows its pack.

import { render } from "preact";

import { Page } from "./page/Page";
import { followKeys } from "./page/shortcuts";
import { followTheme } from "./page/theme";
import { followAddress } from "./state/choose";
import { follow, start } from "./state/engine";
import { failure } from "./state/store";

async function main() {
  followTheme();
  await start((id) => document.getElementById(id)?.textContent ?? "");
  const page = document.getElementById("page");
  if (failure.peek().length === 0) {
    followAddress();
    followKeys();
    follow();
  }
  page?.replaceChildren();
  if (page) {
    render(<Page />, page);
  }
}

main();
