import { z } from "zod";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** The JSON Schema of a Zod schema. Named schemas go to `components` and are referenced. */
export const schemaOf = (
  schema: z.ZodType,
  schemas: Record<string, Json>,
  io: "input" | "output" = "input",
): Json => {
  const { $schema: _, $defs, ...root } = z.toJSONSchema(schema, { io });
  Object.assign(schemas, relocated($defs ?? {}));
  return relocated(root);
};

const relocated = (json: object): Record<string, Json> =>
  JSON.parse(
    JSON.stringify(json)
      .replaceAll('"#/$defs/', '"#/components/schemas/')
      // In other languages `\\d` matches the digits of all scripts.
      .replaceAll("\\\\d", "[0-9]"),
  ) as Record<string, Json>;
