import { openApiDocument, type OpenApiDocument, type OpenApiOperation } from "#openapi";
import { describe, expect, it } from "vitest";

import { curlLine } from "./curl-line.js";
import { renderDocs } from "./render-docs.js";
import { schemaTree, typeOf } from "./schema-tree.js";

const document = openApiDocument("1");
const page = renderDocs(document, "http://localhost:3000");
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

describe("the page of the API", () => {
  it.each(operations)("describes $method $path", ({ path, operation }) => {
    expect(page).toContain(`<section id="${operation.operationId}">`);
    expect(page).toContain(`href="#${operation.operationId}"`);
    expect(page).toContain(`<code>${path}</code>`);
  });

  it("is self-contained: links lead only to the page itself", () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
  });

  it("has a line to paste for the first call", () => {
    expect(page).toContain(
      "curl -s &#39;http://localhost:3000/api/v1/valuation/batch&#39; -H &#39;content-type: application/json&#39; " +
        "-d &#39;{&quot;domains&quot;:[&quot;alpha.one&quot;,&quot;bravo.one&quot;,&quot;charlie.one&quot;]}&#39;",
    );
  });

  it("escapes whatever the document says", () => {
    const evil = `<b x="y" z='&'>`;
    const spoilt = JSON.parse(
      JSON.stringify(document, (key, value: unknown) =>
        typeof value === "string" && !["$ref", "name", "type"].includes(key) ? evil : value,
      ),
    ) as OpenApiDocument;
    const html = renderDocs(spoilt, evil);
    expect(html).not.toContain("<b x=");
    expect(html).not.toContain("z='&'");
    expect(html).toContain("&lt;b x=&quot;y&quot; z=&#39;&amp;&#39;&gt;");
  });
});

describe("a tree of properties", () => {
  it("nests objects, through lists too, and says what is required", () => {
    const tree = schemaTree({
      type: "object",
      required: ["errors"],
      properties: {
        errors: {
          type: "array",
          items: { type: "object", properties: { pointer: { type: "string" } } },
        },
      },
    });
    expect(tree).toBe(
      '<ul class="tree"><li><code>errors</code> <span class="type">array of object</span> <em>required</em>' +
        '<ul class="tree"><li><code>pointer</code> <span class="type">string</span></li></ul></li></ul>',
    );
  });

  it("says types in words", () => {
    expect(typeOf({ anyOf: [{ type: "string" }, { type: "null" }] })).toBe("string or null");
    expect(typeOf({ $ref: "#/components/schemas/Factor" })).toBe(
      '<a href="#schema-Factor">Factor</a>',
    );
    expect(typeOf({})).toBe("anything");
  });
});

describe("a line for the shell", () => {
  it("survives quotes and fills paths and required parameters", () => {
    const parameter = { required: true, description: "", style: "simple", explode: false } as const;
    const operation: OpenApiOperation = {
      operationId: "try",
      tags: [],
      summary: "",
      description: "",
      parameters: [
        { ...parameter, name: "id", in: "path", schema: {}, example: "a/b" },
        { ...parameter, name: "domain", in: "query", schema: {}, example: "x&y" },
      ],
      requestBody: { required: true, content: { "text/csv": { schema: {}, example: "it's" } } },
      responses: {},
    };
    expect(curlLine("http://h", "delete", "/t/{id}", operation)).toBe(
      String.raw`curl -s -X DELETE 'http://h/t/a%2Fb?domain=x%26y' -H 'content-type: text/csv' -d 'it'\''s'`,
    );
  });
});
