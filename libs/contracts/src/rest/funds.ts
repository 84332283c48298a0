import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { Instant } from "./instant.js";
import { aboveZero, Currency, FigureString, PriceString } from "./money.js";
import { printable } from "./printable.js";

/** Maximum positions of a fund. */
const MAX_POSITIONS = 500;
/** Weights are in basis points, and add to this. */
const WHOLE_BPS = 10_000;
/** Maximum fees: a tenth of the NAV per year, and half of the gains. */
const MAX_MANAGEMENT_FEE_BPS = 1_000;
const MAX_PERFORMANCE_FEE_BPS = 5_000;

const decimals = (whole: number, digits: number, example: string) =>
  PriceString.refine((text) => new RegExp(`^\\d{1,${whole}}(\\.\\d{1,${digits}})?$`).test(text), {
    message: `must have at most ${whole} digits before the point and ${digits} behind it`,
  }).meta({ examples: [example], pattern: aboveZero(whole, digits) });

/** A number of shares: above zero, at most six digits behind the point. */
const ShareCount = decimals(12, 6, "10000");
const FundAmount = decimals(15, 8, "100.00");

const FundSymbol = z
  .string()
  .regex(/^[A-Z0-9]{2,10}$/, "must be 2 to 10 capital letters and digits, such as DOTCORE")
  .meta({ description: "The fund's symbol.", examples: ["DOTCORE"] });

const weights = (positions: readonly { weight_bps: number }[]): number =>
  positions.reduce((sum, { weight_bps }) => sum + weight_bps, 0);

/** `POST /etfs` */
export const FundRequest = z
  .strictObject({
    symbol: FundSymbol,
    name: printable("name", 100).optional(),
    currency: Currency.optional().meta({
      description:
        "The currency of all positions, which is the default: there are no exchange rates.",
    }),
    positions: z
      .array(
        z.strictObject({
          domain: DomainText,
          weight_bps: z.int().min(1).max(WHOLE_BPS),
        }),
      )
      .min(1)
      .max(MAX_POSITIONS)
      .superRefine((positions, context) => {
        const sum = weights(positions);
        if (sum === WHOLE_BPS) return;
        context.addIssue({
          code: "custom",
          message: `the weights add to ${sum} basis points; they must add to exactly ${WHOLE_BPS}`,
        });
      })
      .meta({ description: "Weights in basis points, which add to exactly 10,000." }),
    shares: ShareCount.meta({ description: "Initial number of shares." }),
    nav_per_share: FundAmount.default("100.00").meta({
      description: "Initial NAV per share; shares × NAV per share is the capital.",
    }),
    management_fee_bps: z
      .int()
      .min(0)
      .max(MAX_MANAGEMENT_FEE_BPS)
      .default(0)
      .meta({ description: "Share of the NAV, per year of 365 days." }),
    performance_fee_bps: z
      .int()
      .min(0)
      .max(MAX_PERFORMANCE_FEE_BPS)
      .default(0)
      .meta({ description: "Share of the gain above the high-water mark." }),
  })
  .meta({ id: "FundRequest" });
export type FundRequest = z.infer<typeof FundRequest>;

/** `POST /etfs/{symbol}/issue` and `/redeem` */
export const ShareFlowRequest = z
  .strictObject({ shares: ShareCount })
  .meta({ id: "ShareFlowRequest" });
/** `POST /etfs/{symbol}/distribute` */
export const DistributionRequest = z
  .strictObject({ amount: FundAmount })
  .meta({ id: "DistributionRequest" });

export const FundPath = z.object({ symbol: FundSymbol });

