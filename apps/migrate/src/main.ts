import { loadAppConfig } from "#config";
import { loadShippedManifests, migrate } from "#storage";
import { migrateTransport } from "#transport";

// Brings the database, and the queue where it is in the database, to the newest shape, and the manifests that come
// with Assay into it. Safe to run again.
const config = loadAppConfig();
const applied = await migrate(config.databaseUrl);
await migrateTransport(config.transport);
// Run from the project's folder, as every app is: MODEL_DIR is relative to it, too.
await loadShippedManifests(config.databaseUrl, "data/manifests");
process.stdout.write(
  applied.length === 0 ? "The schema is up to date.\n" : `Applied: ${applied.join(", ")}.\n`,
);
