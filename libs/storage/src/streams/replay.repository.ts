import { STREAM_PATH, type ReplayView } from "#contracts";
import { randomUUID } from "node:crypto";
import { In } from "typeorm";

import type { Database, Transaction } from "../db/database.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { NOBODYS, visibleTo } from "../keys/ownership.js";
import type { ReplaySpec } from "./replay-spec.js";
import { ReplayEntity } from "./replay.entity.js";

/** Replays that were asked for over REST, to be followed on a socket of any replay process. */
export class ReplayRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param specOf what is asked for, its ends fixed; not asked when the request was answered before
   * @param owner the key that it will belong to; undefined: none
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
      const replay = Object.assign(new ReplayEntity(), {
        replayId: randomUUID(),
        spec,
        owner: owner ?? NOBODYS,
      });
      // The insert sets when it was created, by the clock of the database.
      await transaction.change((manager) => manager.insert(ReplayEntity, replay));
      const view = toView(replay);
      await keepAnswer(transaction, request, view);
      return view;
    });
  }

  /** @param viewer the key that asks; undefined sees all @throws StorageUnavailableError */
  async find(id: string, viewer?: string): Promise<ReplayView | undefined> {
    const replay = await this.database.find((manager) =>
      manager.findOneBy(ReplayEntity, { replayId: id, ...visibleTo(viewer) }),
    );
    return replay === null ? undefined : toView(replay);
  }

  /** Which of these are still there. @throws StorageUnavailableError */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const replays = await this.database.find((manager) =>
      manager.find(ReplayEntity, { select: { replayId: true }, where: { replayId: In([...ids]) } }),
    );
    return new Set(replays.map(({ replayId }) => replayId));
  }

  /** Its subscriptions end. @returns whether there was one. @throws StorageUnavailableError, OutcomeUnknownError */
  async remove(id: string, viewer?: string): Promise<boolean> {
    const { affected } = await this.database.change((manager) =>
      manager.delete(ReplayEntity, { replayId: id, ...visibleTo(viewer) }),
    );
    return (affected ?? 0) > 0;
  }
}

const toView = ({ replayId: id, spec, createdAt }: ReplayEntity): ReplayView => ({
  replay_id: id,
  ...spec,
  created_at: createdAt.toISOString(),
  stream_path: STREAM_PATH,
  subscribe: { t: "subscribe", id: 1, sub: "replay", replay: id },
});
