import type { z } from "zod";

import {
  API_BASE,
  DistributionRequest,
  FundFlow,
  FundHistoryPage,
  FundHistoryQuery,
  FundPath,
  FundRequest,
  FundsPage,
  type FundSummary,
  FundView,
  PageQuery,
  ShareFlowRequest,
} from "#contracts";
import { json, keyHeader, linksTo, type Operation, type OperationContent } from "./operation.js";

const at = "2026-01-15T12:00:00.000Z";
const summary: FundSummary = {
  symbol: "DOTCORE",
  name: "Dot core",
  currency: "USD",
  nav: "1012500.00",
  nav_per_share: "101.25",
  shares: "10000",
  high_water_mark: "101.25",
  nav_at: at,
};
const view: FundView = {
  ...summary,
  positions: [
    {
      domain: "alpha.com",
      weight_bps: 6_000,
      units: "500",
      value: "1225.00",
      share_of_nav: 0.604938,
    },
    {
      domain: "bravo.com",
      weight_bps: 4_000,
      units: "200",
      value: "2000.00",
      share_of_nav: 0.395062,
    },
  ],
  cash: "0",
  management_fee_bps: 75,
  performance_fee_bps: 1_000,
  accrued_fees: { management: "0.0052", performance: "0" },
  distributed_per_share: "0",
  annualised_return: { days_30: 0.163, days_365: null },
  created_at: "2025-12-01T12:00:00.000Z",
};
const flow = (kind: FundFlow["kind"], amount: string, perShare: string): FundFlow => ({
  flow_id: "01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e",
  symbol: "DOTCORE",
  kind,
  shares: kind === "distribution" ? "10000" : "50",
  amount,
  currency: "USD",
  amount_per_share: perShare,
  at,
});
const request: z.input<typeof FundRequest> = {
  symbol: "DOTCORE",
  name: "Dot core",
  positions: [
    { domain: "alpha.com", weight_bps: 6_000 },
    { domain: "bravo.com", weight_bps: 4_000 },
  ],
  shares: "10000",
  nav_per_share: "100.00",
  management_fee_bps: 75,
  performance_fee_bps: 1_000,
};

const FUNDS = "Funds";
const FLOW_PROBLEMS = [
  "malformed-body",
  "invalid-request",
  "not-found",
  "conflict",
  "idempotency-key-reused",
  "outcome-unknown",
  "unavailable",
] as const;

const flowOperation = (
  id: string,
  call: string,
  described: { summary: string; description: string },
  body: OperationContent,
  example: FundFlow,
): Operation => ({
  id,
  scope: "admin",
  method: "post",
  path: `${API_BASE}/etfs/{symbol}/${call}`,
  tag: FUNDS,
  ...described,
  pathParameters: FundPath,
  headers: keyHeader("required"),
  bodies: [body],
  answers: [
    { status: 200, description: "The transaction is stored.", content: [json(FundFlow, example)] },
  ],
  problems: FLOW_PROBLEMS,
});

/** Calls for funds: baskets of domains with shares. */
export const FUND_OPERATIONS: readonly Operation[] = [
  {
    id: "createFund",
    scope: "admin",
    method: "post",
    path: `${API_BASE}/etfs`,
    tag: FUNDS,
    summary: "Create a fund",
    description:
      "The capital, shares × NAV per share, buys each position by its weight at the newest values. Every position must have a value, all in one currency.",
    headers: keyHeader("optional"),
    bodies: [json(FundRequest, request)],
    answers: [
      {
        status: 201,
        description: "The fund is created.",
        content: [json(FundView, view)],
        headers: { Location: "The fund's URL." },
        links: linksTo(
          "symbol",
          "/symbol",
          "getFund",
          "getFundHistory",
          "issueShares",
          "redeemShares",
          "distributeIncome",
        ),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "conflict",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "listFunds",
    scope: "read",
    method: "get",
    path: `${API_BASE}/etfs`,
    tag: FUNDS,
    summary: "All funds",
    description: "By symbol, with their newest NAV.",
    query: PageQuery,
    answers: [
      {
        status: 200,
        description: "A page of funds.",
        content: [json(FundsPage, { items: [summary], next_cursor: null })],
      },
    ],
    problems: ["invalid-request", "invalid-cursor", "unavailable"],
  },
  {
    id: "getFund",
    scope: "read",
    method: "get",
    path: `${API_BASE}/etfs/{symbol}`,
    tag: FUNDS,
    summary: "A fund",
    description:
      "Positions with their newest values, the NAV and its parts, fees, and the return per share.",
    pathParameters: FundPath,
    answers: [{ status: 200, description: "The fund.", content: [json(FundView, view)] }],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "getFundHistory",
    scope: "read",
    method: "get",
    path: `${API_BASE}/etfs/{symbol}/history`,
    tag: FUNDS,
    summary: "The NAV over time",
    description: "One point per snapshot interval; points are added and pruned, never changed.",
    pathParameters: FundPath,
    query: FundHistoryQuery,
    answers: [
      {
        status: 200,
        description: "A page of points.",
        content: [
          json(FundHistoryPage, {
            symbol: "DOTCORE",
            items: [
              {
                at,
                nav: "1012500.00",
                nav_per_share: "101.25",
                shares: "10000",
                high_water_mark: "101.25",
                distributed_per_share: "0",
              },
            ],
            next_cursor: null,
          }),
        ],
      },
    ],
    problems: ["invalid-request", "invalid-cursor", "not-found", "unavailable"],
  },
  flowOperation(
    "issueShares",
    "issue",
    {
      summary: "Issue shares",
      description:
        "At the NAV per share, which is also the redemption price. The payment is rounded up to the currency's minor unit.",
    },
    json(ShareFlowRequest, { shares: "50" }),
    flow("issue", "5062.50", "101.25"),
  ),
  flowOperation(
    "redeemShares",
    "redeem",
    {
      summary: "Redeem shares",
      description:
        "At the NAV per share. The payment is rounded down. Redeeming the last share closes the fund.",
    },
    json(ShareFlowRequest, { shares: "50" }),
    flow("redemption", "5062.50", "101.25"),
  ),
  flowOperation(
    "distributeIncome",
    "distribute",
    {
      summary: "Pay income to all shares",
      description:
        "From the fund, the same for each share; lowers the high-water mark by that amount.",
    },
    json(DistributionRequest, { amount: "2500.00" }),
    flow("distribution", "2500.00", "0.25"),
  ),
];
