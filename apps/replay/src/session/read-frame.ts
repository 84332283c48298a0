import { CLIENT_FRAMES, type ClientFrame, type ClientFrameName } from "#contracts";

import { StreamError } from "../subscription/stream-error.js";

/** A message that is not a frame: the connection is closed. */
export class MalformedError extends Error {
  override readonly name = "MalformedError";
}

/** The `id` and `sub` of a frame, if they can be read. */
export interface About {
  readonly id?: string | number | undefined;
  readonly sub?: string | undefined;
}

export type ReadFrame =
  | { readonly frame: ClientFrame }
  | { readonly error: StreamError; readonly about: About };

const isId = (value: unknown): value is string | number =>
  Number.isSafeInteger(value) || (typeof value === "string" && value.length <= 64);

/**
 * Parses a message of a client.
 * @returns the frame, or its error, which is sent to the client
 * @throws MalformedError for what is not a JSON object
 */
export const readFrame = (text: string): ReadFrame => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedError("A message must be one JSON object.");
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new MalformedError("A message must be one JSON object.");
  const { t, id, sub } = json as Record<string, unknown>;
  const about: About = {
    id: isId(id) ? id : undefined,
    sub: typeof sub === "string" && sub.length <= 64 ? sub : undefined,
  };
  if (typeof t !== "string" || !Object.hasOwn(CLIENT_FRAMES, t)) {
    const known = Object.keys(CLIENT_FRAMES).join(", ");
    return { error: new StreamError("unknown_type", `\`t\` must be one of ${known}.`), about };
  }
  const outcome = CLIENT_FRAMES[t as ClientFrameName].safeParse(json);
  if (outcome.success) return { frame: outcome.data };
  const [issue] = outcome.error.issues;
  const place = issue?.path.map(String).join("/") ?? "";
  return {
    error: new StreamError(
      "bad_request",
      `${t}${place === "" ? "" : `/${place}`}: ${issue?.message ?? "is wrong"}`,
    ),
    about,
  };
};
