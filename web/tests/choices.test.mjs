// What one chooses, and what the page shows of it: address, history, files, problems, dropped files.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { ready } from "./browser.mjs";
import { command, pageTest, pick, withBrowser } from "./setup.mjs";

withBrowser();

const SHARED =
  "#db=sqlite&lb=none&resources.note.title=string(120)&capacity.web.memory_mb=600&page.tab=files";

pageTest("the first preset is shown with everything", async (open) => {
  const page = await open();
  assert.match(await command(page), /^uvx tierup new shop lb=\S+ web=\S+ .*-y$/);
  assert.match(await page.locator(".counts").textContent(), /^\d+ files, [\d,]+ lines$/);
  assert.equal(await page.locator(".preset[aria-pressed=true]").count(), 1);
  assert.ok(await page.locator(".picture svg text").count());
});

pageTest("a choice changes command, address, picture and files", async (open) => {
  const page = await open();
  await pick(page, "web", "django");
  assert.match(page.url(), /[#&]web=django(&|$)/);
  assert.match(await page.locator(".picture").textContent(), /Django/);
  await page.getByRole("tab", { name: "Files" }).click();
  assert.ok(await page.getByRole("treeitem", { name: "admin.py" }).count());
});

pageTest("of choices that follow each other fast the newest counts", async (open) => {
  const page = await open();
  await page.evaluate(() => {
    for (const provider of ["django", "fastapi", "flask", "django"]) {
      document.querySelector(`#tier-web input[value="${provider}"]`).click();
    }
    document.querySelector('#tier-cache input[value="memcached"]').click();
  });
  await page.waitForFunction(() =>
    /web=django .*cache=memcached/.test(document.getElementById("command").textContent),
  );
  await ready(page);
  await page.getByRole("tab", { name: "Files" }).click();
  assert.ok(await page.getByRole("treeitem", { name: "admin.py" }).count());
});

pageTest("what is copied is of the newest choice, also before it is on screen", async (open) => {
  const page = await open();
  const shown = await page.evaluate(() => {
    document.querySelector('#tier-lb input[value="haproxy"]').click();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "c" }));
    return document.getElementById("command").textContent;
  });
  assert.match(shown, /lb=nginx/);
  await page.waitForFunction(() =>
    document.getElementById("status").textContent.includes("Copied: the command"),
  );
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /lb=haproxy/);
});

pageTest("a link shows the same in another browser, and so does a reload", async (open) => {
  const first = await open();
  await pick(first, "db", "sqlite");
  await first.getByRole("button", { name: "Add a resource" }).click();
  await first.getByLabel("Type of field 1").fill("text?");
  await first.getByRole("tab", { name: "tierup.toml" }).click();
  await first.waitForFunction(() => document.querySelector(".text")?.textContent.includes('"text?"'));
  await ready(first);
  const shown = await first.locator(".panel .text").textContent();
  const said = await command(first);
  const second = await open(new URL(first.url()).hash);
  assert.equal(await command(second), said);
  assert.equal(await second.locator(".panel .text").textContent(), shown);
  await first.reload();
  await ready(first);
  assert.equal(await command(first), said);
  assert.equal(await first.locator(".panel .text").textContent(), shown);
});

pageTest("a person can read the address", async (open) => {
  const page = await open(SHARED);
  const { hash } = new URL(page.url());
  for (const part of [
    "project.name=shop",
    "db=sqlite",
    "resources.note.title=string(120)",
    "page.tab=files",
  ]) {
    assert.ok(hash.slice(1).split("&").includes(part), `${part} in ${hash}`);
  }
});

pageTest("back and forward undo and redo; typing is one step", async (open) => {
  const page = await open();
  const first = await command(page);
  await pick(page, "web", "fastapi");
  await page.locator("#name").press("End");
  await page.locator("#name").pressSequentially("-api", { delay: 20 });
  await page.waitForFunction(() => document.getElementById("command").textContent.includes("shop-api"));
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("command").textContent.includes("web=fastapi"));
  await page.waitForFunction(() =>
    document.getElementById("command").textContent.startsWith("uvx tierup new shop "),
  );
  assert.equal(await page.locator("#name").inputValue(), "shop");
  await page.goBack();
  await page.waitForFunction((text) => document.getElementById("command").textContent === text, first);
  await page.goForward();
  await page.goForward();
  await page.waitForFunction(() => document.getElementById("command").textContent.includes("shop-api"));
});

pageTest("what is ruled out is disabled, with its reason", async (open) => {
  const page = await open("#db=sqlite");
  const kubernetes = page.locator('#tier-deploy input[value="kubernetes"]');
  assert.ok(await kubernetes.isDisabled());
  const reason = page.locator(`#${await kubernetes.getAttribute("aria-describedby")}`);
  assert.match(
    await reason.textContent(),
    /Kubernetes is not possible with Database: SQLite: .*share a file/,
  );
  await reason.getByRole("link").click();
  assert.equal(await page.evaluate(() => document.activeElement.value), "sqlite");
});

