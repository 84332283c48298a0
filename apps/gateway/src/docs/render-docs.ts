import {
  type OpenApiDocument,
  type OpenApiMedia,
  type OpenApiOperation,
  prose,
  STYLE,
  text,
} from "#openapi";

import { asText, curlLine } from "./curl-line.js";
import { describe, schemaTree, typeOf, type JsonSchema } from "./schema-tree.js";

type Schemas = OpenApiDocument["components"]["schemas"];
interface Call {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

/**
 * The API's document as one self-contained page: no script, no font, no further request.
 * @param origin where the `curl` lines go
 */
export const renderDocs = (document: OpenApiDocument, origin = "http://localhost:3000"): string => {
  const { info, components } = document;
  const calls = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    calls: calls.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)} API</title><style>${STYLE}</style></head><body>
<nav><a class="brand" href="#top">${text(info.title)}</a>${groups.map(navigation).join("")}
<h2><a href="#schemas">Schemas</a></h2></nav>
<main id="top"><h1>${text(info.title)} <small>API ${text(info.version)}</small></h1>
<p>${prose(info.description)} For programs: <a href="/openapi.json">OpenAPI ${text(document.openapi)}</a>.</p>
${groups
  .map(
    ({ name, calls }) =>
      `<h2>${text(name)}</h2>${calls.map((call) => callHtml(call, origin, components.schemas)).join("")}`,
  )
  .join("\n")}
<h2 id="schemas">Schemas</h2>${Object.entries(components.schemas).map(schemaHtml).join("")}
</main></body></html>
`;
};

const navigation = ({ name, calls }: { name: string; calls: readonly Call[] }): string =>
  `<h2>${text(name)}</h2><ul>${calls
    .map(
      ({ method, operation }) =>
        `<li><a href="#${text(operation.operationId)}">${badge(method)} ${text(operation.summary)}</a></li>`,
    )
    .join("")}</ul>`;

const callHtml = ({ path, method, operation }: Call, origin: string, schemas: Schemas): string => {
  const body = Object.entries(operation.requestBody?.content ?? {});
  return `<section id="${text(operation.operationId)}">
<h3>${text(operation.summary)}</h3><p class="path">${badge(method)} <code>${text(path)}</code></p>
<p>${prose(operation.description)}</p>
<pre class="curl">${text(curlLine(origin, method, path, operation))}</pre>
${parametersHtml(operation)}
${body.length === 0 ? "" : `<h4>Body</h4>${body.map((entry) => bodyHtml(entry, schemas)).join("")}`}
<h4>Answers</h4>${Object.entries(operation.responses).map(answerHtml).join("")}</section>`;
};

const parametersHtml = ({ parameters }: OpenApiOperation): string => {
  if (parameters.length === 0) return "";
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${text(name)}</code>${required ? " <em>required</em>" : ""}</td><td>${place}</td>
<td class="type">${typeOf(schema)}</td><td>${prose(description)}${describe(schema)}</td></tr>`,
  );
  return `<h4>Parameters</h4><table><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr>${rows.join("")}</table>`;
};

const bodyHtml = ([type, { schema, example }]: [string, OpenApiMedia], schemas: Schemas): string =>
  `<p><code>${text(type)}</code> ${typeOf(schema)}</p>${schemaTree(named(schema, schemas))}${exampleHtml(example)}`;

const answerHtml = ([status, { description, headers, content }]: [
  string,
  OpenApiOperation["responses"][string],
]): string =>
  `<details><summary><b class="s${text(status.charAt(0))}">${text(status)}</b> ${prose(description)}</summary>
<p><small>Headers: ${Object.keys(headers).map(text).join(", ")}</small></p>${Object.entries(content)
    .map(
      ([type, { schema, example }]) =>
        `<p><code>${text(type)}</code> ${typeOf(schema)}</p>${exampleHtml(example)}`,
    )
    .join("")}</details>`;

const schemaHtml = ([name, schema]: [string, JsonSchema]): string =>
  `<section id="schema-${text(name)}"><h3>${text(name)}</h3><p>${describe(schema)}</p>${schemaTree(schema)}</section>`;

const exampleHtml = (example: unknown): string =>
  example === undefined ? "" : `<pre>${text(asText(example, 2))}</pre>`;

const badge = (method: string): string =>
  `<b class="m ${text(method)}">${text(method.toUpperCase())}</b>`;

/** Resolves a reference to a named schema. */
const named = (schema: JsonSchema, schemas: Schemas): JsonSchema => {
  const { $ref } = schema;
  return (typeof $ref === "string" ? schemas[$ref.split("/").at(-1) ?? ""] : undefined) ?? schema;
};
