// What is downloaded is what the shown command writes: byte for byte, but for the secrets.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { PAGE, ready } from "./browser.mjs";
import { command, pageTest, withBrowser } from "./setup.mjs";
import { unzipped } from "./zip.mjs";

withBrowser();

const PROGRAM = process.env.TIERUP;
const COMPANY = join(import.meta.dirname, "../../tests/company/pack");
const REGULAR_FILE = 0o100000;

/** As address of the page, by what is special about it. */
const CHOICES = {
  "the classic preset": "#page.tab=files",
  django: "#web=django",
  "fastapi on RabbitMQ": "#web=fastapi&queue=celery-rabbitmq",
  "the smallest": "#lb=none&queue=none&cache=none&db=sqlite",
  haproxy: "#lb=haproxy",
  memcached: "#cache=memcached&db=sqlite",
  kubernetes: "#deploy=kubernetes",
  "no example": "#example=none",
  "no database": "#db=none&queue=none&lb=none",
  "a name with spaces": "#project.name=Shop+API&queue=none",
  numbers: "#capacity.web.replicas=3&capacity.longest_request_s=20",
  resources:
    "#resources.author.name=string(120)+unique&resources.note.title=string(120)&resources.note.body=text%3F" +
    "&resources.note.author=ref(author)&resources.note.status=enum(draft,+sent)+%3D+draft+index",
  "resources with django":
    "#web=django&example=none&resources.note.title=string(120)&resources.note.at=datetime",
};

if (PROGRAM === undefined) {
  test("the archives", { skip: process.env.CI !== "true" && "TIERUP is not set" }, () => {
    assert.fail("TIERUP is not set: the path of the program");
  });
} else {
  pageTest("the archive is what the command writes", ofChoices);
  pageTest("the archive is what the command writes, with a pack that is not built in", ofCompany);
  pageTest("a pack with problems is refused with them", ofBrokenPack);
}

/** One page shows them all, one after the other. */
async function ofChoices(open) {
  const page = await open();
  for (const [name, hash] of Object.entries(CHOICES)) {
    await page.evaluate(async (hash) => {
      const changed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
      location.hash = hash;
      await changed; // the page has read it: it listened first
    }, hash);
    await ready(page);
    await compare(page).catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
  }
}

async function compare(page) {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download ZIP" }).click();
  const download = await downloading;
  const archive = unzipped(new Uint8Array(await readFile(await download.path())));
  const folder = await mkdtemp(join(tmpdir(), "tierup-page-"));
  try {
    const said = (await command(page)).replace(/^uvx tierup /, "");
    execFileSync("sh", ["-c", `umask 022; "$TIERUP" ${said} --no-git --quiet`], { cwd: folder });
    const written = await files(folder);
    assert.deepEqual([...archive.keys()].sort(), [...written.keys()].sort());
    for (const [path, { content, mode }] of written) {
      const packed = archive.get(path);
      assert.equal(packed.mode.toString(8), (REGULAR_FILE | mode).toString(8), path);
      const isSame = path.endsWith("/.env")
        ? hasSameForm(packed.content, content)
        : packed.content.equals(content);
      assert.ok(isSame, `${path} differs:\n${packed.content}`);
    }
    const [root] = [...archive.keys()][0].split("/");
    assert.equal(download.suggestedFilename(), `${root}.zip`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const read = async (path) => {
    const { mode } = await stat(path);
    return [relative(folder, path), { content: await readFile(path), mode: mode & 0o777 }];
  };
  return new Map(await Promise.all(paths.map(read)));
}

/** Secrets are drawn: equal are the lines, the lengths of the values, and all that is no secret. */
function hasSameForm(one, other) {
  const form = (content) =>
    content.toString().replaceAll(/(?<==)[\w-]{24,}$/gm, (secret) => "*".repeat(secret.length));
  assert.equal(form(one), form(other));
  return !one.equals(other) || form(one) === one.toString();
}

async function ofCompany(open) {
  const folder = await mkdtemp(join(tmpdir(), "tierup-page-"));
  execFileSync(PROGRAM, ["pack", "site", COMPANY, folder, "--quiet"]);
  const page = await open("#mail=mailpit", { address: pathToFileURL(join(folder, "index.html")).href });
  assert.match(await page.locator("h1").textContent(), /acme 1\.0\.0/);
  await page.getByLabel("Which team answers for the service?").fill("payments");
  await page.waitForFunction(() =>
    document.getElementById("command").textContent.includes("answers.team=payments"),
  );
  await page.waitForSelector('.result[data-state="ready"]');
  await compare(page);
}

async function ofBrokenPack(open) {
  const files = { "catalog.toml": 'format = 1\nname = "x"\nversion = 1\n</script>' };
  const page = await open("", { ...(await withPack({ source: "x", commit: null, files })), isReady: false });
  await page.getByRole("heading", { name: "This page cannot start" }).waitFor();
  assert.match(await page.locator(".problems").textContent(), /catalog\.toml:4/);
}

/** The built page with a pack, as `tierup pack site` writes it. */
async function withPack(pack) {
  const folder = await mkdtemp(join(tmpdir(), "tierup-page-"));
  const json = JSON.stringify(pack).replaceAll("<", "\\u003c");
  const page = (await readFile(PAGE, "utf8")).replace(/(<script [^>]*id="pack">)/, (start) => start + json);
  await writeFile(join(folder, "index.html"), page);
  return { address: pathToFileURL(join(folder, "index.html")).href };
}
