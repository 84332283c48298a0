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
import { invalidAt, parseWith, ProblemError } from "../http/problem-error.js";
import { CURRENCIES } from "../market/currencies.js";
import { MovedAnnouncer } from "../market/moved-announcer.js";

/** Injects the fewest votes that a dispute may ask for. */
export const MIN_QUORUM = Symbol("min quorum");

/** What people decide over a value: overrides and disputes. */
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
  async override(@Body() body: unknown): Promise<OverrideView> {
    const asked = parseWith(OverrideRequest, "The body", body);
    const { domain, suffix } = domainNameOf(asked.domain);
    const { currency } = quoteOf(suffix, this.currencies);
    const decimals = asked.value.split(".")[1]?.length ?? 0;
    if (decimals > minorDigits(currency))
      throw invalidAt(
        "/value",
        `has ${decimals} decimals; ${currency} has ${minorDigits(currency)}`,
      );
    const nowMs = Date.now();
    const expiresAtMs =
      asked.expires_at === undefined
        ? nowMs + (asked.ttl_seconds ?? 0) * 1000
        : Date.parse(asked.expires_at);
    if (expiresAtMs <= nowMs) throw invalidAt("/expires_at", "is in the past");
    const override: OverrideView = {
      domain,
      value: asked.value,
      currency,
      reason: asked.reason,
      expires_at: new Date(expiresAtMs).toISOString(),
    };
    const headSeq = await this.overrides.set(override, activeTraceparent());
    this.announcer.announce(headSeq, nowMs, expiresAtMs);
    return override;
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
    );
    if (opened === undefined)
      throw new ProblemError(
        "conflict",
        `A dispute over ${domain} is open already; vote in that one.`,
      );
    this.announcer.announce(opened.headSeq);
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
    return this.done(disputeId, await this.disputes.vote(disputeId, voter, activeTraceparent()));
  }

  @Post("dispute/:id/resolve")
  @HttpCode(200)
  async resolve(@Param("id") id: string, @Body() body: unknown): Promise<DisputeView> {
    const { outcome } = parseWith(ResolveRequest, "The body", body);
    const disputeId = disputeIdOf(id);
    return this.done(
      disputeId,
      await this.disputes.resolve(disputeId, outcome, activeTraceparent()),
    );
  }

  private done(disputeId: string, step: DisputeStep): DisputeView {
    switch (step.kind) {
      case "done":
        this.announcer.announce(step.headSeq, Date.now());
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
