import { z } from "zod";

import { DecimalString } from "./money.js";

/** The kind of a sale: investors bid at auctions, end users pay retail prices, private sales are negotiated. */
export const VenueKind = z.enum(["auction", "retail", "private"]);
export type VenueKind = z.infer<typeof VenueKind>;

export const DemandLevel = z.enum(["low", "even", "high"]).meta({
  description:
    "Demand for the name, by its label: `low` if few would register it, `high` if many would.",
});
export type DemandLevel = z.infer<typeof DemandLevel>;

export const NameFlag = z
  .object({
    flag: z.enum(["brand", "adult", "typo"]),
    note: z.string(),
  })
  .meta({ id: "NameFlag", description: "A fact that a buyer must know beside the price." });
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

/** Fields of a result beside its value. Absent for values by the market only, and for older valuations without them. */
export const Outlook = z.object({
  retail: RetailPrice.optional(),
  demand: DemandLevel.optional(),
  interval: z.enum(["chosen", "calibrated"]).optional().meta({
    description:
      "Whether the heaviest member's range is an assumption, or calibrated to hold 80 % of known sales (conformal prediction).",
  }),
  interval_sales: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "Sales behind a calibrated range; 0 for an assumed one." }),
  flags: z.array(NameFlag).optional(),
});
export type Outlook = z.infer<typeof Outlook>;
