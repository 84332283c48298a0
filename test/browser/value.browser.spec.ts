import type { Stack } from "#stack";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { backends, startSharedStack } from "../support/backends.js";
import { hasBrowser, launchBrowser, openPage } from "../support/browser.js";

// Real: three processes and Chromium. A person pastes a list, looks, sorts, asks why, and shares it.
describe.skipIf(!hasBrowser()).each(backends())("valuing names on %s", (backend) => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startSharedStack(backend, { VALUATION_USE_ENSEMBLE: "1" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it("shows values, errors in place, why a value is what it is, and what the request took", async () => {
    const { page, complaints } = await openPage(browser, stack.gatewayUrl);
    await page
      .getByLabel("Names, one a line")
      .fill(
        "Alpha.one\nlocalhost\n<img src=x onerror=alert(1)>.com\nbravo.one\ncharlie.eth\nmünchen.de",
      );
    await page.getByRole("button", { name: "Value names" }).click();

    const grid = page.getByRole("grid", { name: "Values" });
    await grid.getByText("Alpha.one").waitFor();
    expect(await grid.getByRole("row").count()).toBe(7);
    await grid.getByText('"localhost" has a single label').waitFor();
    // Markup is text.
    await grid.getByText("<img src=x onerror=alert(1)>.com", { exact: true }).waitFor();
    expect(await page.locator("img").count()).toBe(0);

    await grid.getByText("Alpha.one").click();
    const why = page.getByRole("complementary", { name: "Why alpha.one is worth that" });
    await why
      .getByRole("table", { name: /add up/ })
      .first()
      .waitFor();
    await why.getByText("Passed over").waitFor();
    await why.getByText("The time this request took").waitFor();
    await why.getByText("Value and range over time").waitFor();
    expect(await why.locator("code").allTextContents()).toContainEqual(
      expect.stringMatching(/^[\da-f]{32}$/),
    );
    expect(complaints).toEqual([]);

    await page.getByRole("button", { name: /^Name/ }).click();
    await expect.poll(() => grid.getByRole("row").nth(1).textContent()).toContain("<img");
    await page.close();
  });

  it("shares a batch by its address, and hands it out as CSV that runs nothing", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.getByLabel("Names, one a line").fill("alpha.one\n=HYPERLINK(1)");
    await page.getByRole("button", { name: "Value names" }).click();
    await page.waitForURL(/\/batches\/[\da-f-]{36}$/);

    const again = await openPage(browser, page.url());
    const values = again.page.getByRole("grid", { name: "Values" });
    await values.getByText("alpha.one").waitFor();
    await values.getByText("=HYPERLINK(1)").waitFor();
    const [download] = await Promise.all([
      again.page.waitForEvent("download"),
      again.page.getByRole("button", { name: "CSV" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(lines[1]).toMatch(/^alpha\.one,alpha\.one,\d/);
    expect(lines[2]).toMatch(/^"'=HYPERLINK\(1\)"/);
    await again.page.close();
    await page.close();
  });

  it("has a page of each name", async () => {
    const { page, complaints } = await openPage(browser, `${stack.gatewayUrl}/names/delta.one`);
    await page.getByText("It was never valued").waitFor();
    await page.getByRole("button", { name: "Value it now" }).click();
    await page.getByRole("heading", { name: "How it adds up" }).waitFor();
    await page.getByText("Nobody trades this name yet").waitFor();
    await page.getByLabel("Set the value by hand because").fill("appraised");
    await page.getByLabel(/^Value \(/).fill("4321.00");
    await page.getByRole("button", { name: "Override", exact: true }).click();
    await expect.poll(() => page.locator(".headline .figure").textContent()).toContain("4,321");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("keeps what is typed on a name's page while the name is valued again", async () => {
    const { page } = await openPage(browser, `${stack.gatewayUrl}/names/echo.one`);
    await page.getByRole("button", { name: "Value it now" }).click();
    const reason = page.getByLabel("Dispute the value because");
    await reason.fill("too low");
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/api/v1/valuation/factors*", async (route) => {
      await released;
      await route.continue();
    });
    // The history is asked for again when the name was valued, and not before.
    const valuedAgain = page.waitForRequest("**/api/v1/valuation/history*");
    await page.getByRole("button", { name: "Value it now" }).click();
    await valuedAgain;
    expect(await reason.inputValue()).toBe("too low");
    const answered = page.waitForResponse("**/api/v1/valuation/factors*");
    release();
    await answered;
    expect(await reason.inputValue()).toBe("too low");
    await page.close();
  });
});

describe.skipIf(!hasBrowser())("by keyboard alone", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startSharedStack(backends()[0] ?? "postgres");
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it("a list is valued and a row opened", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.getByLabel("Names, one a line").focus();
    await page.keyboard.type("alpha.one\nbravo.one\n");
    await page.keyboard.press("Control+Enter");
    const grid = page.getByRole("grid", { name: "Values" });
    await grid.getByText("bravo.one").waitFor();
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Why bravo.one is worth that" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("complementary").count()).toBe(0);
    await page.close();
  });

  it("100,000 names are valued from a file, and scrolled through", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    const names = Array.from({ length: 100_000 }, (_, index) => `name-${index}.one`).join("\n");
    await page
      .getByLabel("File of names")
      .setInputFiles({ name: "names.csv", mimeType: "text/csv", buffer: Buffer.from(names) });
    await page.getByRole("button", { name: "Value names" }).click();
    const grid = page.getByRole("grid", { name: "Values" });
    await grid.getByText("name-0.one", { exact: true }).waitFor();
    await page.getByText("100,000 names").waitFor({ timeout: 250_000 });
    await grid.focus();
    await page.keyboard.press("End");
    await grid.getByText("name-99999.one", { exact: true }).waitFor();
    // Only what is in sight is there.
    expect(await grid.getByRole("row").count()).toBeLessThan(100);
    await page.getByLabel("Filter by name or source").fill("name-4242.");
    await expect.poll(() => grid.getByRole("row").count()).toBe(2);
    await page.close();
  });
});