const instant = Instant.optional();
export const FundHistoryQuery = z.strictObject({
  since: instant.meta({ description: "Points at this time or later." }),
  until: instant.meta({ description: "Points before this time." }),
  cursor: z.string().max(200).optional().meta({
    description: "`next_cursor` of the previous page, unchanged; omit it for the first page.",
  }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({
    description: "Maximum items per page.",
  }),
});

const figures = {
  currency: Currency,
  nav: FigureString.meta({ description: "Net asset value, less accrued fees." }),
  nav_per_share: FigureString,
  shares: FigureString,
  high_water_mark: FigureString.meta({
    description: "The highest NAV per share so far, less later distributions.",
  }),
  nav_at: z.iso.datetime().meta({ description: "When this NAV was computed." }),
};

export const FundSummary = z
  .object({ symbol: z.string(), name: z.string().nullable(), ...figures })
  .meta({ id: "FundSummary" });
export type FundSummary = z.infer<typeof FundSummary>;

export const FundsPage = z
  .object({
    items: z.array(FundSummary).meta({ description: "By symbol." }),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page." }),
  })
  .meta({ id: "FundsPage" });
export type FundsPage = z.infer<typeof FundsPage>;

const FundPosition = z
  .object({
    domain: z.string(),
    weight_bps: z.int().meta({ description: "Weight at the fund's creation." }),
    units: FigureString.meta({ description: "How much of the domain the fund holds now." }),
    value: FigureString.meta({ description: "The newest value of the whole domain." }),
    share_of_nav: z.number().nullable().meta({
      description: "Share of the NAV, from 0 to 1; null if the NAV is zero.",
    }),
  })
  .meta({ id: "FundPosition" });

const annualised = z.number().nullable().meta({
  description: "0.1 for ten per cent a year, income included; null while history is too short.",
});

/** `GET /etfs/{symbol}` */
export const FundView = z
  .object({
    ...FundSummary.shape,
    positions: z.array(FundPosition),
    cash: FigureString.meta({ description: "Cash, not invested in positions." }),
    management_fee_bps: z.int(),
    performance_fee_bps: z.int(),
    accrued_fees: z
      .object({ management: FigureString, performance: FigureString })
      .meta({ description: "Accrued and not yet paid." }),
    distributed_per_share: FigureString.meta({
      description: "Total income per share since the fund's creation.",
    }),
    annualised_return: z.object({ days_30: annualised, days_365: annualised }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "FundView" });
export type FundView = z.infer<typeof FundView>;

export const FundHistoryPage = z
  .object({
    symbol: z.string(),
    items: z
      .array(
        z.object({
          at: z.iso.datetime(),
          nav: FigureString,
          nav_per_share: FigureString,
          shares: FigureString,
          high_water_mark: FigureString,
          distributed_per_share: FigureString,
        }),
      )
      .meta({ description: "Newest first." }),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page." }),
  })
  .meta({ id: "FundHistoryPage" });
export type FundHistoryPage = z.infer<typeof FundHistoryPage>;

const FLOW_KINDS = ["creation", "issue", "redemption", "distribution"] as const;

/** A payment into a fund or out of it. */
export const FundFlow = z
  .object({
    flow_id: z.uuid(),
    symbol: z.string(),
    kind: z.enum(FLOW_KINDS),
    shares: FigureString.meta({ description: "Shares issued, redeemed or paid income." }),
    amount: FigureString,
    currency: Currency,
    amount_per_share: FigureString.meta({
      description: "The NAV per share of the transaction, or the income per share.",
    }),
    at: z.iso.datetime(),
  })
  .meta({ id: "FundFlow" });
export type FundFlow = z.infer<typeof FundFlow>;

/**
 * A fund's assets and liabilities, as stored in one row. Amounts are decimal strings in the fund's currency; times are
 * milliseconds since the epoch.
 */
export interface FundState {
  symbol: string;
  currency: string;
  managementFeeBps: number;
  performanceFeeBps: number;
  shares: string;
  baskets: string;
  cash: string;
  accruedManagement: string;
  accruedPerformance: string;
  feesPaid: string;
  highWaterMark: string;
  distributedPerShare: string;
  accruedUntilMs: number;
}
