import type { Stack } from "#stack";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { hasBrowser, launchBrowser, openPage } from "../support/browser.js";

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(!hasBrowser())("each screen", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startSharedStack(backends()[0] ?? "postgres", { VALUATION_USE_ENSEMBLE: "1" });
    browser = await launchBrowser();
    // The page's own offer makes the market that is looked at.
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.getByRole("button", { name: "Load a sample market" }).click();
    await page.getByText("A small market is there now").waitFor();
    await page.close();
    await new Api(stack.gatewayUrl).submit(["harbor.com", "localhost"]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  const SCREENS: readonly (readonly [
    name: string,
    path: string,
    ready: (page: Page) => Promise<void>,
  ])[] = [
    [
      "value",
      "/",
      async (page) => {
        await page.getByLabel("Names, one a line").fill("harbor.com\nlocalhost\njuniper.com");
        await page.getByRole("button", { name: "Value names" }).click();
        await page.getByRole("grid", { name: "Values" }).getByText("harbor.com").click();
        await page.getByText("Value and range over time").waitFor();
        await page.getByText("The time this request took").waitFor();
      },
    ],
    [
      "name",
      "/names/harbor.com",
      async (page) => {
        await page.getByRole("table", { name: "Last trades" }).waitFor();
        await page.getByText("Value and range over time").waitFor();
      },
    ],
    ["live", "/live", (page) => page.getByText("live", { exact: true }).waitFor()],
    [
      "replay",
      "/replay?manifest=sample",
      (page) => page.getByText("the hashes are equal").waitFor(),
    ],
    ["latency", "/latency", (page) => page.getByRole("heading", { name: "Servers" }).waitFor()],
    ["funds", "/funds", (page) => page.getByRole("heading", { name: "SAMPLE" }).waitFor()],
    ["fund", "/funds/SAMPLE", (page) => page.getByRole("table", { name: "Holdings" }).waitFor()],
  ];

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    it.each(SCREENS)("%s has no violation that axe finds", async (_name, path, ready) => {
      // axe is put in from outside, which the page's own policy forbids.
      const { page } = await openPage(browser, `${stack.gatewayUrl}${path}`, {
        colorScheme,
        bypassCSP: true,
      });
      await ready(page);
      await page.addScriptTag({ content: AXE });
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: () => Promise<{ violations: Violation[] }> };
        };
        return (await axe.run()).violations;
      });
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      ).toEqual([]);
      await page.context().close();
    });
  });

  it.each(SCREENS)(
    "%s fits on a phone of 360 px, with nothing forbidden",
    async (_name, path, ready) => {
      const { page, complaints } = await openPage(browser, `${stack.gatewayUrl}${path}`, {
        viewport: { width: 360, height: 740 },
      });
      await ready(page);
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      expect(width).toBeLessThanOrEqual(360);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );
});
