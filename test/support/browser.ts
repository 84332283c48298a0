import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { inject } from "vitest";

/** A browser that does nothing by itself: no updates, no look-ups of its own. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const hasBrowser = (): boolean => inject("chromium") !== undefined;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: inject("chromium") ?? "", args: ARGUMENTS });

/** A page, and what its console complained of: broken scripts, and what its security policy forbade. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** A tab of its own, in English and UTC. */
export const openPage = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> => {
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
    viewport: { width: 1_440, height: 900 },
    // A slow machine is to answer late, and not with a 202.
    extraHTTPHeaders: { prefer: "wait=30" },
    ...options,
  });
  const page = await context.newPage();
  // Whatever else runs on the machine, a page that works answers within this time.
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // The page itself shows the server's answers.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
};
