// Keyboard, screen readers, colours, small screens.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { command, pageTest, withBrowser } from "./setup.mjs";

withBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TABS = ["architecture", "budget", "files", "difference", "blueprint"];
const REFUSED = "#db=sqlite&deploy=kubernetes&resources.note.title=strin(9)&capacity.web.replicas=0";

async function findings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0].target}: ${nodes[0].failureSummary}`,
  );
}

for (const colorScheme of ["light", "dark"]) {
  pageTest(`axe finds nothing: ${colorScheme}`, async (open) => {
    const page = await open("#resources.note.title=string(9)&capacity.web.replicas=3&page.against=minimal", {
      colorScheme,
    });
    await page.locator(".types summary").click();
    for (const tab of TABS) {
      await page.locator(`#tab-${tab}`).click();
      await page.waitForSelector(".panel > :not(.hint)");
      assert.deepEqual(await findings(page), [], tab);
    }
    await page.keyboard.press("?");
    assert.deepEqual(await findings(page), [], "help");
    const refused = await open(REFUSED, { colorScheme, isReady: false });
    await refused.waitForSelector('.result[data-state="refused"]');
    assert.deepEqual(await findings(refused), [], "problems");
  });
}

pageTest("everything can be done with the keyboard", async (open) => {
  const page = await open();
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () =>
    page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
  await press("Tab");
  assert.equal(await focused(), "Skip to the result");
  await press("Tab");
  assert.equal(await focused(), "open");
  await press("n");
  assert.equal(await focused(), "name");
  await press("Tab", "Tab", "Space");
  await page.waitForFunction(() => document.getElementById("command").textContent.includes("web=django"));
  await press("t", "ArrowRight");
  await page.waitForFunction(() => document.getElementById("command").textContent.includes("lb=haproxy"));
  await press("r", "ArrowRight", "ArrowRight");
  assert.equal(await focused(), "tab-files");
  await press("Tab");
  const row = () => page.evaluate(() => document.activeElement.dataset.path);
  assert.equal(await row(), "README.md");
  await press("Home", "ArrowRight", "ArrowDown");
  assert.match(await row(), /^\.github\//);
  await press("p", "Enter");
  await page.waitForFunction(
    () => document.querySelector(".file h3").textContent === document.activeElement.dataset.path,
  );
  await press("Tab");
  assert.match(await focused(), /^Copy/);
  await press("End", "1");
  assert.equal(await page.getByRole("tab", { selected: true }).textContent(), "Architecture");
  await press("c");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await command(page));
});

pageTest("the shortcuts are listed with ?, and can be switched off", async (open) => {
  const page = await open();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  assert.ok(await dialog.isVisible());
  await dialog.getByLabel("Use single keys as shortcuts").uncheck();
  await page.keyboard.press("Escape");
  assert.ok(!(await dialog.isVisible()));
  await page.keyboard.press("2");
  assert.equal(await page.getByRole("tab", { selected: true }).textContent(), "Architecture");
});

pageTest("every focus is visible", async (open) => {
  const page = await open("#resources.note.title=string(9)");
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    const isVisible = await page.evaluate(() => {
      const shows = (element) => element && getComputedStyle(element).outlineStyle !== "none";
      const { activeElement } = document;
      return activeElement === document.body || shows(activeElement) || shows(activeElement.closest("label"));
    });
    assert.ok(isVisible, await page.evaluate(() => document.activeElement.outerHTML));
  }
});

pageTest("the scheme follows the system and the switch, and the picture with it", async (open) => {
  const page = await open("", { colorScheme: "light" });
  const colour = (selector, name) =>
    page.locator(selector).evaluate((element, name) => getComputedStyle(element)[name], name);
  assert.equal(await colour("body", "backgroundColor"), "rgb(246, 248, 250)");
  assert.equal(await colour(".d-page", "fill"), "rgb(255, 255, 255)");
  await page.getByRole("button", { name: "Dark" }).click();
  assert.equal(await colour("body", "backgroundColor"), "rgb(10, 13, 18)");
  assert.equal(await colour(".d-page", "fill"), "rgb(13, 17, 23)");
  await page.reload();
  await page.waitForSelector(".d-page");
  assert.equal(await colour(".d-page", "fill"), "rgb(13, 17, 23)");
});

pageTest("nothing is cut off, from 360 to 2560 px", async (open) => {
  const page = await open("#resources.note.title=string(9)");
  for (const width of [360, 768, 1024, 1280, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    for (const tab of TABS) {
      await page.locator(`#tab-${tab}`).click();
      const overflow = await page.evaluate(() => {
        const elements = [document.documentElement, ...document.querySelectorAll(".form, .result")];
        return elements.map((element) => element.scrollWidth - element.clientWidth);
      });
      assert.deepEqual(overflow, [0, 0, 0], `${tab} at ${width} px scrolls to the side`);
    }
  }
});
