import {
  API_BASE,
  DistributionRequest,
  FundHistoryQuery,
  FundPath,
  FundRequest,
  PageQuery,
  ShareFlowRequest,
  type FundFlow,
  type FundHistoryPage,
  type FundsPage,
  type FundView,
} from "#contracts";
import { FundHistoryRepository } from "#storage";
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";

import { decodeCursor, encodeCursor } from "../http/cursor.js";
import { requestKeyOf, requiredRequestKeyOf } from "../http/idempotency-key.js";
import { afterChange } from "../http/after-change.js";
import { parseWith } from "../http/problem-error.js";
import { FundDesk, unknownFund } from "./fund-desk.js";
import { fundSummary, fundView } from "./fund-view.js";

const DAY_MS = 86_400_000;
const BEGINNING_MS = 0;
/** The latest possible date. */
const END_MS = 8_640_000_000_000_000;

/** Funds: create, read, issue, redeem, distribute. */
@Controller("etfs")
export class FundsController {
  constructor(
    @Inject(FundDesk) private readonly desk: FundDesk,
    @Inject(FundHistoryRepository) private readonly funds: FundHistoryRepository,
  ) {}

  @Post()
  async create(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FundView> {
    const asked = parseWith(FundRequest, "The body", body);
    await this.desk.create(asked, requestKeyOf(request, asked));
    void reply.status(201).header("location", `${API_BASE}/etfs/${asked.symbol}`);
    return afterChange(() => this.view(asked.symbol));
  }

  @Get()
  async list(@Query() query: unknown): Promise<FundsPage> {
    const { cursor, limit } = parseWith(PageQuery, "The query", query);
    const offset = cursor === undefined ? 0 : decodeCursor("etfs", cursor);
    const funds = await this.funds.list(offset, limit);
    return {
      items: funds.map(fundSummary),
      next_cursor: funds.length === limit ? encodeCursor("etfs", offset + limit) : null,
    };
  }

  @Get(":symbol")
  show(@Param("symbol") symbol: string): Promise<FundView> {
    return this.view(symbolOf(symbol));
  }

  @Get(":symbol/history")
  async history(@Param("symbol") given: string, @Query() query: unknown): Promise<FundHistoryPage> {
    const symbol = symbolOf(given);
    const { since, until, cursor, limit } = parseWith(FundHistoryQuery, "The query", query);
    const beforeMs = cursor === undefined ? END_MS : decodeCursor(`etf ${symbol}`, cursor);
    const range = {
      sinceMs: since === undefined ? BEGINNING_MS : Date.parse(since),
      beforeMs: Math.min(beforeMs, until === undefined ? END_MS : Date.parse(until)),
    };
    const items = await this.funds.points(symbol, range, limit);
    if (items.length === 0 && (await this.funds.find(symbol)) === undefined)
      throw unknownFund(symbol);
    const last = items.at(-1);
    return {
      symbol,
      items,
      next_cursor:
        items.length === limit && last !== undefined
          ? encodeCursor(`etf ${symbol}`, Date.parse(last.at))
          : null,
    };
  }

  @Post(":symbol/issue")
  @HttpCode(200)
  issue(
    @Param("symbol") symbol: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<FundFlow> {
    const { shares } = parseWith(ShareFlowRequest, "The body", body);
    return this.flow("issue", symbol, shares, request);
  }

  @Post(":symbol/redeem")
  @HttpCode(200)
  redeem(
    @Param("symbol") symbol: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<FundFlow> {
    const { shares } = parseWith(ShareFlowRequest, "The body", body);
    return this.flow("redemption", symbol, shares, request);
  }

  @Post(":symbol/distribute")
  @HttpCode(200)
  distribute(
    @Param("symbol") symbol: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<FundFlow> {
    const { amount } = parseWith(DistributionRequest, "The body", body);
    return this.flow("distribution", symbol, amount, request);
  }

  private flow(
    kind: "issue" | "redemption" | "distribution",
    symbol: string,
    quantity: string,
    request: FastifyRequest,
  ): Promise<FundFlow> {
    const of = symbolOf(symbol);
    return this.desk.flow({
      kind,
      symbol: of,
      quantity,
      request: requiredRequestKeyOf(request, [kind, of, quantity]),
    });
  }

  private async view(symbol: string): Promise<FundView> {
    const found = await this.funds.find(symbol);
    if (found === undefined) throw unknownFund(symbol);
    const pointBefore = async (days: number) => {
      const range = { sinceMs: BEGINNING_MS, beforeMs: Date.now() - days * DAY_MS };
      return (await this.funds.points(symbol, range, 1))[0];
    };
    const [days30, days365] = await Promise.all([pointBefore(30), pointBefore(365)]);
    return fundView(found.fund, found.positions, { days30, days365 });
  }
}

const symbolOf = (symbol: string): string => parseWith(FundPath, "The path", { symbol }).symbol;
