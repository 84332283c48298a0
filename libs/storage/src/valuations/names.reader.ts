import { And, LessThan, MoreThan, MoreThanOrEqual } from "typeorm";

import type { Database } from "../db/database.js";
import { DomainStateEntity } from "../market/domain-state.entity.js";

/** Sorts after every character of a stored name. */
const LAST_LETTER = "\u007F";

/** A known name. */
export type KnownName = Readonly<
  Pick<DomainStateEntity, "domain" | "value" | "valuedAt" | "tradeCount">
>;

/** Finds names by prefix. */
export class NamesReader {
  constructor(private readonly database: Database) {}

  /**
   * A page of names with `prefix`, sorted, after `after`; "" for the first page.
   * @throws StorageUnavailableError
   */
  find(prefix: string, after: string, limit: number): Promise<KnownName[]> {
    // Letters are compared by their bytes: what begins with a prefix stands between it and it with the last byte added.
    const domain = And(
      MoreThanOrEqual(prefix),
      LessThan(`${prefix}${LAST_LETTER}`),
      MoreThan(after),
    );
    return this.database.find((manager) =>
      manager.find(DomainStateEntity, {
        select: { domain: true, value: true, valuedAt: true, tradeCount: true },
        where: { domain },
        order: { domain: "ASC" },
        take: limit,
      }),
    );
  }
}
