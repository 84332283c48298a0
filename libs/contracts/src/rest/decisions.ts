import { z } from "zod";

import { DomainText } from "./domain-text.js";
import { Instant } from "./instant.js";
import { DEFAULT_DISPUTE_QUORUM } from "./market.js";
import { AmountString, Currency, DecimalString } from "./money.js";
import { printable } from "./printable.js";

const domain = DomainText;
/** Maximum characters of a free text. */
const MAX_TEXT = 500;
/** Minimum duration of an override, in seconds. */
const MIN_TTL_S = 0.001;
/** Maximum duration of an override, in seconds: ten years. */
const MAX_TTL_S = 315_360_000;

/** The body of `POST /valuation/override`. */
export const OverrideRequest = z
  .strictObject({
    domain,
    value: AmountString.meta({
      pattern: "^[0-9]{1,30}(\\.[0-9]{1,2})?$",
      description: "With as many decimals as the currency has.",
      examples: ["1250.00"],
    }),
    reason: printable("reason", MAX_TEXT),
    expires_at: Instant.optional(),
    ttl_seconds: z.number().min(MIN_TTL_S).max(MAX_TTL_S).optional(),
  })
  .refine(
    (body) => (body.expires_at === undefined) !== (body.ttl_seconds === undefined),
    "must have either expires_at or ttl_seconds",
  )
  .meta({
    id: "OverrideRequest",
    oneOf: [{ required: ["expires_at"] }, { required: ["ttl_seconds"] }],
  });
export type OverrideRequest = z.infer<typeof OverrideRequest>;

export const OverrideView = z
  .object({
    domain: z.string(),
    value: DecimalString,
    currency: Currency,
    reason: z.string(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: "OverrideView" });
export type OverrideView = z.infer<typeof OverrideView>;

/** The body of `POST /valuation/dispute`. */
export const DisputeRequest = z
  .strictObject({
    domain,
    reason: printable("reason", MAX_TEXT),
    quorum: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .meta({
        description: `Votes after which the value is held; ${DEFAULT_DISPUTE_QUORUM} by default. The server has a minimum, 2 by default.`,
      }),
  })
  .meta({ id: "DisputeRequest" });
export type DisputeRequest = z.infer<typeof DisputeRequest>;

export const VoteRequest = z
  .strictObject({
    voter: printable("voter", MAX_TEXT).optional().meta({
      description: "The voter; each counts once. With API keys the key is the voter.",
    }),
  })
  .meta({ id: "VoteRequest" });
export const ResolveRequest = z
  .strictObject({ outcome: printable("outcome", MAX_TEXT) })
  .meta({ id: "ResolveRequest" });

export const DisputePath = z.object({
  id: z.uuid("must be the UUID that the dispute was answered with").meta({
    description: "The dispute's `dispute_id`.",
    examples: ["01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e"],
  }),
});

export const DisputeView = z
  .object({
    dispute_id: z.uuid(),
    domain: z.string(),
    reason: z.string(),
    status: z.enum(["open", "resolved"]),
    votes: z.int().min(0),
    quorum: z.int().min(1),
    outcome: z.string().nullable(),
    opened_at: z.iso.datetime(),
    resolved_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "DisputeView" });
export type DisputeView = z.infer<typeof DisputeView>;
