import type { OverrideView } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database } from "../db/database.js";
import { markMoved } from "../valuations/moved-domains.js";
import { withStreamHead } from "../log/stream-head.js";

const DUE = `
SELECT domain FROM domain_states WHERE override_expires_at <= $1 ORDER BY override_expires_at LIMIT $2`;

/** Values that somebody has set: each stands until it expires. The domain is valued again at both ends. */
export class OverrideRepository {
  constructor(private readonly database: Database) {}

  /**
   * Replaces a domain's value. A newer override replaces an older one.
   * @returns the stream's head then
   * @throws StorageUnavailableError
   */
  set(override: OverrideView, traceparent?: string): Promise<number> {
    const { domain, value, expires_at: expiresAt } = override;
    return withStreamHead(this.database, async (transaction, append) => {
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
        at: new Date(),
        domain,
        traceparent: traceparent ?? null,
        data: override,
      });
      await markMoved(transaction, [domain], headSeq, traceparent);
      return headSeq;
    });
  }

  /** Takes away what has expired. @returns how many overrides that were. @throws StorageUnavailableError */
  async expire(now: Date, limit = 500): Promise<number> {
    const due = await this.database.read("due overrides", DUE, [now, limit]);
    if (due.length === 0) return 0;
    return withStreamHead(this.database, async (transaction, append) => {
      const rows = await transaction.run<{ domain: string }>("due overrides", DUE, [now, limit]);
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
