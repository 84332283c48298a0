import { prose, text } from "#openapi";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The properties of a schema, indented as they nest. A named schema is a link to its description. */
export const schemaTree = (schema: JsonSchema): string => {
  const required = strings(schema["required"]);
  const properties = Object.entries(asSchema(schema["properties"])).map(([name, value]) => {
    const property = asSchema(value);
    return `<li><code>${text(name)}</code> <span class="type">${typeOf(property)}</span>${
      required.includes(name) ? " <em>required</em>" : ""
    }${describe(property)}${schemaTree(property)}</li>`;
  });
  const inner = [
    ...(properties.length === 0 ? [] : [`<ul class="tree">${properties.join("")}</ul>`]),
    ...(schema["items"] === undefined ? [] : [schemaTree(asSchema(schema["items"]))]),
    ...variantsOf(schema).map(schemaTree),
  ];
  return inner.join("");
};

/** A schema's type in words, as HTML: `array of ValuationResult or ItemError`, `string or null`. */
export const typeOf = (schema: JsonSchema): string => {
  const { $ref, type } = schema;
  if (typeof $ref === "string") {
    const name = text($ref.split("/").at(-1) ?? "");
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.map(typeOf).join(" or ");
  if (type === "array") return `array of ${typeOf(asSchema(schema["items"]))}`;
  return typeof type === "string" ? text(type) : "anything";
};

/** A schema's description and limits, as HTML. */
export const describe = (schema: JsonSchema): string => {
  const { description } = schema;
  const limits = limitsOf(schema);
  return [
    ...(typeof description === "string" ? [` ${prose(description)}`] : []),
    ...(limits.length === 0 ? [] : [` <small>${text(limits.join(", "))}</small>`]),
  ].join("");
};

const LIMITS = {
  default: "default",
  format: "format",
  pattern: "pattern",
  minimum: "from",
  maximum: "to",
  minItems: "at least",
  maxItems: "at most",
  minLength: "characters from",
  maxLength: "characters to",
} as const;

const limitsOf = (schema: JsonSchema): string[] => [
  ...Object.entries(LIMITS)
    // The pattern of a format, and the bounds of an integer, add no information.
    .filter(([key]) => !(key === "pattern" && schema["format"] !== undefined))
    .filter(([key]) => Math.abs(Number(schema[key])) !== Number.MAX_SAFE_INTEGER)
    .flatMap(([key, word]) =>
      schema[key] === undefined ? [] : [`${word} ${asWord(schema[key])}`],
    ),
  ...[strings(schema["enum"]), strings(asSchema(schema["items"])["enum"])]
    .filter((values) => values.length > 0)
    .map((values) => `one of ${values.join(", ")}`),
];

const variantsOf = (schema: JsonSchema): JsonSchema[] => {
  const { anyOf, oneOf } = schema;
  const variants = anyOf ?? oneOf;
  return Array.isArray(variants) ? variants.map(asSchema) : [];
};

const asSchema = (value: unknown): JsonSchema =>
  typeof value === "object" && value !== null ? (value as JsonSchema) : {};
const asWord = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
