import { z } from "zod";

import { DecimalString } from "./money.js";

/** Maximum names per page. */
const MAX_NAMES = 100;
/** Maximum characters of a name. */
const MAX_LETTERS = 253;
/** No control characters: Postgres compares no text that holds a NUL. */
const NamePart = z
  .string()
  .max(MAX_LETTERS)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/u, "must have no control characters");

export const NamesQuery = z.strictObject({
  prefix: NamePart.default("").meta({
    description: "The prefix of the names, in ASCII, lower case.",
    examples: ["alpha"],
  }),
  cursor: NamePart.optional().meta({
    description: "`next_cursor` of the previous page, unchanged; omit it for the first page.",
  }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_NAMES)
    .default(20)
    .meta({ description: "Maximum items per page." }),
});

/** `GET /names` */
export const NamesPage = z
  .object({
    items: z
      .array(
        z.object({
          domain: z.string(),
          value: DecimalString.nullable().meta({
            description: "In the currency of its suffix; null if it was never valued.",
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
