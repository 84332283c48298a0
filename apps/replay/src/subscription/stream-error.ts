import type { ServerFrameOf, StreamErrorCode } from "#contracts";

/** A rejected or failed call, sent to the client as an `error` frame. */
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

/** The log has another epoch, so its subscriptions cannot continue. @param log the current log */
export const epochChanged = ({
  epoch,
  oldest,
  head,
}: {
  epoch: string;
  oldest: number;
  head: number;
}): StreamError =>
  new StreamError("epoch_changed", "The log was rebuilt. Subscribe again.", {
    epoch,
    oldest,
    head,
  });

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
