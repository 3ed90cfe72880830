// The browser and the page, for tests, measurements and pictures.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const PAGE = join(import.meta.dirname, "../dist/index.html");
export const ADDRESS = pathToFileURL(PAGE).href;

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Nothing of Chromium's own may ask the network while requests are counted. */
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const program = [process.env.CHROMIUM, ...PROGRAMS].find((path) => path && existsSync(path));

export function launch() {
  return chromium.launch({ executablePath: program, args: ARGUMENTS });
}

/** Waits until the newest choice is shown with its files. */
export async function ready(page) {
  await page.waitForSelector('.result[data-state="ready"]', { timeout: 30_000 });
}
