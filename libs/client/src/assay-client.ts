import createClient, { type Client } from "openapi-fetch";

import { AssayProblem, problemOf } from "./problem.js";
import type { components, paths } from "./schema.js";

/** A schema of the API by its name, such as `Schema<"ValuationResult">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Calls of the REST API, typed by the OpenAPI document: `client.GET("/api/v1/valuation/latest", …)`. */
export type AssayClient = Client<paths>;

export interface AssayClientOptions {
  /** Where the gateway is, such as `http://localhost:3000`. */
  readonly baseUrl: string;
  /** Called before each request, so that the key may be set later. */
  readonly key?: () => string | undefined;
  /** The platform's own by default. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A client of one gateway. Answers that are no success throw an `AssayProblem`. */
export const createAssayClient = ({ baseUrl, key, fetch }: AssayClientOptions): AssayClient => {
  const client = createClient<paths>({ baseUrl, ...(fetch === undefined ? {} : { fetch }) });
  client.use({
    onRequest: ({ request }) => {
      const shown = key?.();
      if (shown !== undefined) request.headers.set("authorization", `Bearer ${shown}`);
      return request;
    },
    onResponse: async ({ response }) => {
      if (!response.ok) throw await problemOf(response);
    },
    onError: ({ error }) =>
      error instanceof AssayProblem
        ? error
        : new AssayProblem({
            type: "urn:assay:problem:unreachable",
            title: "The server cannot be reached",
            status: 0,
            detail: error instanceof Error ? error.message : String(error),
          }),
  });
  return client;
};

/** The body of an answer. @throws AssayProblem */
export const bodyOf = async <Data>(
  call: Promise<{ data?: Data; response: Response }>,
): Promise<Data> => {
  const { data, response } = await call;
  if (data === undefined) throw await problemOf(response);
  return data;
};
