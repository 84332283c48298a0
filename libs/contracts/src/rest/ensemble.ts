import { z } from "zod";

import { DecimalString } from "./money.js";
import { Outlook } from "./outlook.js";

/** The market's sources of a value, and the ensemble's members, by name. */
const SOURCES = [
  "vwap",
  "order_book_mid",
  "floor",
  "anchor",
  "sales_median",
  "comparables",
  "regression",
  "prior",
  "public_sale",
  "oracle",
  "override",
  "dispute_hold",
] as const;
export const Source = z.enum(SOURCES);
export type Source = z.infer<typeof Source>;

const Share = z.number().min(0).max(1);

const Log10Price = z.object({
  log10_price: z.number(),
  sigma_low: z.number().min(0),
  sigma_high: z.number().min(0),
});

/** The prior of a name from public facts, with all coefficients. Amounts in USD, logarithms to base 10. */
const PriorFactors = z
  .object({
    version: z
      .string()
      .meta({ description: "The rules and the facts, by the start of a SHA-256." }),
    terms: z
      .array(
        z.object({
          term: z.string(),
          input: z.number(),
          weight: z.number(),
          contribution: z.number().meta({ description: "weight × input" }),
        }),
      )
      .meta({ description: "Reasons for and against the label; those of zero are left out." }),
    score: z.number().meta({ description: "Demand: the sum of the contributions." }),
    level: z
      .number()
      .meta({ description: "Price of a usual name of this suffix relative to the same .com." }),
    level_basis: z.enum(["measured", "shrunk", "assumed", "unknown"]),
    level_sales: z.int().min(0).meta({ description: "Reported sales behind the level." }),
    top_discount: z
      .number()
      .min(0)
      .meta({ description: "Price per unit of score above −0.3 relative to .com, in log10." }),
    short_name_usd: z.number().min(0).meta({
      description: "Minimum value of any .com of this shape; 0 if the shape alone has no value.",
    }),
    register_usd: z.number(),
    renew_usd: z.number().meta({ description: "A year's registration: the floor." }),
    log10_offset: z.object({ value: z.number(), retail: z.number() }).meta({
      description: "How far the platform's own sales have moved the suffix's two levels.",
    }),
    log10_price: z.number().meta({ description: "The resulting price." }),
  })
  .meta({ id: "PriorFactors", description: "How a name's price follows from public facts." });

/** How the ensemble arrived at its value. Logarithms are to base 10, of amounts in the result's currency. */
export const EnsembleFactors = z
  .object({
    members: z.array(
      z.object({
        source: Source.meta({
          description: "The market by its primary source, or a model by its name.",
        }),
        value: DecimalString.meta({ description: "This member's own value." }),
        weight: Share.meta({ description: "Weight by inverse variance; all add up to 1." }),
        contribution: z.number().meta({
          description: "weight × log10(value); all add up to log10 of the result's value.",
        }),
      }),
    ),
    dispersion: z
      .number()
      .min(0)
      .meta({ description: "Disagreement of the members: weighted standard deviation of log10." }),
    suffix: z.object({
      suffix: z.string(),
      sales: z
        .int()
        .min(0)
        .meta({ description: "Number of sales behind the suffix's price level." }),
      log10_scale: z.number().optional().meta({
        description: "Price level of the suffix relative to the model's estimate of the label.",
      }),
      log10_scale_sigma: z.number().min(0).optional(),
      note: z.string().optional(),
    }),
    model: z.object({
      id: z.string().meta({
        description:
          "The model file, by the start of its SHA-256; the prior's version if no model was used.",
      }),
      words: z.array(z.string()).meta({ description: "The words that the label was split into." }),
      at_minimum: z
        .object({ price: DecimalString, probability: Share })
        .optional()
        .meta({ description: "Probability of a sale at the market's minimum." }),
    }),
    comparables: z
      .array(z.object({ domain: z.string(), price: DecimalString, similarity: Share }))
      .max(5)
      .meta({
        description:
          "The nearest names with a known sale: of the model, in its currency, or of the same kind and suffix, in the result's.",
      }),
    prior: PriorFactors.optional(),
    outlook: Outlook.optional().meta({ description: "As in the result." }),
    reason: z.string().optional().meta({ description: "Why the name is worth this, in one line." }),
    opinions: z
      .array(
        Log10Price.extend({
          source: Source,
          retail: Log10Price.optional().meta({
            description: "The same for the price that end users pay.",
          }),
        }),
      )
      .meta({ description: "The inputs of the value: enough to recompute it to the cent." }),
  })
  .meta({ id: "EnsembleFactors", description: "How the models and the market were weighed." });
export type EnsembleFactors = z.infer<typeof EnsembleFactors>;
