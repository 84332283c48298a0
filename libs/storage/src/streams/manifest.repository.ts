import {
  eventText,
  HASH_START,
  nextHash,
  type EventType,
  type ManifestEvent,
  type ManifestView,
} from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database, Transaction } from "../db/database.js";
import { StorageUnavailableError } from "../db/errors.js";
import { ManifestEntity } from "./manifest.entity.js";
import { UnlistedManifestEntity } from "./unlisted-manifest.entity.js";

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

interface EventRow {
  seq: number;
  delay_ms: number;
  type: EventType;
  domain: string | null;
  tp: string | null;
  text: string;
  hash: Buffer;
}

/** Events that are written with one statement. */
const WRITE_EVENTS = 1_000;
const INSERT_EVENTS = `
WITH used AS (UPDATE unlisted_manifests SET since = now() WHERE manifest_id = $1)
INSERT INTO manifest_events (manifest_id, seq, delay_ms, type, domain, tp, text, hash)
SELECT $1, x.seq, x.delay_ms, x.type, x.domain, x.tp, x.text, decode(x.hash, 'hex')
FROM json_to_recordset($2::json) AS x(seq integer, delay_ms float8, type text, domain text, tp text, text text,
  hash text)`;

/** Events that one statement removes, and statements of one call. */
const REMOVE_EVENTS = 5_000;
const MAX_REMOVE_STEPS = 100;
/** A writer of a manifest writes more than once an hour: what is unlisted for so long was left by a process that is gone. */
const REMOVE_UNLISTED = `
WITH unlisted AS (
  SELECT manifest_id FROM unlisted_manifests WHERE since < now() - interval '1 hour'
  ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED
), first AS (
  SELECT e.manifest_id, e.seq FROM manifest_events e JOIN unlisted USING (manifest_id) LIMIT $1
), gone AS (
  DELETE FROM manifest_events e USING first WHERE e.manifest_id = first.manifest_id AND e.seq = first.seq
), done AS (
  DELETE FROM unlisted_manifests u USING unlisted
  WHERE u.manifest_id = unlisted.manifest_id AND (SELECT count(*) FROM first) < $1
)
SELECT EXISTS (SELECT 1 FROM unlisted) AS left`;

/** Recorded streams, by name. A manifest never changes: what is stored under its name again is another one. */
export class ManifestRepository {
  constructor(private readonly database: Database) {}

  /** @throws StorageUnavailableError */
  async find(name: string): Promise<StoredManifest | undefined> {
    const manifest = await this.database.find((manager) =>
      manager.findOneBy(ManifestEntity, { name }),
    );
    return manifest === null ? undefined : toManifest(manifest);
  }

  /** @throws StorageUnavailableError */
  async list(): Promise<ManifestView[]> {
    const manifests = await this.database.find((manager) =>
      manager.find(ManifestEntity, { order: { name: "ASC" } }),
    );
    return manifests.map((manifest) => viewOf(toManifest(manifest)));
  }

