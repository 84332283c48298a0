import { z } from "zod";

import { EnsembleFactors, Source } from "./ensemble.js";
import { Currency, DecimalString } from "./money.js";
import { Outlook } from "./outlook.js";

/** Why a name was refused. Each is stable and safe to branch on. */
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

/** One part of a market value: what went in, how much it counts, what it adds. */
export const Factor = z
  .object({
    source: Source,
    value: DecimalString.meta({
      description: "What this source alone says, in the result's currency.",
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

/** What a name is, where that is not plain from the name itself. */
const NameFactors = z
  .object({
    registrable: z.string().meta({
      description: "The name that is valued: `alpha.com` of `mail.alpha.com`.",
    }),
    suffix: z.string(),
    is_suffix_known: z.boolean().meta({
      description: "False where no list knows the suffix: nobody may be able to own such a name.",
    }),
  })
  .meta({ id: "NameFactors" });

export const Factors = z
  .object({
    name: NameFactors.optional().meta({
      description: "Where the suffix is unknown, or the name is a host below what can be owned.",
    }),
    primary_source: Source,
    fallback_chain: z
      .array(Source)
      .meta({ description: "Sources that would have come first and had nothing to say." }),
    market: z.array(Factor),
    adjustments: z.array(z.record(z.string(), z.unknown())).meta({
      description:
        "What was done to the weighted mean afterwards, in order: a pull towards the best bid, a hold, an override.",
    }),
    inputs: z.record(z.string(), z.unknown()).meta({
      description: "Everything else that is needed to compute the value again to the cent.",
    }),
    ensemble: EnsembleFactors.optional(),
  })
  .meta({ id: "Factors", description: "How a value came about." });
export type Factors = z.infer<typeof Factors>;

/** A domain's value as the API tells it. */
export const ValuationResult = z
  .object({
    domain: z
      .string()
      .meta({ description: "ASCII, lower case, IDNA-normalised.", examples: ["alpha.one"] }),
    input: z
      .string()
      .optional()
      .meta({ description: "What was asked, where it differs from `domain`." }),
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
      .meta({ description: "True when nothing was known of the domain before this valuation." }),
    valued_at: z.iso.datetime(),
  })
  .meta({ id: "ValuationResult" });
export type ValuationResult = z.infer<typeof ValuationResult>;

/** The place in a batch of a name that could not be valued. */
export const ItemError = z
  .object({
    input: z
      .unknown()
      .meta({ description: "What was asked; what is very long or nested comes back shortened." }),
    index: z.int().min(0).meta({ description: "Place in the request, from 0." }),
    error: z.object({ code: NameErrorCode, detail: z.string() }),
  })
  .meta({ id: "ItemError" });
export type ItemError = z.infer<typeof ItemError>;

export const BatchItem = z.union([ValuationResult, ItemError]);
export type BatchItem = z.infer<typeof BatchItem>;
