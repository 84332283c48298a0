import type { ManifestList } from "#contracts";
import type { Stack } from "#stack";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { hasBrowser, launchBrowser, openPage } from "../support/browser.js";

describe.skipIf(!hasBrowser())("replaying", () => {
  let stack: Stack;
  let api: Api;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startSharedStack(backends()[0] ?? "postgres");
    api = new Api(stack.gatewayUrl);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
  });
  const status = (page: Page) => page.locator(".card > header [role=status]").first();

  it("plays a manifest to the end, with the manifest's own hash", async () => {
    const { page, complaints } = await openPage(browser, `${stack.gatewayUrl}/replay`);
    await page.getByRole("button", { name: /^full/ }).click();
    await page.getByLabel("Speed").selectOption("20");
    await page.getByRole("button", { name: "Play again" }).waitFor();
    await page.getByText("the hashes are equal").waitFor();
    const { body } = await api.get<z.infer<typeof ManifestList>>("/api/v1/manifests");
    const full = body.manifests.find(({ name }) => name === "full");
    expect(await page.locator(".hashes code").first().textContent()).toBe(full?.hash);
    await page.getByRole("definition").filter({ hasText: /^50$/ }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("is paused, stepped, moved, looped, and left for the live stream", async () => {
    const { page } = await openPage(browser, `${stack.gatewayUrl}/replay?manifest=full`);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect.poll(() => status(page).textContent()).toBe("Paused");
    const events = page.getByRole("list", { name: "Events of the replay" }).getByRole("listitem");
    const before = await events.count();
    await page.getByRole("button", { name: "Step" }).click();
    await expect.poll(() => events.count()).toBe(before + 1);
    await page.getByText("the hashes are equal").waitFor();

    await page.getByLabel("Place in the replay").fill("19500");
    await page.getByRole("button", { name: "Loop" }).click();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    // It reached the end and began again.
    await expect
      .poll(async () => Number.parseFloat((await page.locator(".where").textContent()) ?? "99"))
      .toBeLessThan(10);
    expect(await status(page).textContent()).toBe("Playing");
    await page.getByRole("button", { name: "Go live" }).click();
    await expect.poll(() => status(page).textContent()).toBe("Live");
    await page.close();
  });

  it("replays a range of the log", async () => {
    await api.submit(["alpha.one", "bravo.one", "charlie.one"]);
    const { page } = await openPage(browser, `${stack.gatewayUrl}/replay`);
    await page.getByLabel("From event").fill("1");
    await page.getByLabel("to event").fill("3");
    await page.getByRole("button", { name: "Replay the range" }).click();
    await page.getByText("the hashes are equal").waitFor();
    await page.getByText("valuation update").nth(2).waitFor();
    await page.close();
  });

  it("does not play a manifest that was cut off, and says so", async () => {
    const { page } = await openPage(browser, stack.gatewayUrl);
    await page.route("**/api/v1/manifests/full", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).slice(0, 2_000) });
    });
    await page.goto(`${stack.gatewayUrl}/replay?manifest=full`);
    await page.getByRole("alert").waitFor();
    await page.close();
  });
});
