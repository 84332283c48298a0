import type { OpenApiOperation } from "#openapi";

/** A command that works when pasted into a shell: required parameters with their examples, the first kind of body. */
export const curlLine = (
  origin: string,
  method: string,
  path: string,
  { parameters, requestBody }: OpenApiOperation,
): string => {
  const example = (name: string): string => {
    const given = parameters.find((parameter) => parameter.name === name)?.example;
    return encodeURIComponent(typeof given === "string" ? given : "");
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => example(name));
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required)
    .map(({ name }) => `${name}=${example(name)}`)
    .join("&");
  const [body] = Object.entries(requestBody?.content ?? {});
  return [
    "curl -s",
    ...(method === "get" || method === "post" ? [] : [`-X ${method.toUpperCase()}`]),
    quoted(`${origin}${filled}${query === "" ? "" : `?${query}`}`),
    ...(body === undefined
      ? []
      : [`-H ${quoted(`content-type: ${body[0]}`)}`, `-d ${quoted(asText(body[1].example))}`]),
  ].join(" ");
};

/** An example as it is sent. */
export const asText = (example: unknown, indent = 0): string =>
  typeof example === "string" ? example : (JSON.stringify(example, null, indent) ?? "");

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
