import { z } from "zod";

import { DecimalString } from "./money.js";

/** Where a sale was made: investors bid at auctions, end users pay a retail price, and the rest is between two people. */
export const VenueKind = z.enum(["auction", "retail", "private"]);
export type VenueKind = z.infer<typeof VenueKind>;

export const DemandLevel = z.enum(["low", "even", "high"]).meta({
  description:
    "How likely anybody wants the name, by its label: `low` for a name that few would register, `high` for one that many would.",
});
export type DemandLevel = z.infer<typeof DemandLevel>;

export const NameFlag = z
  .object({
    flag: z.enum(["brand", "adult", "typo"]),
    note: z.string(),
  })
  .meta({ id: "NameFlag", description: "What a buyer must know of a name beside its price." });
export type NameFlag = z.infer<typeof NameFlag>;

const RetailPrice = z
  .object({
    value: DecimalString,
    low: DecimalString.meta({ description: "Lower end of the 80 % range." }),
    high: DecimalString.meta({ description: "Upper end of the 80 % range." }),
  })
  .meta({
    id: "RetailPrice",
    description:
      "What an end user pays, in the result's currency, if one buys. `value` is what investors pay.",
  });

/** What a result says beside its value. Absent on values of the market alone, and on what a valuation of before lacks. */
export const Outlook = z.object({
  retail: RetailPrice.optional(),
  demand: DemandLevel.optional(),
  interval: z.enum(["chosen", "calibrated"]).optional().meta({
    description:
      "Whether the range of the heaviest member was chosen, or holds 80 % of known sales (conformal prediction).",
  }),
  interval_sales: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "Sales behind a calibrated range; 0 where it was chosen." }),
  flags: z.array(NameFlag).optional(),
});
export type Outlook = z.infer<typeof Outlook>;
