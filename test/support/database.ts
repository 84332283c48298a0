import { migrate } from "#storage";
import { createDatabase } from "#stack";
import { inject } from "vitest";

/** An empty, migrated database of this spec's own. */
export const ownDatabase = async (): Promise<string> => {
  const url = await createDatabase(inject("databaseUrl"));
  await migrate(url);
  return url;
};
