import { z } from "zod";

import { EnsembleFactors, Source } from "./ensemble.js";
import { Currency, DecimalString } from "./money.js";
import { Outlook } from "./outlook.js";

/** Why a name was rejected. Codes are stable and safe to branch on. */
const NAME_ERRORS = [
  "not_json",
  "empty",
  "not_a_string",
  "too_long",
  "label_too_long",
  "invalid_character",
  "not_a_host_name",
  "ip_address",
  "single_label",
  "public_suffix",
  "special_use",
  "invalid_idn",
  "invalid_ens_name",
  "mixed_direction",
] as const;
export const NameErrorCode = z.enum(NAME_ERRORS);
export type NameErrorCode = z.infer<typeof NameErrorCode>;

/** One source of a market value: its input, weight and contribution. */
export const Factor = z
  .object({
    source: Source,
    value: DecimalString.meta({
      description: "This source's own value, in the result's currency.",
    }),
    weight: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: "Share of the value after renormalising, 0 to 1." }),
    contribution: DecimalString.meta({ description: "value × weight" }),
    input: z
      .record(z.string(), z.unknown())
      .meta({ description: "The numbers that the source was computed from." }),
  })
  .meta({ id: "Factor" });
export type Factor = z.infer<typeof Factor>;

/** Facts of a name that are not evident from the name. */
const NameFactors = z
  .object({
    registrable: z.string().meta({
      description: "The name that is valued: `alpha.com` of `mail.alpha.com`.",
    }),
    suffix: z.string(),
    is_suffix_known: z.boolean().meta({
      description: "False if no list knows the suffix: such a name may not be registrable.",
    }),
  })
  .meta({ id: "NameFactors" });

export const Factors = z
  .object({
    name: NameFactors.optional().meta({
      description:
        "Present if the suffix is unknown, or if the name is a host below a registrable name.",
    }),
    primary_source: Source,
    fallback_chain: z
      .array(Source)
      .meta({ description: "Sources of higher rank that had no data." }),
    market: z.array(Factor),
    adjustments: z.array(z.record(z.string(), z.unknown())).meta({
      description:
        "Adjustments of the weighted mean, in order: a pull towards the best bid, a hold, an override.",
    }),
    inputs: z.record(z.string(), z.unknown()).meta({
      description: "All other inputs, so that the value can be recomputed to the cent.",
    }),
    ensemble: EnsembleFactors.optional(),
  })
  .meta({ id: "Factors", description: "How a value was computed." });
export type Factors = z.infer<typeof Factors>;

/** A domain's value in the API. */
export const ValuationResult = z
  .object({
    domain: z
      .string()
      .meta({ description: "ASCII, lower case, IDNA-normalised.", examples: ["alpha.one"] }),
    input: z
      .string()
      .optional()
      .meta({ description: "The name as requested, if it differs from `domain`." }),
    value: DecimalString,
    currency: Currency,
    low: DecimalString.meta({ description: "Lower end of the 80 % interval." }),
    high: DecimalString.meta({ description: "Upper end of the 80 % interval." }),
    confidence: z.number().min(0).max(1),
    ...Outlook.shape,
    model_version: z.string(),
    chosen_source: Source,
    factors: Factors,
    placeholder_created: z
      .boolean()
      .meta({ description: "True if nothing was known about the domain before this valuation." }),
    valued_at: z.iso.datetime(),
  })
  .meta({ id: "ValuationResult" });
export type ValuationResult = z.infer<typeof ValuationResult>;

/** An item of a batch that could not be valued. */
export const ItemError = z
  .object({
    input: z
      .unknown()
      .meta({ description: "The entry as requested; very long or nested ones are shortened." }),
    index: z.int().min(0).meta({ description: "Position in the request, from 0." }),
    error: z.object({ code: NameErrorCode, detail: z.string() }),
  })
  .meta({ id: "ItemError" });
export type ItemError = z.infer<typeof ItemError>;

export const BatchItem = z.union([ValuationResult, ItemError]);
export type BatchItem = z.infer<typeof BatchItem>;
