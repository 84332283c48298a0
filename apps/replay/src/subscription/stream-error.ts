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

/** Whoever follows the log cannot go on: it is another one. @param log as it is now */
export const epochChanged = ({
  epoch,
  oldest,
  head,
}: {
  epoch: string;
  oldest: number;
  head: number;
}): StreamError =>
  new StreamError("epoch_changed", "The log was rebuilt. Begin anew.", { epoch, oldest, head });

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
