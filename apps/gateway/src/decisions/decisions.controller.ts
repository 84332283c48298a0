import {
  DEFAULT_DISPUTE_QUORUM,
  DisputePath,
  DisputeRequest,
  OverrideRequest,
  ResolveRequest,
  VoteRequest,
  type DisputeView,
  type OverrideView,
} from "#contracts";
import { DisputeRepository, OverrideRepository, type DisputeStep } from "#storage";
import { activeTraceparent } from "#telemetry";
import { minorDigits, quoteOf, type Currencies } from "#valuation";
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { callerOf, voterOf } from "../http/access.js";
import { domainNameOf } from "../http/domain-name.js";
import { requestKeyOf } from "../http/idempotency-key.js";
import { invalidAt, parseWith, ProblemError } from "../http/problem-error.js";
import { CURRENCIES } from "../market/currencies.js";
import { MovedAnnouncer } from "../market/moved-announcer.js";

/** Injects the minimum quorum of a dispute. */
export const MIN_QUORUM = Symbol("min quorum");

/** Overrides and disputes. */
@Controller("valuation")
export class DecisionsController {
  constructor(
    @Inject(OverrideRepository) private readonly overrides: OverrideRepository,
    @Inject(DisputeRepository) private readonly disputes: DisputeRepository,
    @Inject(MovedAnnouncer) private readonly announcer: MovedAnnouncer,
    @Inject(CURRENCIES) private readonly currencies: Currencies,
    @Inject(MIN_QUORUM) private readonly minQuorum: number,
  ) {}

  @Post("override")
  @HttpCode(200)
  async override(@Req() request: FastifyRequest, @Body() body: unknown): Promise<OverrideView> {
    const asked = parseWith(OverrideRequest, "The body", body);
    const { domain, suffix } = domainNameOf(asked.domain);
    const { currency } = quoteOf(suffix, this.currencies);
    const decimals = asked.value.split(".")[1]?.length ?? 0;
    if (decimals > minorDigits(currency))
      throw invalidAt(
        "/value",
        `has ${decimals} decimals; ${currency} has ${minorDigits(currency)}`,
      );
    const { value, reason, expires_at: expiresAt, ttl_seconds: ttlS = 0 } = asked;
    const end = expiresAt === undefined ? { inMs: ttlS * 1000 } : { at: new Date(expiresAt) };
    const outcome = await this.overrides.set(
      { domain, value, currency, reason, end },
      requestKeyOf(request, asked),
      activeTraceparent(),
    );
    if (outcome.kind === "past") throw invalidAt("/expires_at", "is in the past");
    if (outcome.expiresInMs !== undefined) {
      const nowMs = Date.now();
      this.announcer.announce(nowMs, nowMs + outcome.expiresInMs);
    }
    return outcome.override;
  }

  @Post("dispute")
  async open(@Req() request: FastifyRequest, @Body() body: unknown): Promise<DisputeView> {
    const asked = parseWith(DisputeRequest, "The body", body);
    const { domain: given, reason } = asked;
    const quorum = asked.quorum ?? Math.max(DEFAULT_DISPUTE_QUORUM, this.minQuorum);
    if (quorum < this.minQuorum)
      throw invalidAt("/quorum", `must be at least ${this.minQuorum} on this server`);
    const { domain } = domainNameOf(given);
    const opened = await this.disputes.open(
      domain,
      reason,
      quorum,
      activeTraceparent(),
      callerOf(request)?.name,
      requestKeyOf(request, asked),
    );
    if (opened === undefined)
      throw new ProblemError(
        "conflict",
        `A dispute over ${domain} is open already; vote in that one.`,
      );
    if (opened.isNew) this.announcer.announce();
    return opened.dispute;
  }

  @Get("dispute/:id")
  async show(@Param("id") id: string): Promise<DisputeView> {
    const disputeId = disputeIdOf(id);
    const dispute = await this.disputes.find(disputeId);
    if (dispute === undefined) throw unknownDispute(disputeId);
    return dispute;
  }

  @Post("dispute/:id/vote")
  @HttpCode(200)
  async vote(
    @Req() request: FastifyRequest,
    @Param("id") id: string,
    @Body() body: unknown,
  ): Promise<DisputeView> {
    const voter = voterOf(request, parseWith(VoteRequest, "The body", body).voter);
    const disputeId = disputeIdOf(id);
    return this.done(
      disputeId,
      await this.disputes.vote(
        disputeId,
        voter,
        activeTraceparent(),
        requestKeyOf(request, { voter }),
      ),
    );
  }

  @Post("dispute/:id/resolve")
  @HttpCode(200)
  async resolve(
    @Req() request: FastifyRequest,
    @Param("id") id: string,
    @Body() body: unknown,
  ): Promise<DisputeView> {
    const { outcome } = parseWith(ResolveRequest, "The body", body);
    const disputeId = disputeIdOf(id);
    return this.done(
      disputeId,
      await this.disputes.resolve(
        disputeId,
        outcome,
        activeTraceparent(),
        requestKeyOf(request, { outcome }),
      ),
    );
  }

  private done(disputeId: string, step: DisputeStep): DisputeView {
    switch (step.kind) {
      case "done":
        if (step.isNew) this.announcer.announce(Date.now());
        return step.dispute;
      case "voted_before":
        throw new ProblemError(
          "conflict",
          `This voter has voted already; there are ${step.dispute.votes} votes.`,
        );
      case "opened_by_voter":
        throw new ProblemError("conflict", "This voter opened the dispute; others decide it.");
      case "resolved_before":
        throw new ProblemError("conflict", `The dispute is resolved: ${step.dispute.outcome}.`);
      case "unknown":
        break;
    }
    throw unknownDispute(disputeId);
  }
}

const disputeIdOf = (id: string): string => parseWith(DisputePath, "The path", { id }).id;

const unknownDispute = (id: string): ProblemError =>
  new ProblemError("not-found", `There is no dispute ${id}.`);
