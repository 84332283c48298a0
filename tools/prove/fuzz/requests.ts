import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from "#openapi";
import fc from "fast-check";

import { anyJson, arbitraryOf, type Schema } from "./arbitrary-of-schema.js";
import type { CheckSchema } from "./schema-checker.js";

/** A request as it is sent. */
export interface FuzzRequest {
  readonly operation: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Looks up a value from an earlier answer, when the request is sent. */
export type KnownValue = (name: string, index: number) => string | undefined;

/** Answers that no operation lists, because every server may give them. */
const ANYWHERE = new Set([404, 405, 408, 413, 414, 415, 431, 429, 503]);
const TIMEOUT_MS = 20_000;
const LINES = "application/x-ndjson";
const MAX_HEADER_LETTERS = 200;
/** Parameters whose values come from earlier answers. */
const IDENTIFIERS = /id|symbol|name|domain|cursor/;

interface Part {
  readonly parameter: OpenApiParameter;
  readonly value: unknown;
  /** Uses a known value instead, if there is one. */
  readonly knownIndex: number | undefined;
}

/** Requests of all operations of the document. @param knownValue values from earlier answers */
export const requestsOf = (
  document: OpenApiDocument,
  knownValue: KnownValue,
): fc.Arbitrary<FuzzRequest> => {
  const resolve = (ref: string): Schema =>
    document.components.schemas[ref.split("/").at(-1) ?? ""] ?? {};
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return fc.oneof(
    ...operations.map(({ path, method, operation }) =>
      fc
        .record({ parts: partsOf(operation, resolve), body: bodyOf(operation, resolve) })
        .map(({ parts, body }) => requestOf({ path, method, operation }, parts, body, knownValue)),
    ),
  );
};

const partsOf = (
  { parameters }: OpenApiOperation,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<Part[]> =>
  fc
    .tuple(
      ...parameters.map((parameter) =>
        fc.record({
          value: fc.oneof(
            { weight: 4, arbitrary: arbitraryOf(parameter.schema as Schema, resolve) },
            { weight: parameter.required ? 0 : 3, arbitrary: fc.constant(undefined) },
          ),
          knownIndex: IDENTIFIERS.test(parameter.name)
            ? fc.option(fc.nat(50), { nil: undefined, freq: 4 })
            : fc.constant(undefined),
        }),
      ),
    )
    .map((values) =>
      values.map(({ value, knownIndex }, index) => ({
        parameter: parameters[index] as OpenApiParameter,
        value,
        knownIndex,
      })),
    );

interface Body {
  readonly type: string;
  readonly text: string;
}

const bodyOf = (
  { requestBody }: OpenApiOperation,
  resolve: (ref: string) => Schema,
): fc.Arbitrary<Body | undefined> => {
  if (requestBody === undefined)
    return fc.oneof(
      { weight: 20, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant({ type: "application/json", text: "{}" }) },
    );
  const contents = Object.entries(requestBody.content);
  const type = fc.constantFrom(...contents.map(([name]) => name));
  const jsonValue = fc.oneof(
    ...contents.map(([, { schema, example }]) =>
      typeof example === "object"
        ? fc.oneof(arbitraryOf(schema as Schema, resolve), fc.constant(example))
        : arbitraryOf(schema as Schema, resolve),
    ),
  );
  const text = jsonValue.map((value) => JSON.stringify(value));
  const lines = fc
    .array(fc.oneof(text, fc.string()), { maxLength: 5 })
    .map((all) => all.join("\n"));
  return fc.oneof(
    { weight: 12, arbitrary: fc.record({ type: fc.constant("application/json"), text }) },
    { weight: 4, arbitrary: fc.record({ type, text: lines }) },
    // Cut off, and of a type that is not meant.
    {
      weight: 2,
      arbitrary: fc
        .tuple(type, text, fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([name, whole, share]) => ({
          type: name,
          text: whole.slice(0, Math.floor(whole.length * share)),
        })),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constantFrom("text/plain", "application/xml", "application/json; charset=latin1"),
        text: anyJson.map((value) => JSON.stringify(value)),
      }),
    },
  );
};

