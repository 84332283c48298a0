import { hashKey } from "#keys";
import type { Stack } from "#stack";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { backends, startSharedStack } from "../support/backends.js";
import { hasBrowser, launchBrowser, openPage } from "../support/browser.js";

const PROBLEM = (kind: string, status: number, detail: string) => ({
  status,
  contentType: "application/problem+json",
  headers: { "retry-after": "7" },
  body: JSON.stringify({ type: `urn:assay:problem:${kind}`, title: kind, status, detail }),
});

describe.skipIf(!hasBrowser())("what goes wrong", () => {
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

  it.each([
    ["a binary file", Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe]), /UTF-8|binary/],
    ["an empty file", Buffer.from(""), /no name/],
    ["17 MB", Buffer.alloc(17 * 1024 * 1024, "a.com\n"), /split it/],
  ])("%s is rejected with what to do", async (_what, buffer, expected) => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page
      .getByLabel("File of names")
      .setInputFiles({ name: "names.txt", mimeType: "text/plain", buffer });
    await expect.poll(() => page.getByRole("alert").textContent()).toMatch(expected);
    await page.close();
  });

  it.each([
    ["rate-limited", 429, "Try again in 7 s"],
    ["overloaded", 503, "The system is busy. Try again in 7 s"],
    ["unavailable", 503, "A part of the system is unavailable"],
    ["internal", 500, "Try again in 7 s"],
  ])("a batch that is answered with %s says what to do", async (kind, status, advice) => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.route("**/api/v1/valuation/batch", (route) =>
      route.fulfill(PROBLEM(kind, status, "what the server said")),
    );
    await page.getByLabel("Names, one a line").fill("alpha.one");
    await page.getByRole("button", { name: "Value names" }).click();
    const alert = page.getByRole("alert");
    await alert.getByText("what the server said").waitFor();
    await alert.getByText(advice).waitFor();
    // What was typed is still there.
    expect(await page.getByLabel("Names, one a line").inputValue()).toBe("alpha.one");
    await page.close();
  });

  it("reports a server that does not answer, and retries", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.route("**/api/v1/etfs*", (route) => route.abort());
    await page.getByRole("link", { name: "Funds" }).click();
    await page.getByText("The server does not answer").waitFor();
    await page.unroute("**/api/v1/etfs*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("There is no fund yet").waitFor();
    await page.close();
  });

  it("an address of nothing says so", async () => {
    const { page } = await openPage(
      browser,
      `${stack.gatewayUrl}/batches/01934f3c-6f2b-7c1e-9d52-3f0a6b1c2d4e`,
    );
    await page.getByRole("alert").waitFor();
    await page.close();
  });
});

describe.skipIf(!hasBrowser())("where keys are set", () => {
  const key = "assay_secret-of-the-console";
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startSharedStack(backends()[0] ?? "postgres", {
      API_KEYS: `console:value+read:${hashKey(key).toString("hex")}`,
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });

  it("a key is asked for, kept in memory alone, and used by calls and the stream", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    const dialog = page.getByRole("dialog", { name: "API key" });
    await dialog.getByLabel("Key", { exact: true }).fill("assay_wrong");
    await dialog.getByRole("button", { name: "Use this key" }).click();
    await dialog.getByText("does not accept this key").waitFor();
    await dialog.getByLabel("Key", { exact: true }).fill(key);
    await dialog.getByRole("button", { name: "Use this key" }).click();
    await page.getByLabel("Names, one a line").fill("alpha.one");
    await page.getByRole("button", { name: "Value names" }).click();
    await page.getByRole("grid", { name: "Values" }).getByText("alpha.one").waitFor();
    await page.getByRole("link", { name: "Live" }).click();
    await page.getByText("live", { exact: true }).waitFor();
    expect(page.url()).not.toContain(key);
    expect(
      await page.evaluate<string>("JSON.stringify([localStorage, sessionStorage])"),
    ).not.toContain(key);

    await page.reload();
    await page.getByRole("dialog", { name: "API key" }).waitFor();
    await page.close();
  });

  it("a key without the scope gets the name of the scope", async () => {
    const { page } = await openPage(browser, `${stack.gatewayUrl}/names/alpha.one`);
    const dialog = page.getByRole("dialog", { name: "API key" });
    await dialog.getByLabel("Key", { exact: true }).fill(key);
    await dialog.getByLabel("Keep it until this tab is closed").check();
    await dialog.getByRole("button", { name: "Use this key" }).click();
    await page.getByRole("button", { name: "Value it now" }).click();
    await page.getByLabel("Dispute the value because").fill("too low");
    await page.getByRole("button", { name: "Open a dispute" }).click();
    await page.getByText("needs the scope market").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "How it adds up" }).waitFor();
    await page.close();
  });
});
