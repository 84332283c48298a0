import { z } from "zod";

import { DecimalString } from "./money.js";

/** Names of one page at the most. */
const MAX_NAMES = 100;
/** Letters of a name at the most. */
const MAX_LETTERS = 253;

export const NamesQuery = z.strictObject({
  prefix: z
    .string()
    .max(MAX_LETTERS)
    .default("")
    .meta({
      description: "How the names begin, as they are stored: ASCII, lower case.",
      examples: ["alpha"],
    }),
  cursor: z.string().max(MAX_LETTERS).optional().meta({
    description: "`next_cursor` of the page before, as it came; the first page has none.",
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_NAMES)
    .default(20)
    .meta({ description: "Items of a page at the most." }),
});

/** `GET /names` */
export const NamesPage = z
  .object({
    items: z
      .array(
        z.object({
          domain: z.string(),
          value: DecimalString.nullable().meta({
            description: "In the currency of its suffix; null when it was never valued.",
          }),
          valued_at: z.iso.datetime().nullable(),
          trade_count: z.int().min(0),
        }),
      )
      .meta({ description: "By name." }),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page." }),
  })
  .meta({ id: "NamesPage" });
export type NamesPage = z.infer<typeof NamesPage>;