const requestOf = (
  { path, method, operation }: { path: string; method: string; operation: OpenApiOperation },
  parts: readonly Part[],
  body: Body | undefined,
  knownValue: KnownValue,
): FuzzRequest => {
  let filled = path;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const { parameter, value, knownIndex } of parts) {
    const { name } = parameter;
    const known = knownIndex === undefined ? undefined : knownValue(name, knownIndex);
    const given = known ?? value;
    if (given === undefined && parameter.in !== "path") continue;
    const text = typeof given === "string" ? given : JSON.stringify(given ?? "none");
    if (parameter.in === "path") filled = filled.replace(`{${name}}`, encoded(text) || "_");
    else if (parameter.in === "query") query.push(`${encoded(name)}=${encoded(text)}`);
    else
      headers[name.toLowerCase()] = text
        .replaceAll(/[^\x20-\x7e]/g, "?")
        .slice(0, MAX_HEADER_LETTERS);
  }
  // `fetch` sends none with a GET.
  const sent = method === "get" ? undefined : body;
  if (sent !== undefined) headers["content-type"] = sent.type;
  return {
    operation: operation.operationId,
    method: method.toUpperCase(),
    path: query.length === 0 ? filled : `${filled}?${query.join("&")}`,
    headers,
    body: sent?.text,
  };
};

/** Half of a surrogate pair cannot be encoded. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

/** A document with what checks values by its schemas. */
export interface CheckedDocument {
  readonly document: OpenApiDocument;
  readonly check: CheckSchema;
}

/** What became of a request. */
export interface FuzzAnswer {
  /** Undefined where there was no answer. */
  readonly status?: number;
  /** What speaks against the answer; undefined when nothing does. */
  readonly objection?: string | undefined;
}

/** Sends a request. @param collect called with the body of a successful answer */
export const send = async (
  gatewayUrl: string,
  { document, check }: CheckedDocument,
  request: FuzzRequest,
  collect: (body: unknown) => void,
): Promise<FuzzAnswer> => {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${gatewayUrl}${request.path}`, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    return { objection: `no answer: ${String(cause ?? error)}` };
  }
  const { status } = response;
  const type = response.headers.get("content-type") ?? "";
  if (/json/.test(type)) collect(parsed(text));
  const objection =
    objectionTo(document, request, status, text) ??
    misfitOf({ document, check }, request, status, type, text);
  return { status, objection };
};

/** What of an answer does not fit the schema that its document has of it. */
const misfitOf = (
  { document, check }: CheckedDocument,
  { operation }: FuzzRequest,
  status: number,
  contentType: string,
  text: string,
): string | undefined => {
  const answer = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find(({ operationId }) => operationId === operation)?.responses[String(status)];
  const type = contentType.split(";")[0] ?? "";
  if (answer === undefined || (text === "" && Object.keys(answer.content).length === 0))
    return undefined;
  const media = answer.content[type];
  if (media === undefined) return `${status} as ${type}, which the document does not list`;
  if (media.schema["type"] === "string") return undefined;
  const values = type === LINES ? text.trimEnd().split("\n") : [text];
  for (const value of values) {
    if (value === "") continue;
    const misfit = check(media.schema, JSON.parse(value) as unknown);
    if (misfit !== undefined)
      return `${status} that does not fit its schema: ${misfit}: ${value.slice(0, 1_000)}`;
  }
  return undefined;
};

const objectionTo = (
  document: OpenApiDocument,
  { operation }: FuzzRequest,
  status: number,
  text: string,
): string | undefined => {
  if (status === 500 || (status > 500 && status !== 503)) return `${status} ${text}`;
  const isListed = Object.values(document.paths).some((methods) =>
    Object.values(methods).some(
      ({ operationId, responses }) => operationId === operation && String(status) in responses,
    ),
  );
  if (!isListed && !ANYWHERE.has(status))
    return `${status}, which the document does not list: ${text}`;
  if (status >= 400 && !/"type":"urn:assay:problem:/.test(text))
    return `${status} without a problem: ${text}`;
  return undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // NDJSON: nothing is learned from it.
    return undefined;
  }
};
