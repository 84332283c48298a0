import { existsSync } from "node:fs";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A Chromium on this machine; undefined where there is none. */
    chromium: string | undefined;
  }
}

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Finds a browser for the specs of the console. Without one they are skipped, which in CI is a failure. */
export default function setUp(project: TestProject): void {
  const chromium = [process.env["CHROMIUM"] ?? "", ...PLACES].find(
    (place) => place !== "" && existsSync(place),
  );
  if (chromium === undefined) {
    const how = "install the package chromium, or set CHROMIUM to the browser's path";
    if (process.env["CI"] !== undefined)
      throw new Error(`There is no Chromium: ${how}. In CI the console is tested in a browser.`);
    process.stderr.write(`No Chromium: the console's specs are skipped; ${how}.\n`);
  }
  project.provide("chromium", chromium);
}
