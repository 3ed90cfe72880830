// Writes the pictures of the page in the README, from the page as it was built last.
//
//     node screenshots.mjs

import { join } from "node:path";

import { ADDRESS, launch, ready } from "./tests/browser.mjs";

const FOLDER = join(import.meta.dirname, "../docs/images");
const VIEWPORT = { width: 1440, height: 900 };
const CHOICE = "#web=fastapi&resources.note.title=string(120)&resources.note.body=text%3F";

const browser = await launch();
for (const colorScheme of ["light", "dark"]) {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme, reducedMotion: "reduce" });
  await page.goto(ADDRESS + CHOICE);
  await ready(page);
  await page.screenshot({ path: join(FOLDER, `page-${colorScheme}.png`) });
  await page.close();
}

await browser.close();
