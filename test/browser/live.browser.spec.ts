import type { Stack } from "#stack";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { hasBrowser, launchBrowser, openPage } from "../support/browser.js";

const HOUR_MS = 3_600_000;

describe.skipIf(!hasBrowser())("watching the stream", () => {
  let stack: Stack;
  let api: Api;
  let browser: Browser;
  let sent = 0;
  beforeAll(async () => {
    stack = await startSharedStack(backends()[0] ?? "postgres");
    api = new Api(stack.gatewayUrl);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  const trade = async (domain: string): Promise<void> => {
    sent += 1;
    const answer = await api.call("POST", "/api/v1/market/events", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        type: "trade",
        id: `browser-${sent}`,
        domain,
        price: "1200.00",
        at: new Date(Date.now() - 1_000).toISOString(),
      }),
    });
    expect(answer.status, answer.text).toBe(200);
  };

  it("joins a trade with the value that it moved, and pauses without losing", async () => {
    const { page, complaints } = await openPage(browser, `${stack.gatewayUrl}/live`);
    await page.getByText("live", { exact: true }).waitFor();
    await trade("alpha.one");
    const grid = page.getByRole("grid", { name: /^Events/ });
    await grid.getByText("valuation update").waitFor();
    await grid.getByText("trade", { exact: true }).click();
    const chain = page.getByRole("complementary", { name: "Cause and effect" });
    await expect.poll(() => chain.getByRole("listitem").count()).toBe(2);

    await page.getByRole("button", { name: "Pause" }).click();
    await trade("bravo.one");
    await page.getByRole("button", { name: "Show 2 more" }).waitFor();
    expect(await grid.getByText("bravo.one").count()).toBe(0);
    await page.getByRole("button", { name: "Show 2 more" }).click();
    await expect.poll(() => grid.getByText("bravo.one").count()).toBe(2);

    await page.getByLabel("Filter by name or fund").fill("alpha");
    await expect.poll(() => grid.getByText("bravo.one").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("shows a lost connection, connects again, and has what came meanwhile", async () => {
    const { page } = await openPage(browser, `${stack.gatewayUrl}/live`);
    await page.getByText("live", { exact: true }).waitFor();
    await trade("before.one");
    const grid = page.getByRole("grid", { name: /^Events/ });
    await expect.poll(() => grid.getByText("before.one").count()).toBe(2);
    await stack.apps.replay.stop("SIGKILL");
    await page.getByText("The connection is lost").waitFor();
    await trade("meanwhile.one");
    await stack.restart("replay");
    await expect.poll(() => grid.getByText("meanwhile.one").count(), { timeout: 30_000 }).toBe(2);
    // Nothing came twice.
    expect(await grid.getByText("before.one").count()).toBe(2);
    await page.close();
  });

  it("measures lags correctly on a machine whose clock is an hour ahead", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript((ahead) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ahead;
    }, HOUR_MS);
    await page.goto(`${stack.gatewayUrl}/live`);
    await page.getByText("live", { exact: true }).waitFor();
    await trade("clock.one");
    await page.getByText(/ahead of the server/).waitFor();
    const lag = await page.locator("dt:has-text('Lag p99') + dd").textContent();
    // A second event of it may be late; an hour it is not.
    expect(lag).toMatch(/^[\d.,]+ m?s$/);
    await context.close();
  });
});
