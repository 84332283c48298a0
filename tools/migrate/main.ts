import { loadAppConfig } from "#config";
import { migrate } from "#storage";
import { migrateTransport } from "#transport";

// Brings the database, and the queue where it is in the database, to the newest shape. Safe to run again.
const config = loadAppConfig();
const applied = await migrate(config.databaseUrl);
await migrateTransport(config.transport);
process.stdout.write(
  applied.length === 0 ? "The schema is up to date.\n" : `Applied: ${applied.join(", ")}.\n`,
);
