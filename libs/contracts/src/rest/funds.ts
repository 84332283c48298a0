import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { Instant } from "./instant.js";
import { aboveZero, Currency, FigureString, PriceString } from "./money.js";
import { printable } from "./printable.js";

/** The most positions of a fund. */
const MAX_POSITIONS = 500;
/** Weights are in basis points, and add to this. */
const WHOLE_BPS = 10_000;
/** The most that a fund may charge: a tenth of its NAV a year, and half of its gains. */
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
      description: "That of its positions, and theirs where it is left out: there are no rates.",
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
    shares: ShareCount.meta({ description: "Shares that there are at first." }),
    nav_per_share: FundAmount.default("100.00").meta({
      description: "What a share is worth at first; with the shares, it says the capital.",
    }),
    management_fee_bps: z
      .int()
      .min(0)
      .max(MAX_MANAGEMENT_FEE_BPS)
      .default(0)
      .meta({ description: "Of the NAV, for a year of 365 days." }),
    performance_fee_bps: z
      .int()
      .min(0)
      .max(MAX_PERFORMANCE_FEE_BPS)
      .default(0)
      .meta({ description: "Of what a share gains above its high-water mark." }),
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
  since: instant.meta({ description: "Points of this time and later." }),
  until: instant.meta({ description: "Points before this time." }),
  cursor: z.string().max(200).optional().meta({
    description: "`next_cursor` of the page before, as it came; the first page has none.",
  }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({
    description: "Items of a page at the most.",
  }),
});

const figures = {
  currency: Currency,
  nav: FigureString.meta({ description: "Net asset value: accrued fees are taken off." }),
  nav_per_share: FigureString,
  shares: FigureString,
  high_water_mark: FigureString.meta({
    description: "The highest NAV of a share so far, less what was distributed since.",
  }),
  nav_at: z.iso.datetime().meta({ description: "When this NAV was worked out." }),
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
    weight_bps: z.int().meta({ description: "When the fund was created." }),
    units: FigureString.meta({ description: "How much of the domain the fund holds now." }),
    value: FigureString.meta({ description: "The newest value of the whole domain." }),
    share_of_nav: z.number().nullable().meta({
      description: "Of the NAV, 1 for all of it; null where the NAV is zero.",
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
    cash: FigureString.meta({ description: "What no position holds." }),
    management_fee_bps: z.int(),
    performance_fee_bps: z.int(),
    accrued_fees: z
      .object({ management: FigureString, performance: FigureString })
      .meta({ description: "Owed and not paid yet." }),
    distributed_per_share: FigureString.meta({
      description: "All income that one share was paid since the beginning.",
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

/** What came into a fund, or went out of it. */
export const FundFlow = z
  .object({
    flow_id: z.uuid(),
    symbol: z.string(),
    kind: z.enum(FLOW_KINDS),
    shares: FigureString.meta({ description: "That changed hands, or were paid income on." }),
    amount: FigureString,
    currency: Currency,
    amount_per_share: FigureString.meta({
      description: "The NAV per share that it was done at; the income of one share.",
    }),
    at: z.iso.datetime(),
  })
  .meta({ id: "FundFlow" });
export type FundFlow = z.infer<typeof FundFlow>;

/**
 * What a fund has and owes, as one stored row holds it. Amounts are decimal strings in the fund's currency; times are
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
