import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

/** A file of the built console, ready to be sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  /** Undefined if it would not be smaller. */
  readonly gzipped: Buffer | undefined;
  readonly etag: string;
}

/** Files by their path below the root, such as `assets/index-4f2a.js`. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".jsonl": "application/x-ndjson",
};
/** Compressed already. */
const PACKED = new Set([".woff2"]);

/**
 * Reads the built console into memory: less than a megabyte that never changes while the process runs. Files of other
 * types than those of a build are left out.
 * @returns no files if the console is not built
 */
export const readConsoleFiles = async (folder: string): Promise<ConsoleFiles> => {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const files = new Map<string, ConsoleFile>();
  for (const name of names) {
    const extension = path.extname(name);
    const type = TYPES[extension];
    if (type === undefined) continue;
    const body = await readFile(path.join(folder, name));
    const gzipped = PACKED.has(extension) ? undefined : gzipSync(body, { level: 9 });
    files.set(name.split(path.sep).join("/"), {
      type,
      body,
      gzipped: gzipped !== undefined && gzipped.length < body.length ? gzipped : undefined,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    });
  }
  return files;
};
