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
import { NOBODYS, visibleTo } from "../keys/ownership.js";
import { CaptureEntity } from "./capture.entity.js";
import type { ManifestRepository } from "./manifest.repository.js";
import type { LoggedEvent, StreamReader } from "../log/stream.reader.js";

/** A capture that cannot become a manifest. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
}

/** The driver's dates have milliseconds alone; the events of a capture are timed to the microsecond. */
const STARTED_MS = "(extract(epoch FROM started_at) * 1000)::float8";

/** A capture as it is stored, its start to the microsecond. */
type Capture = Omit<CaptureEntity, "startedAt" | "owner"> & { readonly startedMs: number };

const COLUMNS = `capture_id AS "captureId", manifest, filter, epoch, from_seq AS "fromSeq", to_seq AS "toSeq", events,
  ${STARTED_MS} AS "startedMs", stopped_at AS "stoppedAt"`;
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
   * @param owner the key that it will belong to; undefined: none
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
      const rows = await transaction.run<Capture>(
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
    const capture = await this.stored(id, viewer);
    return capture === undefined ? undefined : toView(capture);
  }

  /**
   * Makes the manifest of what was logged since the capture began. Stopping it again changes nothing.
   * @returns undefined when there is no such capture
   * @throws CaptureError, StorageUnavailableError
   */
  async stop(id: string, viewer?: string): Promise<CaptureView | undefined> {
    const capture = await this.stored(id, viewer);
    if (capture === undefined || capture.stoppedAt !== null) return capture && toView(capture);
    const { head, epoch, oldest } = await this.reader.state();
    const fromSeq = Number(capture.fromSeq);
    if (epoch !== capture.epoch || fromSeq < oldest - 1)
      throw new CaptureError("The log does not reach back to where the capture began any more.");
    const stored = await this.manifests.store(
      capture.manifest,
      this.events(capture, fromSeq, head),
    );
    const rows = await this.stopped(id, head, stored?.events ?? 0);
    return toView(only(rows));
  }

  private async stopped(id: string, head: number, events: number): Promise<Capture[]> {
    try {
      return await this.database.run<Capture>(
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

  private async stored(id: string, viewer: string | undefined): Promise<Capture | undefined> {
    const { entities, raw } = await this.database.find((manager) =>
      manager
        .createQueryBuilder(CaptureEntity, "c")
        .addSelect(STARTED_MS, "startedMs")
        .where({ captureId: id, ...visibleTo(viewer) })
        .getRawAndEntities<Pick<Capture, "startedMs">>(),
    );
    const [capture] = entities;
    const [row] = raw;
    return capture && row && Object.assign(capture, { startedMs: row.startedMs });
  }

  private async *events(capture: Capture, from: number, to: number): AsyncGenerator<ManifestEvent> {
    let seq = 0;
    let delayMs = 0;
    for (let at = from; at < to;) {
      const page = await this.reader.behind(at, Math.min(PAGE, to - at));
      if (page[0]?.seq !== at + 1)
        throw new CaptureError("The log was shortened while the capture was copied.");
      for (const event of page) {
        if (!isWanted(capture.filter, event)) continue;
        if (seq === MAX_MANIFEST_EVENTS)
          throw new CaptureError(
            `The capture has more than ${MAX_MANIFEST_EVENTS} events: the most that a manifest holds.`,
          );
        seq += 1;
        // Never backwards, even when the database's clock was set back.
        delayMs = Math.max(delayMs, round(event.loggedAtMs - capture.startedMs));
        const { eid, type, v, at: happenedAt, tp, data } = event;
        yield { seq, delayMs, eid, type, v, at: happenedAt, tp, data };
      }
      at += page.length;
    }
  }
}

/** To the microsecond: the resolution of the database's clock. */
const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

const isWanted = (filter: EventFilter | null, { type, domain }: LoggedEvent): boolean =>
  (filter?.types?.includes(type) ?? true) &&
  (filter?.domains === undefined || (domain !== null && filter.domains.includes(domain)));

const only = (rows: readonly Capture[]): Capture => {
  const [capture] = rows;
  if (capture === undefined) throw new Error("The stream has no head: run the migrations.");
  return capture;
};

const toView = (capture: Capture): CaptureView => ({
  capture_id: capture.captureId,
  manifest: capture.manifest,
  status: capture.stoppedAt === null ? "recording" : "stopped",
  from_seq: Number(capture.fromSeq),
  to_seq: capture.toSeq === null ? null : Number(capture.toSeq),
  events: capture.events,
  ...(capture.filter === null ? {} : { filter: capture.filter }),
  started_at: new Date(capture.startedMs).toISOString(),
  stopped_at: capture.stoppedAt?.toISOString() ?? null,
});