  /** Up to `limit` events behind `seq`. None when that version is gone. @throws StorageUnavailableError */
  async behind(manifestId: string, seq: number, limit: number): Promise<HashedManifestEvent[]> {
    const rows = await this.database.read<EventRow>(
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
   * However slowly they come, no connection is held meanwhile: events that no manifest lists yet are not visible.
   * @param events numbered from 1
   * @returns undefined when there was none to store; what was there stays then
   * @throws StorageUnavailableError, OutcomeUnknownError, and whatever `events` throws
   */
  async store(
    name: string,
    events: AsyncIterable<ManifestEvent>,
  ): Promise<ManifestView | undefined> {
    await this.removeUnlisted();
    const manifestId = randomUUID();
    await this.database.change((manager) => manager.insert(UnlistedManifestEntity, { manifestId }));
    let written: WrittenEvents | undefined;
    try {
      written = await this.write(manifestId, events);
    } finally {
      if (written === undefined) await this.giveUp(manifestId);
    }
    if (written === undefined) return undefined;
    const { count, durationMs, hash } = written;
    const view = await this.database.transaction((transaction) =>
      list(transaction, [name, manifestId, count, durationMs, hash.toString("hex")]),
    );
    await this.removeUnlisted();
    return view;
  }

  /** @returns whether there was one. @throws StorageUnavailableError */
  async remove(name: string): Promise<boolean> {
    const rows = await this.database.run<{ manifest_id: string }>(
      "remove manifest",
      `WITH gone AS (DELETE FROM manifests WHERE name = $1 RETURNING manifest_id)
       INSERT INTO unlisted_manifests (manifest_id, since) SELECT manifest_id, '-infinity' FROM gone
       RETURNING manifest_id`,
      [name],
    );
    await this.removeUnlisted();
    return rows.length > 0;
  }

  /** @returns undefined when there were none */
  private async write(
    manifestId: string,
    events: AsyncIterable<ManifestEvent>,
  ): Promise<WrittenEvents | undefined> {
    let hash: Buffer = HASH_START;
    let last: ManifestEvent | undefined;
    let waiting: object[] = [];
    const flush = async (): Promise<void> => {
      await this.database.run("write manifest events", INSERT_EVENTS, [
        manifestId,
        JSON.stringify(waiting),
      ]);
      waiting = [];
    };
    for await (const event of events) {
      const { seq, delayMs, type, tp, data } = event;
      const text = eventText(event);
      const domain = event.domain ?? (typeof data["domain"] === "string" ? data["domain"] : null);
      hash = nextHash(hash, seq, text);
      waiting.push({ seq, delay_ms: delayMs, type, domain, tp, text, hash: hash.toString("hex") });
      last = event;
      if (waiting.length === WRITE_EVENTS) await flush();
    }
    if (waiting.length > 0) await flush();
    return last && { count: last.seq, durationMs: last.delayMs, hash };
  }

  /** Gives up what was written, to be deleted. While the database is unavailable, it stays until it has been unlisted for long. */
  private async giveUp(manifestId: string): Promise<void> {
    try {
      await this.database.change((manager) =>
        manager.update(UnlistedManifestEntity, { manifestId }, { since: () => "'-infinity'" }),
      );
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
    }
    await this.removeUnlisted();
  }

  /**
   * Removes events that belong to no manifest, in steps: of versions that were replaced or removed, and of those whose
   * writing was given up, or ended with its process. What one call leaves, the next takes.
   */
  private async removeUnlisted(): Promise<void> {
    try {
      for (let step = 0; step < MAX_REMOVE_STEPS; step += 1) {
        const [row] = await this.database.run<{ left: boolean }>(
          "remove unlisted events",
          REMOVE_UNLISTED,
          [REMOVE_EVENTS],
        );
        if (row?.left !== true) return;
      }
    } catch (error) {
      // A failure here does not concern the call that stores or removes a manifest; the next call tries again.
      if (!(error instanceof StorageUnavailableError)) throw error;
    }
  }
}

/** What a manifest's row says of its events. */
interface WrittenEvents {
  readonly count: number;
  readonly durationMs: number;
  readonly hash: Buffer;
}

/** Puts written events under their name, in place of what was there. */
const list = async (
  transaction: Transaction,
  manifest: [name: string, manifestId: string, events: number, durationMs: number, hash: string],
): Promise<ManifestView | undefined> => {
  const [name, manifestId] = manifest;
  // Two that store the same name: the second finds what the first has put there.
  await transaction.run(
    "lock manifest name",
    `SELECT pg_advisory_xact_lock(hashtextextended($1, 7227))`,
    [name],
  );
  await transaction.run(
    "unlist manifest",
    `INSERT INTO unlisted_manifests (manifest_id, since)
     SELECT manifest_id, '-infinity' FROM manifests WHERE name = $1`,
    [name],
  );
  const { affected: own } = await transaction.change((manager) =>
    manager.delete(UnlistedManifestEntity, { manifestId }),
  );
  if (own !== 1) throw new Error("The events came so slowly that they were removed.");
  const rows = await transaction.run<ManifestEntity>(
    "list manifest",
    `INSERT INTO manifests (name, manifest_id, events, duration_ms, hash) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET manifest_id = excluded.manifest_id, events = excluded.events,
       duration_ms = excluded.duration_ms, hash = excluded.hash, created_at = now()
     RETURNING name, manifest_id AS "manifestId", events, duration_ms AS "durationMs", hash, created_at AS "createdAt"`,
    manifest,
  );
  return rows.map((row) => viewOf(toManifest(row)))[0];
};

const toManifest = (manifest: ManifestEntity): StoredManifest => ({
  name: manifest.name,
  events: manifest.events,
  duration_ms: manifest.durationMs,
  hash: manifest.hash,
  created_at: manifest.createdAt.toISOString(),
  manifestId: manifest.manifestId,
});

/** The part of a manifest that the API returns. */
const viewOf = (manifest: StoredManifest): ManifestView => ({
  name: manifest.name,
  events: manifest.events,
  duration_ms: manifest.duration_ms,
  hash: manifest.hash,
  created_at: manifest.created_at,
});
