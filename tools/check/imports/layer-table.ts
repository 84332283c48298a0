import { readFileSync } from "node:fs";
import path from "node:path";

import { PROJECT_ROOT } from "#stack";

/** A row of the table in ARCHITECTURE.md. */
export interface Layer {
  /** `apps/gateway`, `libs/storage`, `tools` */
  readonly folder: string;
  /** What belongs there: the reason of the rule. */
  readonly purpose: string;
  /** Names of libraries without `#`, or `"libraries"` for all of them. */
  readonly mayImport: "libraries" | ReadonlySet<string>;
}

const ROW = /^\| `((?:apps|libs)\/[\w-]+|tools\/)`\s*\| (.+?)\s*\| (.+?)\s*\|$/gm;

/** The layers as ARCHITECTURE.md lists them. */
export const readLayers = (): Layer[] =>
  [...readFileSync(path.join(PROJECT_ROOT, "ARCHITECTURE.md"), "utf8").matchAll(ROW)].map(
    ([, folder = "", purpose = "", mayImport = ""]) => ({
      folder: folder.replace(/\/$/, ""),
      purpose,
      mayImport: isEverything(mayImport) ? "libraries" : new Set(namesIn(mayImport)),
    }),
  );

const isEverything = (text: string): boolean =>
  text === "libraries" || text === "anything but an app";

const namesIn = (text: string): string[] =>
  text === "nothing of ours" ? [] : text.split(", ").map((name) => name.replace(/ \(.*\)$/, ""));
