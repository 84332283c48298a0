import type { AsyncApiDocument, OpenApiDocument } from "#openapi";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

/** Says what is wrong with a value by a schema of its document; undefined where it fits. */
export type CheckSchema = (schema: object, value: unknown) => string | undefined;

const DOCUMENT = "document";

/**
 * Checks what a system answers against the document that it gives of itself, by a validator that has nothing to do with
 * the one that it was written with. Formats are left to patterns.
 */
export const schemaChecker = ({ components }: OpenApiDocument | AsyncApiDocument): CheckSchema => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: DOCUMENT, components });
  const compiled = new Map<object, ValidateFunction>();
  return (schema, value) => {
    const check = compiled.get(schema) ?? ajv.compile(referringTo(DOCUMENT, schema));
    compiled.set(schema, check);
    if (check(value)) return undefined;
    const [error] = check.errors ?? [];
    return `${error?.instancePath ?? ""} ${error?.message ?? "does not fit"}`.trim();
  };
};

const referringTo = (document: string, schema: object): object =>
  JSON.parse(
    JSON.stringify(schema).replaceAll('"#/components/', `"${document}#/components/`),
  ) as object;