pageTest("a problem is shown at its place and read aloud, and nothing can be downloaded", async (open) => {
  const page = await open("#resources.note.title=strin(9)&capacity.web.replicas=0", { isReady: false });
  await page.waitForSelector('.result[data-state="refused"]');
  assert.match(await page.locator(".resource .problems").textContent(), /no type strin.*did you mean string/);
  assert.match(await page.locator(".number .problems").textContent(), /capacity\.web\.replicas/);
  assert.match(await page.locator("#status").textContent(), /^2 problems: /);
  assert.ok(await page.getByRole("button", { name: "Download ZIP" }).isDisabled());
  await page.getByLabel("Type of field 1").fill("string(9)");
  await page.getByRole("button", { name: "Reset capacity.web.replicas" }).click();
  await ready(page);
  assert.match(await page.locator("#status").textContent(), /files, .*lines/);
});

pageTest("a name from which no package follows asks for one; one with a slash is refused", async (open) => {
  const page = await open();
  await page.locator("#name").fill("é");
  await page.getByLabel("Python package").fill("cafe");
  await page.waitForFunction(() =>
    document.getElementById("command").textContent.includes("--set project.package=cafe"),
  );
  await ready(page);
  await page.locator("#name").fill("../shop");
  await page.locator(".name .problems", { hasText: "not the name of a folder" }).waitFor();
  assert.ok(await page.getByRole("button", { name: "Download ZIP" }).isDisabled());
  await page.getByRole("button", { name: "Start again with the first preset" }).click();
  await ready(page);
  assert.equal(await page.locator("#name").inputValue(), "shop");
});

pageTest("resources can be added, changed and removed", async (open) => {
  const page = await open();
  await page.getByRole("button", { name: "Add a resource" }).click();
  await page.waitForFunction(() => document.activeElement.id === "resource-0-name");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("invoice");
  await page.getByRole("button", { name: "Add a field to invoice" }).click();
  await page.waitForFunction(() => document.activeElement.id === "resource-0-field-1-name");
  await page.keyboard.type("total");
  await page.keyboard.press("Tab");
  await page.keyboard.type("decimal(12, 2) min=0");
  await page.waitForFunction(() =>
    document
      .getElementById("command")
      .textContent.includes("'invoice name:string(120) total:decimal(12, 2) min=0'"),
  );
  await ready(page);
  await page.getByRole("button", { name: "Remove invoice" }).click();
  await page.waitForFunction(() => !document.getElementById("command").textContent.includes("invoice"));
});

pageTest("a capacity number is set and reset", async (open) => {
  const page = await open();
  await page.locator(".numbers summary", { hasText: /^web/ }).click();
  const input = page.locator('[id="capacity.web.replicas"]');
  const usual = await input.inputValue();
  await input.fill("3");
  await page.waitForFunction(() =>
    document.getElementById("command").textContent.includes("--set capacity.web.replicas=3"),
  );
  await page.getByRole("button", { name: "Reset capacity.web.replicas" }).click();
  await page.waitForFunction(() => !document.getElementById("command").textContent.includes("--set"));
  assert.equal(await input.inputValue(), usual);
});

pageTest("the difference to the choice before, to a preset and to a choice that was kept", async (open) => {
  const page = await open("#page.tab=difference");
  assert.match(await page.locator(".panel").textContent(), /Change something/);
  await pick(page, "cache", "none");
  const removed = page.getByRole("option", { name: /benchmarks\/test_cache.py\s*: removed/ });
  await removed.waitFor();
  await removed.click();
  await page.waitForFunction(() => /^-/m.test(document.querySelector(".patch")?.textContent));
  await page.getByRole("button", { name: "Keep this choice" }).click();
  await page.getByText("No file differs.").waitFor();
  const kept = await open(new URL(page.url()).hash);
  await pick(kept, "cache", "redis");
  await kept.getByRole("option", { name: /benchmarks\/test_cache.py\s*: added/ }).waitFor();
  await kept.getByLabel("Compared with").selectOption("minimal");
  await kept.getByText(/files differ: .*Lines: \+/).waitFor();
});

pageTest("a tierup.toml is dropped, or opened by the button; another file is refused", async (open) => {
  const source = await open(SHARED);
  await source.getByRole("tab", { name: "tierup.toml" }).click();
  const downloading = source.waitForEvent("download");
  await source.getByRole("tabpanel").getByRole("button", { name: "Download" }).click();
  const toml = await readFile(await (await downloading).path(), "utf8");
  const said = await command(source);

  const page = await open();
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "tierup.toml"));
    document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, toml);
  await page.waitForFunction((text) => document.getElementById("command").textContent === text, said);

  const button = await open();
  const file = (text) => ({ name: "tierup.toml", mimeType: "application/toml", buffer: Buffer.from(text) });
  await button.locator("#open").setInputFiles(file("[tiers]\nweb = 'flusk'\n"));
  await button.getByRole("alert").waitFor();
  assert.match(await button.getByRole("alert").textContent(), /flusk/);
  await button.locator("#open").setInputFiles(file(toml));
  await button.waitForFunction((text) => document.getElementById("command").textContent === text, said);
  assert.equal(await button.getByRole("alert").count(), 0);
});

pageTest("the command and the link are copied by one click", async (open) => {
  const page = await open();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy the command" }).click();
  assert.equal(await copied(), await command(page));
  await page.getByRole("button", { name: "Copy link" }).click();
  assert.equal(await copied(), page.url());
});
