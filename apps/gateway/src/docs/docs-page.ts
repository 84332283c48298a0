import type { OpenApiDocument, OpenApiMedia, OpenApiOperation } from "#contracts";

/**
 * The API's document as one page that needs nothing else: no script, no font, no request to anybody.
 * @param origin where the `curl` lines go, such as `http://localhost:3000`
 */
export const docsPage = (document: OpenApiDocument, origin: string): string => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const sections = document.tags.map(({ name }) => {
    const ofTag = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<h2 id="${text(name)}">${text(name)}</h2>${ofTag
      .map(({ path, method, operation }) => operationHtml(path, method, operation, origin))
      .join("")}`;
  });
  const links = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${text(operation.operationId)}">${badge(method)} <code>${text(path)}</code></a> ${text(operation.summary)}</li>`,
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${text(name)}"><summary><code>${text(name)}</code> ${text(schema["description"])}</summary>${pre(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(document.info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${text(document.info.title)} <small>API v${text(document.info.version)}</small></h1>
<p>${prose(document.info.description)} The same as <a href="/openapi.json">OpenAPI ${text(document.openapi)}</a>.</p>
<nav><ul>${links.join("")}</ul></nav>
${sections.join("\n")}
<h2>Schemas</h2>${schemas.join("")}
</main></body></html>
`;
};

const operationHtml = (
  path: string,
  method: string,
  operation: OpenApiOperation,
  origin: string,
): string => {
  const parameters = operation.parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${text(name)}</code>${required ? " <b>required</b>" : ""}</td><td>${place}</td><td>${prose(description)} ${limits(schema)}</td></tr>`,
  );
  const answers = Object.entries(operation.responses).map(
    ([status, answer]) =>
      `<details><summary><b class="s${status.charAt(0)}">${status}</b> ${prose(answer.description)}</summary>${mediaHtml(answer.content)}</details>`,
  );
  return `<section id="${text(operation.operationId)}">
<h3>${badge(method)} <code>${text(path)}</code></h3>
<p><b>${text(operation.summary)}.</b> ${prose(operation.description)}</p>
<pre class="curl">${text(curlOf(path, method, operation, origin))}</pre>
${parameters.length === 0 ? "" : `<table>${parameters.join("")}</table>`}
${operation.requestBody === undefined ? "" : `<details><summary>Body</summary>${mediaHtml(operation.requestBody.content)}</details>`}
${answers.join("")}</section>`;
};

const mediaHtml = (content: OpenApiOperation["responses"][string]["content"]): string =>
  Object.entries(content)
    .map(
      ([type, { schema, example }]) =>
        `<p><code>${text(type)}</code> ${schemaLink(schema)}</p>${pre(example)}`,
    )
    .join("");

const schemaLink = (schema: OpenApiMedia["schema"]): string => {
  const reference = schema["$ref"];
  if (typeof reference !== "string") return "";
  const name = reference.split("/").at(-1) ?? "";
  return `<a href="#schema-${text(name)}">${text(name)}</a>`;
};

/** A line that works when pasted into a shell. */
export const curlOf = (
  path: string,
  method: string,
  operation: OpenApiOperation,
  origin: string,
): string => {
  const { parameters, requestBody } = operation;
  const example = (name: string): string => {
    const given = parameters.find((parameter) => parameter.name === name)?.example;
    return typeof given === "string" ? given : "";
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(example(name)),
  );
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map(({ name }) => `${name}=${encodeURIComponent(example(name))}`)
    .join("&");
  const [body] = Object.entries(requestBody?.content ?? {});
  return [
    "curl -s",
    ...(method === "get" || method === "post" ? [] : [`-X ${method.toUpperCase()}`]),
    quoted(`${origin}${filled}${query === "" ? "" : `?${query}`}`),
    ...(body === undefined
      ? []
      : [
          `-H ${quoted(`content-type: ${body[0]}`)}`,
          `-d ${quoted(typeof body[1].example === "string" ? body[1].example : JSON.stringify(body[1].example))}`,
        ]),
  ].join(" ");
};

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const text = (value: unknown): string =>
  typeof value === "string"
    ? value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    : "";
const prose = (value: string): string => text(value).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
const pre = (value: unknown): string =>
  `<pre>${text(typeof value === "string" ? value : JSON.stringify(value, null, 2))}</pre>`;
const badge = (method: string): string => `<b class="m ${method}">${method.toUpperCase()}</b>`;

const LIMITS = ["default", "minimum", "maximum", "format"] as const;
const limits = (schema: Readonly<Record<string, unknown>>): string => {
  const told = LIMITS.filter(
    (key) => schema[key] !== undefined && schema[key] !== Number.MAX_SAFE_INTEGER,
  ).map((key) => `${key} ${String(schema[key])}`);
  return told.length === 0 ? "" : `<small>${text(told.join(", "))}</small>`;
};

const STYLE = `
:root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--dim:#5b6570;--line:#d9dee3;--soft:#f4f6f8;--link:#0b62c4;--ok:#197741;--no:#b3261e}
@media(prefers-color-scheme:dark){:root{--fg:#e4e8ec;--bg:#14171a;--dim:#98a2ad;--line:#30363d;--soft:#1d2125;--link:#75b1ff;--ok:#5fc58b;--no:#ff8a80}}
*{box-sizing:border-box}body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.55 system-ui,sans-serif}
main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem 6rem}h1 small{color:var(--dim);font-size:1rem;font-weight:400}
h2{margin-top:3rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}h3{margin:0 0 .5rem;font-size:1.05rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.75rem;overflow-x:auto;max-height:26rem}
pre.curl{border-left:3px solid var(--link);white-space:pre-wrap;overflow-wrap:anywhere}
nav ul{list-style:none;padding:0}nav li{padding:.15rem 0;color:var(--dim)}
section{margin:1.5rem 0;padding:1.1rem 1.25rem;border:1px solid var(--line);border-radius:10px}
table{width:100%;border-collapse:collapse;margin:.75rem 0;font-size:.93rem}td{border-top:1px solid var(--line);padding:.4rem .75rem .4rem 0;vertical-align:top}
small{color:var(--dim)}details{margin:.35rem 0}summary{cursor:pointer}
.m{display:inline-block;min-width:4.2rem;text-align:center;border-radius:5px;padding:.05rem .4rem;font-size:.78rem;color:#fff;background:#0b62c4}
.m.post{background:#197741}.m.delete{background:#b3261e}.s2{color:var(--ok)}.s4,.s5{color:var(--no)}
`;
