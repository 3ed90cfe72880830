// Measures the page as it was built last, in Chromium: what is sent, the time until it is usable on a slow connection,
// and the time from a changed choice to its picture and command on the screen.
//
//     node bench.mjs

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

import { launch, PAGE, ready } from "./tests/browser.mjs";

const CHOICES = 60;
const LOADS = 5;
const MEGABIT_PER_S = 10;
const LATENCY_MS = 40;

const sent = gzipSync(readFileSync(PAGE), { level: 9 });
const server = createServer((_, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("content-encoding", "gzip");
  response.end(sent);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await launch();
try {
  const loads = [];
  for (let load = 0; load < LOADS; load++) {
    loads.push(await loaded());
  }
  const usable = loads.map(({ usable }) => usable);
  const shell = loads.map(({ shell }) => shell);
  const latencies = await changed();
  console.log(`sent: ${sent.length} bytes with gzip`);
  console.log(
    `shell on screen: ${median(shell)} ms; usable: ${median(usable)} ms (median of ${LOADS}, ${MEGABIT_PER_S} Mbit/s, ${LATENCY_MS} ms)`,
  );
  for (const [name, values] of Object.entries(latencies)) {
    console.log(
      `${name}: ${median(values)} ms (median of ${values.length}; highest ${Math.max(...values)} ms)`,
    );
  }
} finally {
  await browser.close();
  server.close();
}

/** Milliseconds from the start of the navigation to the shell and to the first complete result. */
async function loaded() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const throughput = (MEGABIT_PER_S * 1_000_000) / 8;
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector("#command", { timeout: 30_000 });
  const times = await page.evaluate(() => ({
    shell: Math.round(performance.getEntriesByName("first-contentful-paint")[0].startTime),
    usable: Math.round(performance.getEntriesByName("tierup:usable")[0].startTime),
  }));
  await context.close();
  return times;
}

/** Milliseconds from each click on a provider to the screen, with the files of the choice before already there. */
async function changed() {
  const page = await browser.newPage();
  await page.goto(address);
  await ready(page);
  const latencies = { "a changed choice on screen": [], "its files": [] };
  for (let at = 0; at < CHOICES; at++) {
    const { shown, files } = await page.evaluate(change, at);
    latencies["a changed choice on screen"].push(shown);
    latencies["its files"].push(files);
  }
  await page.close();
  return latencies;
}

/** Runs in the page: clicks the next provider that is possible and not chosen. */
async function change(at) {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const until = (target, isThere) =>
    new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (isThere()) {
          observer.disconnect();
          painted().then(resolve);
        }
      });
      observer.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  const free = [...document.querySelectorAll(".tier input:not(:checked, :disabled)")];
  const start = performance.now();
  const command = document.getElementById("command");
  const before = command.textContent;
  const result = document.querySelector(".result");
  const shown = until(command, () => command.textContent !== before).then(() => performance.now() - start);
  const files = until(result, () => result.dataset.state === "ready" && command.textContent !== before).then(
    () => performance.now() - start,
  );
  free[(at * 7) % free.length].click();
  return { shown: Math.round(await shown), files: Math.round(await files) };
}

function median(values) {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
