import type { Transaction } from "../db/database.js";
import { IdempotencyKeyEntity } from "./idempotency-key.entity.js";

/** The identity of a request: its `Idempotency-Key`, and a fingerprint of its content. */
export interface RequestKey {
  /** Each API key has its own. */
  readonly key: string;
  readonly fingerprint: string;
}

/** The key belongs to another request. */
export class KeyReusedError extends Error {
  override readonly name = "KeyReusedError";
  constructor() {
    super("This Idempotency-Key was used with another request. Use a new key.");
  }
}

/**
 * The stored answer of a request; undefined if it is new. Until the transaction ends, other requests
 * with the same key wait here. A transaction that locks the stream head does so before this.
 * @throws KeyReusedError
 */
export const answeredBefore = async <Answer>(
  transaction: Transaction,
  request: RequestKey | undefined,
): Promise<Answer | undefined> => {
  if (request === undefined) return undefined;
  await transaction.run(
    "lock request key",
    "SELECT pg_advisory_xact_lock(hashtextextended($1, 7228))",
    [request.key],
  );
  const kept = await transaction.find((manager) =>
    manager.findOneBy(IdempotencyKeyEntity, { key: request.key }),
  );
  if (kept === null) return undefined;
  if (kept.fingerprint !== request.fingerprint || kept.answer === null) throw new KeyReusedError();
  return kept.answer as Answer;
};

/** Stores the answer in the commit of the change. @throws KeyReusedError */
export const keepAnswer = async (
  transaction: Transaction,
  request: RequestKey | undefined,
  answer: unknown,
): Promise<void> => {
  if (request === undefined) return;
  const kept = await transaction.run(
    "keep answer",
    `INSERT INTO idempotency_keys (key, fingerprint, answer) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING key`,
    [request.key, request.fingerprint, JSON.stringify(answer)],
  );
  // A batch has claimed the key in the meantime.
  if (kept.length === 0) throw new KeyReusedError();
};
