import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";

import { openApiDocument, type OpenApiMedia } from "./openapi.js";
import { referencesOf } from "./test/references.js";

const document = openApiDocument("7");
const { schemas } = document.components;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    call: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "openapi", components: { schemas } });
/** What is wrong with a value by a schema of the document; undefined where it fits. */
const problemOf = (schema: object, value: unknown): string | undefined => {
  const check = ajv.compile(
    JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'),
    ) as object,
  );
  return check(value) ? undefined : ajv.errorsText(check.errors);
};
/** The values of an example: a JSON document, or one a line where the schema is that of a line. */
const valuesOf = (type: string, { schema, example }: OpenApiMedia): unknown[] =>
  type === "application/x-ndjson" && schema["type"] !== "string"
    ? String(example)
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line))
    : [example];

describe("the OpenAPI document", () => {
  it("has every call of the contract", () => {
    expect(operations.map(({ call }) => call).sort()).toEqual([
      "DELETE /api/v1/captures/{id}",
      "DELETE /api/v1/manifests/{name}",
      "DELETE /api/v1/replays/{id}",
      "DELETE /api/v1/valuation/batches/{id}",
      "GET /api/v1/captures/{id}",
      "GET /api/v1/console",
      "GET /api/v1/etfs",
      "GET /api/v1/etfs/{symbol}",
      "GET /api/v1/etfs/{symbol}/history",
      "GET /api/v1/events",
      "GET /api/v1/latency",
      "GET /api/v1/latency/slowest",
      "GET /api/v1/manifests",
      "GET /api/v1/manifests/{name}",
      "GET /api/v1/market/{domain}",
      "GET /api/v1/names",
      "GET /api/v1/replays/{id}",
      "GET /api/v1/system",
      "GET /api/v1/valuation/batches/{id}",
      "GET /api/v1/valuation/batches/{id}/results",
      "GET /api/v1/valuation/dispute/{id}",
      "GET /api/v1/valuation/factors",
      "GET /api/v1/valuation/history",
      "GET /api/v1/valuation/latest",
      "GET /docs",
      "GET /healthz",
      "GET /metrics",
      "GET /openapi.json",
      "GET /readyz",
      "POST /api/v1/captures",
      "POST /api/v1/etfs",
      "POST /api/v1/etfs/{symbol}/distribute",
      "POST /api/v1/etfs/{symbol}/issue",
      "POST /api/v1/etfs/{symbol}/redeem",
      "POST /api/v1/market/events",
      "POST /api/v1/replays",
      "POST /api/v1/valuation/batch",
      "POST /api/v1/valuation/dispute",
      "POST /api/v1/valuation/dispute/{id}/resolve",
      "POST /api/v1/valuation/dispute/{id}/vote",
      "POST /api/v1/valuation/override",
      "PUT /api/v1/manifests/{name}",
    ]);
    expect(document).toMatchObject({ openapi: "3.1.0", info: { version: "7" } });
  });

  it("refers only to what it holds", () => {
    const { all, dangling } = referencesOf(document);
    expect(all.length).toBeGreaterThan(20);
    expect(dangling).toEqual([]);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  it("names every operation once", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(operations)("$call has a summary, a success and its problems", ({ path, operation }) => {
    expect(operation.summary).not.toBe("");
    expect(operation.tags).toHaveLength(1);
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith("2"))).toBe(true);
    const problems = Object.entries(operation.responses).filter(([status]) => status >= "400");
    expect(problems.length > 0).toBe(path.startsWith("/api/v1") || path === "/readyz");
    for (const [, { content }] of problems)
      expect(Object.keys(content)).toEqual(["application/problem+json"]);
    for (const { headers } of Object.values(operation.responses))
      expect(Object.keys(headers)).toEqual(
        expect.arrayContaining(["Server-Timing", "traceparent"]),
      );
  });

  it.each(operations)("$call declares the parameters of its path", ({ path, operation }) => {
    const declared = operation.parameters
      .filter((parameter) => parameter.in === "path")
      .map(({ name }) => name);
    expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    for (const { required, example } of operation.parameters)
      if (required) expect(example).toBeDefined();
  });

  it("lists the outcomes of a batch", () => {
    const submit = document.paths["/api/v1/valuation/batch"]?.["post"];
    expect(Object.keys(submit?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "202", "400", "413", "415", "422", "503"]),
    );
    expect(submit?.responses["202"]?.headers).toHaveProperty("Location");
    expect(submit?.responses["202"]?.headers).toHaveProperty("Preference-Applied");
    expect(Object.keys(submit?.requestBody?.content ?? {})).toEqual([
      "application/json",
      "text/csv",
      "application/x-ndjson",
    ]);
  });

  it.each(Object.keys(schemas))("%s can be read as JSON Schema 2020-12", (name) => {
    expect(problemOf({ $ref: `#/components/schemas/${name}` }, 4711)).toBeDefined();
  });

  const examples = operations.flatMap(({ call, operation }) =>
    [operation.requestBody ?? { content: {} }, ...Object.values(operation.responses)].flatMap(
      ({ content }) => Object.entries(content).map(([type, media]) => ({ call, type, media })),
    ),
  );
  it.each(examples)("$call: the example in $type fits its schema", ({ type, media }) => {
    for (const value of valuesOf(type, media))
      expect(problemOf(media.schema, value)).toBeUndefined();
  });

  it("knows what does not fit", () => {
    const body = { $ref: "#/components/schemas/BatchRequest" };
    expect(problemOf(body, { domains: [] })).toBeDefined();
    expect(problemOf(body, { domains: ["alpha.one"], colour: "red" })).toBeDefined();
  });

  it.each([
    ["OverrideRequest", { domain: "alpha.one", reason: "x", ttl_seconds: 60 }, "value"],
    ["ShareFlowRequest", {}, "shares"],
    ["DistributionRequest", {}, "amount"],
  ] as const)("%s takes no amount that the server rejects", (name, rest, field) => {
    const schema = { $ref: `#/components/schemas/${name}` };
    expect(problemOf(schema, { ...rest, [field]: "1.5" })).toBeUndefined();
    for (const amount of [
      "-1",
      "",
      "1e3",
      "NaN",
      "1.",
      "٣",
      "1".repeat(31),
      "1.1234567890123456789",
    ])
      expect(problemOf(schema, { ...rest, [field]: amount }), amount).toBeDefined();
    if (field !== "value") expect(problemOf(schema, { [field]: "0.00" })).toBeDefined();
  });

  it("asks for an override's end once", () => {
    const schema = { $ref: "#/components/schemas/OverrideRequest" };
    const rest = { domain: "alpha.one", value: "1", reason: "x" };
    expect(problemOf(schema, rest)).toBeDefined();
    const both = { ...rest, ttl_seconds: 1, expires_at: "2030-01-01T00:00:00Z" };
    expect(problemOf(schema, both)).toBeDefined();
  });

  it("links to calls that exist, by a parameter that they have", () => {
    const byId = new Map(operations.map(({ operation }) => [operation.operationId, operation]));
    const links = operations.flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap((answer) => Object.values(answer.links ?? {})),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const { operationId, parameters } of links)
      expect(byId.get(operationId)?.parameters.map(({ name }) => name)).toEqual(
        expect.arrayContaining(Object.keys(parameters)),
      );
  });

  it("says nothing of keys where there are none, and who votes must be named then", () => {
    const open = openApiDocument("7", { hasKeys: false, minQuorum: 2 });
    expect(JSON.stringify(open)).not.toContain('"security"');
    expect(open.components).not.toHaveProperty("securitySchemes");
    expect(open.components.schemas["VoteRequest"]).toMatchObject({ required: ["voter"] });
    expect(JSON.stringify(open.components.schemas["DisputeRequest"])).toContain('"minimum":2');
    expect(schemas["VoteRequest"]).not.toHaveProperty("required");
  });
});
