import { startStack } from "#stack";
import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

import { readArguments, runCommand } from "../../cli/command-line/index.js";

const HELP = `npm run bench:console [-- --url http://127.0.0.1:3000]
Measures the console in Chromium: first paint, scenario S3 (the manifest \`full\` at 1×, each event against its schedule),
and how smoothly the live stream scrolls by. Prints JSON.
`;
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const LIVE_MS = 10_000;

/** There is no browser to measure with. */
class NoBrowserError extends Error {
  override readonly name = "NoBrowserError";
}

/** Milliseconds from the navigation to the first paint with something on it. */
const firstPaintMs = async (page: Page, url: string): Promise<number> => {
  await page.goto(url);
  await page.getByLabel("Names, one a line").waitFor();
  return page.evaluate<number>(
    `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN`,
  );
};

/** The figures that the replay screen shows at the end of the manifest. */
const scenarioS3 = async (page: Page, url: string): Promise<Record<string, string>> => {
  await page.goto(`${url}/replay?manifest=full`);
  await page.getByRole("button", { name: "Play again" }).waitFor({ timeout: 60_000 });
  await page.getByText("the hashes are equal").waitFor();
  const figures = page.getByLabel("Measured in this browser").locator("dl.figures > div");
  const entries = await Promise.all(
    (await figures.all()).map(async (figure) => [
      await figure.locator("dt").textContent(),
      await figure.locator("dd").textContent(),
    ]),
  );
  return Object.fromEntries(entries) as Record<string, string>;
};

/** Frames a second of the live screen, and its heap, while whatever happens on the stream goes by. */
const live = async (page: Page, url: string): Promise<Record<string, number>> => {
  await page.goto(`${url}/live`);
  await page.getByText("live", { exact: true }).waitFor();
  return page.evaluate<Record<string, number>>(
    `new Promise((resolve) => {
      const from = performance.now();
      let frames = 0;
      const frame = (now) => {
        frames += 1;
        if (now - from < ${LIVE_MS}) requestAnimationFrame(frame);
        else
          resolve({
            frames_per_s: Number(((1000 * frames) / (now - from)).toFixed(1)),
            heap_mb: Math.round(performance.memory.usedJSHeapSize / 1e6),
          });
      };
      requestAnimationFrame(frame);
    })`,
  );
};

const benchConsole = async (): Promise<void> => {
  const given = readArguments(HELP, { url: { type: "string" }, help: { type: "boolean" } });
  if (given.help === true) return void process.stdout.write(HELP);
  if (!existsSync(CHROMIUM))
    throw new NoBrowserError(`There is no browser at ${CHROMIUM}: set CHROMIUM to one.`);
  const stack = given.url === undefined ? await startStack({ backend: "postgres" }) : undefined;
  const url = given.url ?? stack?.gatewayUrl ?? "";
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ locale: "en-US" });
    const result = {
      first_paint_ms: await firstPaintMs(page, url),
      s3: await scenarioS3(page, url),
      live: await live(page, url),
    };
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  } finally {
    await browser.close();
    await stack?.close();
  }
};

await runCommand(benchConsole, ["NoBrowserError", "StackError"]);
