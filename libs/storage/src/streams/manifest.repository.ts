import {
  eventText,
  HASH_START,
  nextHash,
  type EventType,
  type ManifestEvent,
  type ManifestView,
} from "#contracts";
import { randomUUID } from "node:crypto";
import type { DataSource, EntityManager } from "typeorm";

import type { Database } from "../db/database.js";
import { isUnavailable, StorageUnavailableError } from "../db/errors.js";

/** A manifest and the name of its stored events, which no other version of it has. */
export interface StoredManifest extends ManifestView {
  readonly manifestId: string;
}

/** An event of a stored manifest, by its canonical text, with the rolling hash up to it. */
export interface HashedManifestEvent {
  readonly seq: number;
  readonly delayMs: number;
  readonly type: EventType;
  readonly domain: string | null;
  readonly tp: string | null;
  /** `eventText` of it: what is hashed and sent, made once when it was stored. */
  readonly text: string;
  readonly hash: Buffer;
}

interface ManifestRow {
  name: string;
  manifest_id: string;
  events: number;
  duration_ms: number;
  hash: string;
  created_at: Date;
}
interface EventRow {
  seq: number;
  delay_ms: number;
  type: EventType;
  domain: string | null;
  tp: string | null;
  text: string;
  hash: Buffer;
}

const COLUMNS = "name, manifest_id, events, duration_ms, hash, created_at";
/** Events that are written with one statement. */
const WRITE_EVENTS = 1_000;
const INSERT_EVENTS = `
INSERT INTO manifest_events (manifest_id, seq, delay_ms, type, domain, tp, text, hash)
SELECT $1, x.seq, x.delay_ms, x.type, x.domain, x.tp, x.text, decode(x.hash, 'hex')
FROM json_to_recordset($2::json) AS x(seq integer, delay_ms float8, type text, domain text, tp text, text text,
  hash text)`;

/** Recorded streams, by name. A manifest never changes: what is stored under its name again is another one. */
export class ManifestRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
  ) {}

  /** @throws StorageUnavailableError */
  async find(name: string): Promise<StoredManifest | undefined> {
    const rows = await this.database.run<ManifestRow>(
      "find manifest",
      `SELECT ${COLUMNS} FROM manifests WHERE name = $1`,
      [name],
    );
    return rows.map(toManifest)[0];
  }

  /** @throws StorageUnavailableError */
  async list(): Promise<ManifestView[]> {
    const rows = await this.database.run<ManifestRow>(
      "list manifests",
      `SELECT ${COLUMNS} FROM manifests ORDER BY name`,
      [],
    );
    return rows.map((row) => viewOf(toManifest(row)));
  }

  /** Up to `limit` events behind `seq`. None when that version is gone. @throws StorageUnavailableError */
  async behind(manifestId: string, seq: number, limit: number): Promise<HashedManifestEvent[]> {
    const rows = await this.database.run<EventRow>(
      "manifest events behind",
      `SELECT seq, delay_ms, type, domain, tp, text, hash FROM manifest_events
       WHERE manifest_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [manifestId, seq, limit],
    );
    return rows.map(({ seq, delay_ms: delayMs, type, domain, tp, text, hash }) => ({
      seq,
      delayMs,
      type,
      domain,
      tp,
      text,
      hash,
    }));
  }

  /**
   * Stores what `events` gives under a name, in place of what was there; all of it, or nothing when `events` throws.
   * @param events numbered from 1
   * @returns undefined when there was none to store; what was there stays then
   * @throws StorageUnavailableError, and whatever `events` throws
   */
  async store(
    name: string,
    events: AsyncIterable<ManifestEvent>,
  ): Promise<ManifestView | undefined> {
    try {
      return await this.dataSource.transaction((manager) => storeAll(manager, name, events));
    } catch (error) {
      throw isUnavailable(error) ? new StorageUnavailableError(error) : error;
    }
  }

  /** @returns whether there was one. @throws StorageUnavailableError */
  async remove(name: string): Promise<boolean> {
    const rows = await this.database.run<{ manifest_id: string }>(
      "remove manifest",
      `WITH gone AS (DELETE FROM manifests WHERE name = $1 RETURNING manifest_id),
            events AS (DELETE FROM manifest_events e USING gone WHERE e.manifest_id = gone.manifest_id)
       SELECT manifest_id FROM gone`,
      [name],
    );
    return rows.length > 0;
  }
}

const storeAll = async (
  manager: EntityManager,
  name: string,
  events: AsyncIterable<ManifestEvent>,
): Promise<ManifestView | undefined> => {
  const manifestId = randomUUID();
  let hash: Buffer = HASH_START;
  let last: ManifestEvent | undefined;
  let waiting: object[] = [];
  const write = async (): Promise<void> => {
    if (waiting.length > 0)
      await manager.query(INSERT_EVENTS, [manifestId, JSON.stringify(waiting)]);
    waiting = [];
  };
  for await (const event of events) {
    const { seq, delayMs, type, tp, data } = event;
    const text = eventText(event);
    const domain = typeof data["domain"] === "string" ? data["domain"] : null;
    hash = nextHash(hash, seq, text);
    waiting.push({ seq, delay_ms: delayMs, type, domain, tp, text, hash: hash.toString("hex") });
    last = event;
    if (waiting.length === WRITE_EVENTS) await write();
  }
  if (last === undefined) return undefined;
  await write();
  // Two that store the same name: the second finds what the first has put there, and removes it.
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7227))`, [name]);
  await manager.query(
    `DELETE FROM manifest_events WHERE manifest_id IN (SELECT manifest_id FROM manifests WHERE name = $1)`,
    [name],
  );
  const rows = await manager.query<ManifestRow[]>(
    `INSERT INTO manifests (name, manifest_id, events, duration_ms, hash) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET manifest_id = excluded.manifest_id, events = excluded.events,
       duration_ms = excluded.duration_ms, hash = excluded.hash, created_at = now()
     RETURNING ${COLUMNS}`,
    [name, manifestId, last.seq, last.delayMs, hash.toString("hex")],
  );
  return rows.map((row) => viewOf(toManifest(row)))[0];
};

const toManifest = (row: ManifestRow): StoredManifest => ({
  name: row.name,
  events: row.events,
  duration_ms: row.duration_ms,
  hash: row.hash,
  created_at: row.created_at.toISOString(),
  manifestId: row.manifest_id,
});

/** What of a manifest is told. */
const viewOf = (manifest: StoredManifest): ManifestView => ({
  name: manifest.name,
  events: manifest.events,
  duration_ms: manifest.duration_ms,
  hash: manifest.hash,
  created_at: manifest.created_at,
});
