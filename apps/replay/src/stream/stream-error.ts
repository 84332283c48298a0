import type { ServerFrameOf, StreamErrorCode } from "#contracts";

/** A call that cannot be done: told to the client as an `error` frame. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  constructor(
    readonly code: StreamErrorCode,
    message: string,
    readonly more: Partial<ServerFrameOf<"error">> = {},
  ) {
    super(message);
  }
}

export const errorFrame = (
  error: StreamError,
  about: { id?: string | number | undefined; sub?: string | undefined },
): ServerFrameOf<"error"> => ({
  t: "error",
  ...(about.id === undefined ? {} : { id: about.id }),
  ...(about.sub === undefined ? {} : { sub: about.sub }),
  code: error.code,
  message: error.message,
  temporary: false,
  ...error.more,
});
