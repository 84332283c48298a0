import { STREAM_PATH, type EventFilter, type ReplayView } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database, Transaction } from "../db/database.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { isVisibleTo, NOBODYS } from "../keys/ownership.js";

/** A replay as it was asked for, its ends fixed. */
export interface ReplaySpec {
  readonly manifest?: string | undefined;
  readonly from_seq: number;
  readonly to_seq: number;
  readonly epoch: string;
  readonly speed: number;
  readonly filter?: EventFilter | undefined;
  readonly on_end?: "live" | "close" | "loop" | undefined;
}

interface ReplayRow {
  replay_id: string;
  spec: ReplaySpec;
  created_at: Date;
}

/** Replays that were asked for over REST, to be followed on a socket of any replay process. */
export class ReplayRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param specOf what is asked for, its ends fixed; not asked when the request was answered before
   * @param owner the key that it will belong to; undefined: nobody's
   * @throws StorageUnavailableError, OutcomeUnknownError, KeyReusedError
   */
  async store(
    specOf: () => Promise<ReplaySpec>,
    owner?: string,
    request?: RequestKey,
  ): Promise<ReplayView> {
    const answered = (transaction: Transaction): Promise<ReplayView | undefined> =>
      answeredBefore<ReplayView>(transaction, request);
    if (request !== undefined) {
      const before = await this.database.transaction(answered);
      if (before !== undefined) return before;
    }
    const spec = await specOf();
    return this.database.transaction(async (transaction) => {
      const before = await answered(transaction);
      if (before !== undefined) return before;
      const rows = await transaction.run<ReplayRow>(
        "store replay",
        `INSERT INTO replays (replay_id, spec, owner) VALUES ($1, $2, $3) RETURNING replay_id, spec, created_at`,
        [randomUUID(), JSON.stringify(spec), owner ?? NOBODYS],
      );
      const [view] = rows.map(toView);
      if (view === undefined) throw new Error("Postgres returned no row of an INSERT.");
      await keepAnswer(transaction, request, view);
      return view;
    });
  }

  /** @param viewer the key that asks; undefined sees all @throws StorageUnavailableError */
  async find(id: string, viewer?: string): Promise<ReplayView | undefined> {
    const rows = await this.database.read<ReplayRow>(
      "find replay",
      `SELECT replay_id, spec, created_at FROM replays WHERE replay_id = $1 AND ${isVisibleTo(2)}`,
      [id, viewer ?? null],
    );
    return rows.map(toView)[0];
  }

  /** Which of these are still there. @throws StorageUnavailableError */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.read<{ replay_id: string }>(
      "existing replays",
      `SELECT replay_id FROM replays WHERE replay_id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Set(rows.map(({ replay_id: id }) => id));
  }

  /** Who follows it is ended. @returns whether there was one. @throws StorageUnavailableError */
  async remove(id: string, viewer?: string): Promise<boolean> {
    const rows = await this.database.run<{ replay_id: string }>(
      "remove replay",
      `DELETE FROM replays WHERE replay_id = $1 AND ${isVisibleTo(2)} RETURNING replay_id`,
      [id, viewer ?? null],
    );
    return rows.length > 0;
  }
}

const toView = ({ replay_id: id, spec, created_at: createdAt }: ReplayRow): ReplayView => ({
  replay_id: id,
  ...spec,
  created_at: createdAt.toISOString(),
  stream_path: STREAM_PATH,
  subscribe: { t: "subscribe", id: 1, sub: "replay", replay: id },
});
