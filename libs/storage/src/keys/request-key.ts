import type { Transaction } from "../db/database.js";

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
  const [row] = await transaction.run<{ fingerprint: string; answer: Answer | null }>(
    "find answer",
    "SELECT fingerprint, answer FROM idempotency_keys WHERE key = $1",
    [request.key],
  );
  if (row === undefined) return undefined;
  if (row.fingerprint !== request.fingerprint || row.answer === null) throw new KeyReusedError();
  return row.answer;
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
