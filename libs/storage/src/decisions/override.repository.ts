import type { OverrideView } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database } from "../db/database.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { markMoved } from "../valuations/moved-domains.js";
import { withStreamHead } from "../log/stream-head.js";

const DUE = `
SELECT domain FROM domain_states WHERE override_expires_at <= clock_timestamp() ORDER BY override_expires_at LIMIT $1`;

/** Maximum overrides that one call deletes. */
const MAX_EXPIRED = 500;

/** A value, and when it ends: at a time, or so many milliseconds from now by the database's clock. */
export interface OverrideAsked extends Omit<OverrideView, "expires_at"> {
  readonly end: { readonly at: Date } | { readonly inMs: number };
}

/** `expiresInMs` is absent when the request was answered before; `past`: it would have ended already. */
export type OverrideOutcome =
  | {
      readonly kind: "set";
      readonly override: OverrideView;
      readonly expiresInMs?: number;
    }
  | { readonly kind: "past" };

/** Values set by a caller: each stands until it expires. The domain is valued again at both ends. */
export class OverrideRepository {
  constructor(private readonly database: Database) {}

  /**
   * Replaces a domain's value. A newer override replaces an older one.
   * @throws StorageUnavailableError, OutcomeUnknownError, KeyReusedError
   */
  set(asked: OverrideAsked, request?: RequestKey, traceparent?: string): Promise<OverrideOutcome> {
    return withStreamHead<OverrideOutcome>(this.database, async (transaction, append, now) => {
      const before = await answeredBefore<OverrideView>(transaction, request);
      if (before !== undefined) return { kind: "set", override: before };
      const { domain, value, currency, reason, end } = asked;
      const expiresAt = "at" in end ? end.at : new Date(now.getTime() + end.inMs);
      if (expiresAt <= now) return { kind: "past" };
      const override = { domain, value, currency, reason, expires_at: expiresAt.toISOString() };
      await transaction.run(
        "set override",
        `INSERT INTO domain_states (domain, override_value, override_expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (domain) DO UPDATE SET override_value = excluded.override_value,
           override_expires_at = excluded.override_expires_at`,
        [domain, value, expiresAt],
      );
      const headSeq = await append({
        eid: `ov-${randomUUID()}`,
        type: "override_set",
        at: now,
        domain,
        traceparent: traceparent ?? null,
        data: override,
      });
      await markMoved(transaction, [domain], headSeq, traceparent);
      await keepAnswer(transaction, request, override);
      return { kind: "set", override, expiresInMs: expiresAt.getTime() - now.getTime() };
    });
  }

  /** Deletes what has expired by the database's clock. @returns how many overrides that were. @throws StorageUnavailableError */
  async expire(): Promise<number> {
    const due = await this.database.read("due overrides", DUE, [MAX_EXPIRED]);
    if (due.length === 0) return 0;
    return withStreamHead(this.database, async (transaction, append, now) => {
      const rows = await transaction.run<{ domain: string }>("due overrides", DUE, [MAX_EXPIRED]);
      const domains = rows.map(({ domain }) => domain);
      await transaction.run(
        "clear overrides",
        `UPDATE domain_states SET override_value = NULL, override_expires_at = NULL WHERE domain = ANY ($1)`,
        [domains],
      );
      const headSeq = await append(
        ...domains.map((domain) => ({
          eid: `ox-${randomUUID()}`,
          type: "override_expired" as const,
          at: now,
          domain,
          traceparent: null,
          data: { domain },
        })),
      );
      await markMoved(transaction, domains, headSeq, undefined);
      return domains.length;
    });
  }
}
