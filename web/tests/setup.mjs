// A browser for a file of tests: each test gets the page in a context of its own, and every request is counted.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";

import { ADDRESS, launch, PAGE, program, ready } from "./browser.mjs";

const lack =
  program === undefined ? "chromium is not installed" : existsSync(PAGE) ? null : "the page is not built";

let browser;

/** Call once in a file of tests. */
export function withBrowser() {
  if (lack !== null) {
    console.log(`skipped: ${lack}`);
    return;
  }
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
}

/** A test of the page. `body` gets a function that opens it. */
export function pageTest(name, body) {
  if (lack !== null) {
    test(name, { skip: process.env.CI === "true" ? false : lack }, () => assert.fail(lack));
    return;
  }
  test(name, async () => {
    const opened = [];
    try {
      await body(async (hash = "", options = {}) => {
        const page = await openPage(hash, options);
        opened.push(page);
        return page;
      });
      for (const page of opened) {
        assert.deepEqual(page.faults, [], "errors on the console, and requests beside the document");
      }
    } finally {
      await Promise.all(opened.map((page) => page.context().close()));
    }
  });
}

async function openPage(hash, { address = ADDRESS, isReady = true, ...options }) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.faults = [];
  page.on("request", (request) => {
    const isDocument = request.url().startsWith(address);
    const isInside = /^(blob|data):/.test(request.url());
    if (!isDocument && !isInside) page.faults.push(`request: ${request.url()}`);
  });
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(message.text());
  });
  await page.goto(address + hash);
  if (isReady) {
    await ready(page);
  }
  return page;
}

export const command = (page) => page.locator("#command").textContent();

/** Clicks a provider and waits for the files of the new choice. */
export async function pick(page, tier, provider) {
  await page.locator(`#tier-${tier} input[value="${provider}"]`).click({ force: true });
  await page.waitForFunction(
    (word) => document.getElementById("command").textContent.includes(word),
    `${tier}=${provider}`,
  );
  await ready(page);
}
