import { readManifestLine, type ManifestEvent } from "#contracts";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

import { Database } from "../db/database.js";
import { ManifestRepository } from "./manifest.repository.js";

/**
 * Stores the manifests of a folder that are not there yet, each under its file's name. What somebody has stored
 * under such a name stays.
 * @returns the names of those that were stored
 * @throws ManifestLineError, StorageUnavailableError
 */
export const loadShippedManifests = async (
  databaseUrl: string,
  folder: string,
): Promise<string[]> => {
  const database = await Database.open(databaseUrl);
  try {
    const manifests = new ManifestRepository(database);
    const stored: string[] = [];
    for (const file of (await readdir(folder)).sort()) {
      const { name, ext } = path.parse(file);
      if (ext !== ".jsonl" || (await manifests.find(name)) !== undefined) continue;
      await manifests.store(name, readManifest(path.join(folder, file), name));
      stored.push(name);
    }
    return stored;
  } finally {
    await database.close();
  }
};

async function* readManifest(file: string, name: string): AsyncGenerator<ManifestEvent> {
  let before: ManifestEvent | undefined;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.trim() === "") continue;
    before = readManifestLine(line, name, before);
    yield before;
  }
}
