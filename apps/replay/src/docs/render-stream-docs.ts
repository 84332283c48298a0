import { type AsyncApiDocument, type AsyncApiMessage, prose, STYLE, text } from "#openapi";

type Schema = Readonly<Record<string, unknown>>;

/** The stream's document as one self-contained page: no script, no font, no further request. */
export const renderStreamDocs = (document: AsyncApiDocument): string => {
  const { info, components, operations } = document;
  const of = (side: "send" | "receive"): AsyncApiMessage[] =>
    (operations[side]["messages"] as { $ref: string }[]).flatMap(
      ({ $ref }) => components.messages[$ref.split("/").at(-1) ?? ""] ?? [],
    );
  const groups = [
    { title: "What a client sends", messages: of("receive") },
    { title: "What the server sends", messages: of("send") },
  ];
  const schemas = Object.entries(components.schemas);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(info.title)}</title><style>${STYLE}</style></head><body>
<nav><a class="brand" href="#top">${text(info.title)}</a>${groups
    .map(
      ({ title, messages }) =>
        `<h2>${text(title)}</h2><ul>${messages.map(({ name }) => item(`frame-${name}`, name)).join("")}</ul>`,
    )
    .join(
      "",
    )}<h2>Schemas</h2><ul>${schemas.map(([name]) => item(`schema-${name}`, name)).join("")}</ul></nav>
<main id="top"><h1>${text(info.title)} <small>version ${text(info.version)}</small></h1>
${info.description
  .split("\n\n")
  .map((part) => `<p>${prose(part)}</p>`)
  .join("\n")}
<p>For programs: <a href="/asyncapi.json">AsyncAPI ${text(document.asyncapi)}</a>.</p>
${groups
  .map(({ title, messages }) => `<h2>${text(title)}</h2>${messages.map(frameHtml).join("")}`)
  .join("\n")}
<h2>Schemas</h2>${schemas
    .map(
      ([name, schema]) =>
        `<section id="schema-${text(name)}"><h3>${text(name)}</h3>${about(schema)}${properties(schema)}</section>`,
    )
    .join("")}
</main></body></html>
`;
};

const item = (id: string, name: string): string =>
  `<li><a href="#${text(id)}"><code>${text(name)}</code></a></li>`;

const frameHtml = ({ name, summary, payload }: AsyncApiMessage): string =>
  `<section id="frame-${text(name)}"><h3><code>${text(name)}</code></h3><p>${prose(summary)}</p>${properties(payload)}</section>`;

/** The properties of a schema as a table, without `t`, which is in the heading. */
const properties = (schema: Schema): string => {
  const required = Array.isArray(schema["required"]) ? (schema["required"] as unknown[]) : [];
  const rows = Object.entries(asSchema(schema["properties"]))
    .filter(([name]) => name !== "t")
    .map(([name, value]) => {
      const property = asSchema(value);
      return `<tr><td><code>${text(name)}</code>${required.includes(name) ? " <em>required</em>" : ""}</td>
<td class="type">${typeOf(property)}</td><td>${about(property)}</td></tr>`;
    });
  return rows.length === 0
    ? ""
    : `<table><tr><th>Name</th><th>Type</th><th>Meaning</th></tr>${rows.join("")}</table>`;
};

const about = ({ description }: Schema): string =>
  typeof description === "string" ? `<p>${prose(description)}</p>` : "";

/** A schema's type in words, as HTML. */
const typeOf = (schema: Schema): string => {
  const { $ref, type, anyOf, const: only, enum: values } = schema;
  if (typeof $ref === "string") {
    const name = text($ref.split("/").at(-1) ?? "");
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(anyOf)) return anyOf.map((variant) => typeOf(asSchema(variant))).join(" or ");
  if (only !== undefined) return `<code>${text(JSON.stringify(only))}</code>`;
  if (Array.isArray(values))
    return values.map((value) => `<code>${text(String(value))}</code>`).join(" ");
  if (type === "array") return `list of ${typeOf(asSchema(schema["items"]))}`;
  const members = Object.entries(asSchema(schema["properties"]));
  if (members.length > 0)
    return `{${members.map(([name, member]) => `${text(name)}: ${typeOf(asSchema(member))}`).join(", ")}}`;
  return typeof type === "string" ? text(type) : "anything";
};

const asSchema = (value: unknown): Schema =>
  typeof value === "object" && value !== null ? (value as Schema) : {};
