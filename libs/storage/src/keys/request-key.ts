import type { Transaction } from "../db/database.js";
import { IdempotencyKeyEntity } from "./idempotency-key.entity.js";

/** What makes a request the same when it is sent again: its key, and a fingerprint of what it asks for. */
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
 * What a request was answered when it was sent before; undefined when it is new. Until the transaction ends, nobody else
 * gets past this with the same key. In a transaction that takes the stream's head, the head comes first.
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

/** Keeps the answer in the commit of what it tells of. @throws KeyReusedError */
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
  // A batch has taken the key meanwhile.
  if (kept.length === 0) throw new KeyReusedError();
};
