import fc from "fast-check";

/** As much of JSON Schema as the contract's documents use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
}

/** Texts that have broken programs before. */
const nastyText = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "a\u0000.one",
  "\uD800",
  "__proto__",
  "constructor",
  "'; DROP TABLE events; --",
  "%00",
  "../../etc/passwd",
  "💎.eth",
  "xn--",
  "a".repeat(5_000),
  "1e400",
  "NaN",
  "2026-02-30T25:61:00Z",
  "-0",
);
const nastyNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  Number.MAX_VALUE,
  5e-324,
);
/** Any JSON. */
export const anyJson = fc.oneof(
  nastyText,
  nastyNumber,
  fc.constantFrom(null, true, false, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

/** How often a part is right, for each time that it is anything. */
const RIGHT = 14;
const MAX_ITEMS = 6;
const MAX_LETTERS = 80;
const MAX_DEPTH = 6;

/**
 * Values that mostly fit a schema: now and then a part of them is anything.
 * @param resolve finds the schema of a reference
 */
export const arbitraryOf = (
  schema: Schema,
  resolve: (ref: string) => Schema,
  depth = 0,
): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: RIGHT, arbitrary: fitting(schema, resolve, depth) },
    { weight: 1, arbitrary: anyJson },
  );

const fitting = (
  schema: Schema,
  resolve: (ref: string) => Schema,
  depth: number,
): fc.Arbitrary<unknown> => {
  if (depth > MAX_DEPTH) return fc.constant(null);
  const of = (inner: Schema): fc.Arbitrary<unknown> => arbitraryOf(inner, resolve, depth + 1);
  if (schema.$ref !== undefined) return fitting(resolve(schema.$ref), resolve, depth);
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(of));
  const right = byType(schema, of);
  return schema.examples === undefined
    ? right
    : fc.oneof(fc.constantFrom(...schema.examples), right);
};

const byType = (
  schema: Schema,
  of: (inner: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> => {
  const type = Array.isArray(schema.type) ? (schema.type as string[])[0] : schema.type;
  if (type === "object") return objectOf(schema, of);
  if (type === "array")
    return fc.array(of(schema.items ?? {}), {
      minLength: Math.min(schema.minItems ?? 0, MAX_ITEMS),
      maxLength: Math.min(schema.maxItems ?? MAX_ITEMS, MAX_ITEMS),
    });
  if (type === "integer")
    return fc.integer({
      min: Math.max(schema.minimum ?? -1_000, -(2 ** 31)),
      max: Math.min(schema.maximum ?? 1_000_000, 2 ** 31 - 1),
    });
  if (type === "number")
    return fc.double({
      min: schema.minimum ?? -1e6,
      max: schema.maximum ?? 1e6,
      noNaN: true,
    });
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  return type === "string" ? textOf(schema) : anyJson;
};

const objectOf = (
  { properties = {}, required = [], additionalProperties }: Schema,
  of: (inner: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> => {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, of(inner)])),
    { requiredKeys: [...required].filter((name) => name in properties) },
  );
  if (additionalProperties === undefined || additionalProperties === false) return known;
  const other = typeof additionalProperties === "object" ? of(additionalProperties) : anyJson;
  return fc
    .tuple(known, fc.dictionary(fc.string({ maxLength: 8 }), other, { maxKeys: 2 }))
    .map(([right, more]) => Object.assign(more, right) as unknown);
};

const textOf = ({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> => {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (format === "uri") return fc.webUrl();
  const names = fc.constantFrom("alpha.one", "bravo.eth", "münchen.com", "charlie.co.uk");
  if (pattern !== undefined) {
    try {
      return fc.oneof(fc.stringMatching(new RegExp(pattern, "u")), names);
    } catch {
      // Patterns with look-ahead cannot be turned around: any text, then.
    }
  }
  return fc.oneof(
    fc.string({
      minLength: Math.min(minLength ?? 0, MAX_LETTERS),
      maxLength: Math.min(maxLength ?? MAX_LETTERS, MAX_LETTERS),
      unit: "grapheme",
    }),
    names,
  );
};
