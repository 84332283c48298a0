import type { DisputeView } from "#contracts";
import { randomUUID } from "node:crypto";

import type { Database, Transaction } from "../db/database.js";
import { answeredBefore, keepAnswer, type RequestKey } from "../keys/request-key.js";
import { markMoved } from "../valuations/moved-domains.js";
import { DomainStateEntity } from "../market/domain-state.entity.js";
import { DisputeVoteEntity } from "./dispute-vote.entity.js";
import { DisputeEntity } from "./dispute.entity.js";
import { withStreamHead, type Append } from "../log/stream-head.js";

/** What became of a step of a dispute, and the dispute as it is then. */
export type DisputeStep =
  /** `isNew` is false when the request was answered before. */
  | { readonly kind: "done"; readonly dispute: DisputeView; readonly isNew: boolean }
  | {
      readonly kind: "voted_before" | "resolved_before" | "opened_by_voter";
      readonly dispute: DisputeView;
    }
  | { readonly kind: "unknown" };

/** Disputes over values: opened, voted on, resolved; each step with its event, and the domain valued again. */
export class DisputeRepository {
  constructor(private readonly database: Database) {}

  /** @throws StorageUnavailableError */
  async find(disputeId: string): Promise<DisputeView | undefined> {
    return (await findDispute(this.database, disputeId))?.view;
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
  ): Promise<{ dispute: DisputeView; isNew: boolean } | undefined> {
    return withStreamHead(this.database, async (transaction, append, now) => {
      const before = await answeredBefore<DisputeView>(transaction, request);
      if (before !== undefined) return { dispute: before, isNew: false };
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
      await append({
        eid: `d-${disputeId}-opened`,
        type: "dispute_opened",
        at: now,
        domain,
        traceparent: traceparent ?? null,
        data: { dispute_id: disputeId, domain, reason, quorum },
      });
      const dispute = await read(transaction, disputeId);
      await keepAnswer(transaction, request, dispute);
      return { dispute, isNew: true };
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
      await transaction.change((manager) =>
        manager.update(DomainStateEntity, { domain }, { disputeVotes: votes }),
      );
      const common = { at: now, domain, traceparent: traceparent ?? null };
      await append({
        ...common,
        eid: `d-${disputeId}-vote-${votes}`,
        type: "dispute_vote",
        data: { dispute_id: disputeId, domain, voter, votes, quorum },
      });
      // The vote that makes the quorum announces it: from now on the value is held.
      if (votes === quorum) {
        const headSeq = await append({
          ...common,
          eid: `d-${disputeId}-quorum`,
          type: "dispute_quorum",
          data: { dispute_id: disputeId, domain, votes },
        });
        await markMoved(transaction, [domain], headSeq, traceparent);
      }
      return { kind: "done", dispute: { ...before, votes }, isNew: true };
    });
  }

  /** Ends a dispute and releases the value. @throws StorageUnavailableError */
  resolve(
    disputeId: string,
    outcome: string,
    traceparent?: string,
    request?: RequestKey,
  ): Promise<DisputeStep> {
    return this.step(disputeId, request, async ({ transaction, append, now }, { domain }) => {
      await transaction.change((manager) =>
        manager.update(
          DisputeEntity,
          { disputeId },
          { status: "resolved", outcome, resolvedAt: () => "now()" },
        ),
      );
      await transaction.change((manager) =>
        manager.update(
          DomainStateEntity,
          { domain },
          { disputeId: null, disputeVotes: null, disputeQuorum: null },
        ),
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
      return { kind: "done", dispute: await read(transaction, disputeId), isNew: true };
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
      if (answered !== undefined) return { kind: "done", dispute: answered, isNew: false };
      const found = await findDispute(transaction, disputeId);
      if (found === undefined) return { kind: "unknown" };
      const { view: before, openedBy } = found;
      if (before.status !== "open") return { kind: "resolved_before", dispute: before };
      const step = await take({ transaction, append, now, openedBy }, before);
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
  const found = await findDispute(transaction, disputeId);
  if (found === undefined) throw new Error(`The dispute ${disputeId} is gone.`);
  return found.view;
};

/** A dispute with its votes, in one round trip. */
const findDispute = async (
  on: Database | Transaction,
  disputeId: string,
): Promise<{ view: DisputeView; openedBy: string | null } | undefined> => {
  const { entities, raw } = await on.find((manager) =>
    manager
      .createQueryBuilder(DisputeEntity, "d")
      .addSelect(
        (votes) =>
          votes
            .select("count(*)")
            .from(DisputeVoteEntity, "v")
            .where("v.dispute_id = d.dispute_id"),
        "votes",
      )
      .where({ disputeId })
      .getRawAndEntities<{ votes: string }>(),
  );
  const [dispute] = entities;
  return dispute && { view: toView(dispute, Number(raw[0]?.votes)), openedBy: dispute.openedBy };
};

const toView = (dispute: DisputeEntity, votes: number): DisputeView => ({
  dispute_id: dispute.disputeId,
  domain: dispute.domain,
  reason: dispute.reason,
  status: dispute.status,
  votes,
  quorum: dispute.quorum,
  outcome: dispute.outcome,
  opened_at: dispute.openedAt.toISOString(),
  resolved_at: dispute.resolvedAt?.toISOString() ?? null,
});
