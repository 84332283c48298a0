import { PROJECT_ROOT, startStack } from "#stack";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser, type Page } from "playwright-core";

import { readArguments, runCommand } from "../command-line/index.js";

const FOLDER = path.join(PROJECT_ROOT, "docs/screenshots");
const WIDTHS = [1_440, 390];
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

const HELP = `npm run screenshots [-- --url http://127.0.0.1:3000]
Takes a picture of each screen of the console at two widths, on a seeded market that moves: of an Assay of its own, or of
one that runs and was seeded before.
`;

/** There is no browser to take pictures with. */
class NoBrowserError extends Error {
  override readonly name = "NoBrowserError";
}

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly theme: "light" | "dark";
  readonly prepare: (page: Page, isWide: boolean) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  {
    name: "value",
    path: "/",
    theme: "light",
    prepare: async (page, isWide) => {
      const names = await page.evaluate<string[]>(
        `fetch("/api/v1/etfs/DOTCOM50").then((answer) => answer.json()).then((fund) => fund.positions.map(({ domain }) => domain))`,
      );
      await page
        .getByLabel("Names, one a line")
        .fill([...names.slice(0, 24), "localhost", "not a name", "münchen.de"].join("\n"));
      await page.getByRole("button", { name: "Value names" }).click();
      const grid = page.getByRole("grid", { name: "Values" });
      await grid.getByRole("row").nth(20).waitFor();
      if (!isWide) return;
      await grid.getByRole("row").nth(3).click();
      await page.getByText("Value and range over time").waitFor();
    },
  },
  {
    name: "name",
    path: "/names/",
    theme: "light",
    prepare: (page) => page.getByText("Value and range over time").waitFor(),
  },
  {
    name: "live",
    path: "/live",
    theme: "dark",
    prepare: async (page, isWide) => {
      await page.waitForTimeout(20_000);
      const value = page.getByRole("row").filter({ hasText: "valuation update" }).first();
      if (isWide) await value.click();
    },
  },
  {
    name: "replay",
    path: "/replay?manifest=full",
    theme: "dark",
    prepare: (page) => page.waitForTimeout(9_000),
  },
  {
    name: "latency",
    path: "/latency",
    theme: "light",
    prepare: async (page) => {
      // Somebody must ask for values for there to be latencies.
      await page.evaluate<void>(
        `(async () => {
          for (let call = 0; call < 80; call += 1) {
            const domains = Array.from({ length: 3 }, (_, place) => "call-" + call + "-" + place + ".com");
            await fetch("/api/v1/valuation/batch", {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify({ domains }),
            });
            await new Promise((resolve) => setTimeout(resolve, 150));
          }
        })()`,
      );
      await page.waitForTimeout(2_500);
    },
  },
  {
    name: "funds",
    path: "/funds/DOTCOM50",
    theme: "light",
    prepare: (page) => page.getByRole("table", { name: "Holdings" }).waitFor(),
  },
];

/** A fund's first name has trades: that is the one to look at. */
const tradedName = async (gatewayUrl: string): Promise<string> => {
  const answer = await fetch(`${gatewayUrl}/api/v1/events?types=trade&limit=1`);
  const { events } = (await answer.json()) as { events: { data: { domain: string } }[] };
  return events[0]?.data.domain ?? "alpha.one";
};

const take = async (browser: Browser, gatewayUrl: string): Promise<void> => {
  const traded = await tradedName(gatewayUrl);
  for (const shot of SHOTS)
    for (const width of WIDTHS) {
      const context = await browser.newContext({
        viewport: { width, height: width > 1_000 ? 900 : 844 },
        colorScheme: shot.theme,
        locale: "en-US",
        timezoneId: "UTC",
      });
      const page = await context.newPage();
      await page.goto(`${gatewayUrl}${shot.path}${shot.name === "name" ? traded : ""}`);
      await shot.prepare(page, width > 1_000);
      await page.waitForTimeout(500);
      const file = path.join(FOLDER, `${shot.name}-${width}.png`);
      await page.screenshot({ path: file });
      process.stderr.write(`${path.relative(PROJECT_ROOT, file)}\n`);
      await context.close();
    }
};

/** `npm run screenshots`: each screen of the console at two widths, on a seeded market that moves. */
const screenshots = async (): Promise<void> => {
  if (!existsSync(CHROMIUM))
    throw new NoBrowserError(`There is no browser at ${CHROMIUM}: set CHROMIUM to one.`);
  mkdirSync(FOLDER, { recursive: true });
  const { url } = readArguments(HELP, { url: { type: "string" }, help: { type: "boolean" } });
  const stack = url === undefined ? await startStack({ backend: "postgres" }) : undefined;
  const gatewayUrl = url ?? stack?.gatewayUrl ?? "";
  const market = (tool: string, ...more: string[]): string[] => [
    path.join(PROJECT_ROOT, "dist/tools/data/market", `${tool}.js`),
    "--url",
    gatewayUrl,
    ...more,
  ];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    if (stack !== undefined) await promisify(execFile)(process.execPath, market("seed"));
    const moving = spawn(process.execPath, market("simulate", "--rate", "8", "--seconds", "0"), {
      stdio: "ignore",
    });
    await take(browser, gatewayUrl);
    moving.kill();
  } finally {
    await browser.close();
    await stack?.close();
  }
};

await runCommand(screenshots, ["NoBrowserError", "StackError"]);
