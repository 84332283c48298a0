import { guardPath } from "#stack";
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { CallRecord } from "./load.js";
import type { BenchReport } from "./report.js";

/** The files of one run. They take their place only when the run is whole. */
export interface ResultFiles {
  /** One line of `calls.jsonl`. */
  addCall(backend: string, scenario: string, record: CallRecord): void;
  /** Writes `summary.json` and puts the folder in its place. @returns the folder */
  finish(report: BenchReport): string;
  /** Removes what was written so far. */
  discard(): void;
}

/** Lines gathered before they are written: the load is not to wait for the disk at every call. */
const LINES_AT_ONCE = 500;

/**
 * Begins the files of a run in a folder beside their place, which goes away with this process unless the run is
 * finished, even by SIGKILL.
 */
export const openResultFiles = (out: string, startedAt: Date): ResultFiles => {
  const folder = path.resolve(out, startedAt.toISOString().replaceAll(":", "-").slice(0, 19));
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const keep = guardPath(partial);
  const file = path.join(partial, "calls.jsonl");
  writeFileSync(file, "");
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) appendFileSync(file, lines.join(""));
    lines = [];
  };
  return {
    addCall(backend, scenario, record) {
      lines.push(`${JSON.stringify({ backend, scenario, ...record })}\n`);
      if (lines.length >= LINES_AT_ONCE) flush();
    },
    finish(report) {
      flush();
      writeFileSync(path.join(partial, "summary.json"), `${JSON.stringify(report, null, 2)}\n`);
      renameSync(partial, folder);
      keep();
      return folder;
    },
    discard() {
      rmSync(partial, { recursive: true, force: true });
      keep();
    },
  };
};
