import { z } from "zod";

import { DecimalString } from "./money.js";

/** The market's sources of a value, and the ensemble's members, by name. */
export const SOURCES = [
  "vwap",
  "order_book_mid",
  "floor",
  "anchor",
  "sales_median",
  "comparables",
  "regression",
  "oracle",
  "override",
  "dispute_hold",
] as const;
export const Source = z.enum(SOURCES);
export type Source = z.infer<typeof Source>;

const Share = z.number().min(0).max(1);

/** How the ensemble came to its value. Logarithms are to base 10, of amounts in the result's currency. */
export const EnsembleFactors = z
  .object({
    members: z.array(
      z.object({
        source: Source.meta({
          description: "The market by its primary source, or a model by its name.",
        }),
        value: DecimalString.meta({ description: "What this member alone says." }),
        weight: Share.meta({ description: "By how sure it is; all add up to 1." }),
        contribution: z.number().meta({
          description: "weight × log10(value); all add up to log10 of the result's value.",
        }),
      }),
    ),
    dispersion: z
      .number()
      .min(0)
      .meta({ description: "How far members lie apart: weighted standard deviation of log10." }),
    suffix: z.object({
      suffix: z.string(),
      sales: z.int().min(0).meta({ description: "Sales that its price level was learned from." }),
      log10_scale: z
        .number()
        .optional()
        .meta({ description: "What a name costs here, over what the model says of its label." }),
      log10_scale_sigma: z.number().min(0).optional(),
      note: z.string().optional(),
    }),
    model: z.object({
      id: z.string().meta({ description: "The model file, by the start of its SHA-256." }),
      words: z.array(z.string()).meta({ description: "The words that the label was split into." }),
      at_minimum: z
        .object({ price: DecimalString, probability: Share })
        .optional()
        .meta({ description: "The chance of selling at the market's minimum." }),
    }),
    comparables: z
      .array(z.object({ domain: z.string(), price: DecimalString, similarity: Share }))
      .max(5)
      .meta({
        description: "The nearest names that the model knows a sale of, in the model's currency.",
      }),
    opinions: z
      .array(
        z.object({
          source: Source,
          log10_price: z.number(),
          sigma_low: z.number().min(0),
          sigma_high: z.number().min(0),
        }),
      )
      .meta({ description: "What the value is computed from: enough to do it again to the cent." }),
  })
  .meta({ id: "EnsembleFactors", description: "How the models and the market were weighed." });
export type EnsembleFactors = z.infer<typeof EnsembleFactors>;
