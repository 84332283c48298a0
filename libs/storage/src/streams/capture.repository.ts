import {
  MAX_MANIFEST_EVENTS,
  type CaptureRequest,
  type CaptureView,
  type EventFilter,
  type ManifestEvent,
} from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database } from "../db/database.js";
import { OutcomeUnknownError, StorageUnavailableError } from "../db/errors.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { isVisibleTo, NOBODYS } from "../keys/ownership.js";
import type { ManifestRepository } from "./manifest.repository.js";
import type { LoggedEvent, StreamReader } from "../log/stream.reader.js";

/** A capture that cannot become a manifest. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

interface CaptureRow {
  capture_id: string;
  manifest: string;
  filter: EventFilter | null;
  epoch: string;
  from_seq: string;
  to_seq: string | null;
  events: number | null;
  started_ms: number;
  stopped_at: Date | null;
}

const COLUMNS =
  "capture_id, manifest, filter, epoch, from_seq, to_seq, events, (extract(epoch FROM started_at) * 1000)::float8 AS started_ms, stopped_at";
const PAGE = 1_000;

/**
 * Recordings of the live stream. The log keeps everything anyway, so a recording is the place where it began; when it
 * is stopped, what came since is copied. No process has to stay up for it.
 */
export class CaptureRepository {
  constructor(
    private readonly database: Database,
    private readonly reader: StreamReader,
    private readonly manifests: ManifestRepository,
  ) {}

  /**
   * @param owner the key that it will belong to; undefined: nobody's
   * @throws StorageUnavailableError, OutcomeUnknownError, KeyReusedError
   */
  start(
    { manifest, filter }: CaptureRequest,
    owner?: string,
    request?: RequestKey,
  ): Promise<CaptureView> {
    return this.database.transaction(async (transaction) => {
      const before = await answeredBefore<CaptureView>(transaction, request);
      if (before !== undefined) return before;
      const rows = await transaction.run<CaptureRow>(
        "start capture",
        `INSERT INTO captures (capture_id, manifest, filter, epoch, from_seq, owner)
         SELECT $1, $2, $3, epoch, head, $4 FROM streams WHERE stream = 'market' RETURNING ${COLUMNS}`,
        [
          randomUUID(),
          manifest,
          filter === undefined ? null : JSON.stringify(filter),
          owner ?? NOBODYS,
        ],
      );
      const view = toView(only(rows));
      await keepAnswer(transaction, request, view);
      return view;
    });
  }

  /** @param viewer the key that asks; undefined sees all @throws StorageUnavailableError */
  async find(id: string, viewer?: string): Promise<CaptureView | undefined> {
    const row = await this.row(id, viewer);
    return row === undefined ? undefined : toView(row);
  }

  /**
   * Makes the manifest of what was logged since the capture began. Stopping it again changes nothing.
   * @returns undefined when there is no such capture
   * @throws CaptureError, StorageUnavailableError
   */
  async stop(id: string, viewer?: string): Promise<CaptureView | undefined> {
    const row = await this.row(id, viewer);
    if (row === undefined || row.stopped_at !== null) return row && toView(row);
    const { head, epoch, oldest } = await this.reader.state();
    const fromSeq = Number(row.from_seq);
    if (epoch !== row.epoch || fromSeq < oldest - 1)
      throw new CaptureError("The log does not reach back to where the capture began any more.");
    const stored = await this.manifests.store(row.manifest, this.events(row, fromSeq, head));
    const rows = await this.stopped(id, head, stored?.events ?? 0);
    return toView(only(rows));
  }

  private async stopped(id: string, head: number, events: number): Promise<CaptureRow[]> {
    try {
      return await this.database.run<CaptureRow>(
        "stop capture",
        `UPDATE captures SET to_seq = coalesce(to_seq, $2), events = coalesce(events, $3),
         stopped_at = coalesce(stopped_at, clock_timestamp())
       WHERE capture_id = $1 RETURNING ${COLUMNS}`,
        [id, head, events],
      );
    } catch (error) {
      // The manifest is there already.
      throw error instanceof StorageUnavailableError ? new OutcomeUnknownError(error.cause) : error;
    }
  }

  private async row(id: string, viewer: string | undefined): Promise<CaptureRow | undefined> {
    const rows = await this.database.read<CaptureRow>(
      "find capture",
      `SELECT ${COLUMNS} FROM captures WHERE capture_id = $1 AND ${isVisibleTo(2)}`,
      [id, viewer ?? null],
    );
    return rows[0];
  }

  private async *events(row: CaptureRow, from: number, to: number): AsyncGenerator<ManifestEvent> {
    let seq = 0;
    let delayMs = 0;
    for (let at = from; at < to;) {
      const page = await this.reader.behind(at, Math.min(PAGE, to - at));
      if (page[0]?.seq !== at + 1)
        throw new CaptureError("The log was shortened while the capture was copied.");
      for (const event of page) {
        if (!isWanted(row.filter, event)) continue;
        if (seq === MAX_MANIFEST_EVENTS)
          throw new CaptureError(
            `The capture has more than ${MAX_MANIFEST_EVENTS} events: the most that a manifest holds.`,
          );
        seq += 1;
        // Never backwards, even when the database's clock was set back.
        delayMs = Math.max(delayMs, round(event.loggedAtMs - row.started_ms));
        const { eid, type, v, at: happenedAt, tp, data } = event;
        yield { seq, delayMs, eid, type, v, at: happenedAt, tp, data };
      }
      at += page.length;
    }
  }
}

/** To the microsecond: what the database's clock tells. */
const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

const isWanted = (filter: EventFilter | null, { type, domain }: LoggedEvent): boolean =>
  (filter?.types?.includes(type) ?? true) &&
  (filter?.domains === undefined || (domain !== null && filter.domains.includes(domain)));

const only = (rows: readonly CaptureRow[]): CaptureRow => {
  const [row] = rows;
  if (row === undefined) throw new Error("The stream has no head: run the migrations.");
  return row;
};

const toView = (row: CaptureRow): CaptureView => ({
  capture_id: row.capture_id,
  manifest: row.manifest,
  status: row.stopped_at === null ? "recording" : "stopped",
  from_seq: Number(row.from_seq),
  to_seq: row.to_seq === null ? null : Number(row.to_seq),
  events: row.events,
  ...(row.filter === null ? {} : { filter: row.filter }),
  started_at: new Date(row.started_ms).toISOString(),
  stopped_at: row.stopped_at?.toISOString() ?? null,
});
