import type { DisputeView } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database, Transaction } from "../db/database.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { markMoved } from "../valuations/moved-domains.js";
import { withStreamHead, type Append } from "../log/stream-head.js";

/** What became of a step of a dispute, and the dispute as it is then. */
export type DisputeStep =
  /** `headSeq` is absent when the request was answered before. */
  | { readonly kind: "done"; readonly dispute: DisputeView; readonly headSeq?: number }
  | {
      readonly kind: "voted_before" | "resolved_before" | "opened_by_voter";
      readonly dispute: DisputeView;
    }
  | { readonly kind: "unknown" };

interface DisputeRow {
  dispute_id: string;
  domain: string;
  reason: string;
  status: "open" | "resolved";
  votes: string;
  quorum: number;
  outcome: string | null;
  opened_at: Date;
  resolved_at: Date | null;
  opened_by: string | null;
}

const FIND = `
SELECT dispute_id, domain, reason, status, quorum, outcome, opened_at, resolved_at, opened_by,
  (SELECT count(*) FROM dispute_votes v WHERE v.dispute_id = d.dispute_id) AS votes
FROM disputes d WHERE dispute_id = $1`;

/** Disputes over values: opened, voted on, resolved; each step with its event, and the domain valued again. */
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  /** @throws StorageUnavailableError */
  async find(disputeId: string): Promise<DisputeView | undefined> {
    const [row] = await this.database.read<DisputeRow>("find dispute", FIND, [disputeId]);
    return row && toView(row);
  }

  /**
   * Opens a dispute over a domain's value.
   * @returns undefined when one is open already
   * @throws StorageUnavailableError
   */
  open(
    domain: string,
    reason: string,
    quorum: number,
    traceparent?: string,
    openedBy?: string,
    request?: RequestKey,
  ): Promise<{ dispute: DisputeView; headSeq?: number } | undefined> {
    return withStreamHead(this.database, async (transaction, append, now) => {
      const before = await answeredBefore<DisputeView>(transaction, request);
      if (before !== undefined) return { dispute: before };
      const disputeId = randomUUID();
      const opened = await transaction.run(
        "open dispute",
        `INSERT INTO disputes (dispute_id, domain, reason, quorum, status, opened_at, opened_by)
         VALUES ($1, $2, $3, $4, 'open', now(), $5) ON CONFLICT DO NOTHING RETURNING dispute_id`,
        [disputeId, domain, reason, quorum, openedBy ?? null],
      );
      if (opened.length === 0) return undefined;
      await transaction.run(
        "state open dispute",
        `INSERT INTO domain_states (domain, dispute_id, dispute_votes, dispute_quorum) VALUES ($1, $2, 0, $3)
         ON CONFLICT (domain) DO UPDATE SET dispute_id = $2, dispute_votes = 0, dispute_quorum = $3`,
        [domain, disputeId, quorum],
      );
      const headSeq = await append({
        eid: `d-${disputeId}-opened`,
        type: "dispute_opened",
        at: now,
        domain,
        traceparent: traceparent ?? null,
        data: { dispute_id: disputeId, domain, reason, quorum },
      });
      const dispute = await read(transaction, disputeId);
      await keepAnswer(transaction, request, dispute);
      return { dispute, headSeq };
    });
  }

  /** Counts a vote; not a voter's second, nor one of who opened the dispute. @throws StorageUnavailableError */
  vote(
    disputeId: string,
    voter: string,
    traceparent?: string,
    request?: RequestKey,
  ): Promise<DisputeStep> {
    return this.step(disputeId, request, async ({ transaction, append, now, openedBy }, before) => {
      if (openedBy === voter) return { kind: "opened_by_voter", dispute: before };
      const counted = await transaction.run(
        "count vote",
        `INSERT INTO dispute_votes (dispute_id, voter, at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING RETURNING voter`,
        [disputeId, voter],
      );
      if (counted.length === 0) return { kind: "voted_before", dispute: before };
      const { domain, quorum } = before;
      const votes = before.votes + 1;
      await transaction.run(
        "state votes",
        `UPDATE domain_states SET dispute_votes = $2 WHERE domain = $1`,
        [domain, votes],
      );
      const common = { at: now, domain, traceparent: traceparent ?? null };
      let headSeq = await append({
        ...common,
        eid: `d-${disputeId}-vote-${votes}`,
        type: "dispute_vote",
        data: { dispute_id: disputeId, domain, voter, votes, quorum },
      });
      // The vote that makes the quorum announces it: from now on the value is held.
      if (votes === quorum) {
        headSeq = await append({
          ...common,
          eid: `d-${disputeId}-quorum`,
          type: "dispute_quorum",
          data: { dispute_id: disputeId, domain, votes },
        });
        await markMoved(transaction, [domain], headSeq, traceparent);
      }
      return { kind: "done", dispute: { ...before, votes }, headSeq };
    });
  }

  /** Ends a dispute and lets go of the value. @throws StorageUnavailableError */
  resolve(
    disputeId: string,
    outcome: string,
    traceparent?: string,
    request?: RequestKey,
  ): Promise<DisputeStep> {
    return this.step(disputeId, request, async ({ transaction, append, now }, { domain }) => {
      await transaction.run(
        "resolve dispute",
        `UPDATE disputes SET status = 'resolved', outcome = $2, resolved_at = now() WHERE dispute_id = $1`,
        [disputeId, outcome],
      );
      await transaction.run(
        "state resolved dispute",
        `UPDATE domain_states SET dispute_id = NULL, dispute_votes = NULL, dispute_quorum = NULL WHERE domain = $1`,
        [domain],
      );
      const headSeq = await append({
        eid: `d-${disputeId}-resolved`,
        type: "dispute_resolved",
        at: now,
        domain,
        traceparent: traceparent ?? null,
        data: { dispute_id: disputeId, domain, outcome },
      });
      await markMoved(transaction, [domain], headSeq, traceparent);
      return { kind: "done", dispute: await read(transaction, disputeId), headSeq };
    });
  }

  /** Takes a step of a dispute that is open. */
  private step(
    disputeId: string,
    request: RequestKey | undefined,
    take: (holding: Holding, before: DisputeView) => Promise<DisputeStep>,
  ): Promise<DisputeStep> {
    return withStreamHead<DisputeStep>(this.database, async (transaction, append, now) => {
      const answered = await answeredBefore<DisputeView>(transaction, request);
      if (answered !== undefined) return { kind: "done", dispute: answered };
      const [row] = await transaction.run<DisputeRow>("find dispute", FIND, [disputeId]);
      if (row === undefined) return { kind: "unknown" };
      const before = toView(row);
      if (before.status !== "open") return { kind: "resolved_before", dispute: before };
      const step = await take({ transaction, append, now, openedBy: row.opened_by }, before);
      if (step.kind === "done") await keepAnswer(transaction, request, step.dispute);
      return step;
    });
  }
}

/** What a step is taken with: the stream's head is held. */
interface Holding {
  readonly transaction: Transaction;
  readonly append: Append;
  readonly now: Date;
  readonly openedBy: string | null;
}

const read = async (transaction: Transaction, disputeId: string): Promise<DisputeView> => {
  const [row] = await transaction.run<DisputeRow>("find dispute", FIND, [disputeId]);
  if (row === undefined) throw new Error(`The dispute ${disputeId} is gone.`);
  return toView(row);
};

const toView = (row: DisputeRow): DisputeView => ({
  dispute_id: row.dispute_id,
  domain: row.domain,
  reason: row.reason,
  status: row.status,
  votes: Number(row.votes),
  quorum: row.quorum,
  outcome: row.outcome,
  opened_at: row.opened_at.toISOString(),
  resolved_at: row.resolved_at?.toISOString() ?? null,
});
