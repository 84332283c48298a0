import { openDataSource } from "./data-source.js";

/** Applied one at a time however many processes start together: an advisory lock of our own number. */
const MIGRATION_LOCK = 7_227_001;

/**
 * Brings the schema of a database up to date. Safe to run again, and by several at once.
 * @returns the names of the migrations that were applied
 */
export const migrate = async (databaseUrl: string): Promise<string[]> => {
  const dataSource = await openDataSource(databaseUrl);
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    const applied = await dataSource.runMigrations();
    return applied.map((migration) => migration.name);
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
    await lock.release();
    await dataSource.destroy();
  }
};
