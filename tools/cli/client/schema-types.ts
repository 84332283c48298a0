import type { OpenApiDocument, OpenApiOperation } from "#openapi";

type Json = Readonly<Record<string, unknown>>;

/** All methods that openapi-fetch looks for on a path. */
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
const PLACES = ["query", "header", "path", "cookie"] as const;

/**
 * Writes an OpenAPI document as TypeScript: `paths` and `components` in the form that openapi-fetch reads. It knows as
 * much of JSON Schema as our own document uses, and throws at anything else.
 */
export const schemaTypes = (document: OpenApiDocument): string => {
  const paths = Object.entries(document.paths).map(
    ([path, operations]) => `  ${key(path)}: ${pathType(operations)};`,
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `    ${comment(schema)}${key(name)}: ${typeOf(schema as Json)};`,
  );
  return [
    "// Written by `npm run client:types` from the OpenAPI document; do not edit.",
    "",
    "export interface paths {",
    ...paths,
    "}",
    "",
    "export interface components {",
    "  schemas: {",
    ...schemas,
    "  };",
    "}",
    "",
  ].join("\n");
};

const pathType = (operations: Readonly<Record<string, OpenApiOperation>>): string =>
  members([
    `parameters: ${members(PLACES.map((place) => `${place}?: never`))}`,
    ...METHODS.map((method) => {
      const operation = operations[method];
      return operation === undefined
        ? `${method}?: never`
        : `/** ${operation.summary} */ ${method}: ${operationType(operation)}`;
    }),
  ]);

const operationType = ({ parameters, requestBody, responses }: OpenApiOperation): string =>
  members([
    `parameters: ${members(
      PLACES.map((place) => {
        const inPlace = parameters.filter((parameter) => parameter.in === place);
        if (inPlace.length === 0) return `${place}?: never`;
        const isOptional = inPlace.every(({ required }) => !required) ? "?" : "";
        return `${place}${isOptional}: ${members(
          inPlace.map(
            ({ name, required, schema }) =>
              `${key(name)}${required ? "" : "?"}: ${typeOf(schema as Json)}`,
          ),
        )}`;
      }),
    )}`,
    requestBody === undefined
      ? "requestBody?: never"
      : `requestBody: ${members([`content: ${contentType(requestBody.content)}`])}`,
    `responses: ${members(
      Object.entries(responses).map(
        ([status, { content }]) =>
          `${status}: ${members([
            "headers: Record<string, unknown>",
            Object.keys(content).length === 0
              ? "content?: never"
              : `content: ${contentType(content)}`,
          ])}`,
      ),
    )}`,
  ]);

const contentType = (content: Readonly<Record<string, { readonly schema: unknown }>>): string =>
  members(
    Object.entries(content).map(([type, { schema }]) => `${key(type)}: ${typeOf(schema as Json)}`),
  );

const typeOf = (schema: Json): string => {
  if (typeof schema["$ref"] === "string")
    return `components["schemas"][${JSON.stringify(schema["$ref"].split("/").at(-1))}]`;
  if ("const" in schema) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"]))
    return schema["enum"].map((value) => JSON.stringify(value)).join(" | ");
  const some = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(some)) return union(some.map((part) => typeOf(part as Json)));
  if (Array.isArray(schema["allOf"]))
    return schema["allOf"].map((part) => `(${typeOf(part as Json)})`).join(" & ");
  const { type } = schema;
  if (Array.isArray(type))
    return union(type.map((one) => typeOf({ ...schema, type: one as unknown })));
  switch (type) {
    case "string":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `(${typeOf((schema["items"] ?? {}) as Json)})[]`;
    case "object":
      return objectType(schema);
    case undefined:
      return "unknown";
    default:
      throw new Error(`A schema of the type ${JSON.stringify(type)} cannot be written.`);
  }
};

const objectType = (schema: Json): string => {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Json>>;
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const written = Object.entries(properties).map(
    ([name, property]) =>
      `${comment(property)}${key(name)}${required.has(name) ? "" : "?"}: ${typeOf(property)}`,
  );
  const more = schema["additionalProperties"];
  if (written.length > 0) return members(written);
  return typeof more === "object" && more !== null
    ? `Record<string, ${typeOf(more as Json)}>`
    : "Record<string, unknown>";
};

const union = (types: readonly string[]): string =>
  [...new Set(types)].map((type) => (type.includes("&") ? `(${type})` : type)).join(" | ");
const members = (list: readonly string[]): string => `{ ${list.join("; ")} }`;
const key = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
const comment = (schema: unknown): string => {
  const { description } = schema as { description?: unknown };
  return typeof description === "string"
    ? `/** ${description.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ")} */ `
    : "";
};
