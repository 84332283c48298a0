import { MAX_MANIFEST_BYTES } from "#contracts";
import { once } from "node:events";
import { Transform, type Readable } from "node:stream";
import * as zlib from "node:zlib";

import { ProblemError } from "./problem-error.js";

/** Maximum decompressed size of a body that is not JSON: the largest that any call accepts. */
export const MAX_DECODED_BYTES = MAX_MANIFEST_BYTES;

/** Node has Zstandard since 22.15. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };

const DECODERS: Readonly<Record<string, (payload: Readable) => Transform | Promise<Transform>>> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: async (payload) =>
    ((await firstByte(payload)) & 0x0f) === ZLIB_METHOD
      ? zlib.createInflate()
      : zlib.createInflateRaw(),
  br: () => zlib.createBrotliDecompress(),
  ...(createZstdDecompress === undefined ? {} : { zstd: () => createZstdDecompress() }),
};
/** `deflate` is zlib's format by the standard; some clients send raw deflate data. */
const ZLIB_METHOD = 8;

/** The supported content codings, as `Accept-Encoding` lists them. */
export const CODINGS = Object.keys(DECODERS)
  .filter((name) => name !== "x-gzip")
  .join(", ");

/** The size that Fastify compares with `Content-Length`. */
type EncodedBody = Readable & { receivedEncodedLength?: number };

/**
 * Decompresses a body by its `Content-Encoding` while it is read, up to `maxBytes`.
 * @returns the payload itself if it is not encoded
 * @throws ProblemError `unsupported-media-type`
 */
export const decompressed = async (
  payload: Readable,
  header: string | undefined,
  maxBytes: number,
): Promise<Readable> => {
  const codings = (header ?? "")
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  const [coding] = codings;
  if (coding === undefined) return payload;
  const decoderOf = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (decoderOf === undefined || codings.length > 1)
    throw new ProblemError(
      "unsupported-media-type",
      `The Content-Encoding "${codings.join(", ").slice(0, 80)}" is not supported. Send one of ${CODINGS}, or none.`,
    );
  const decoder = await decoderOf(payload);
  const limited: Transform & EncodedBody = limitBytes(maxBytes);
  limited.receivedEncodedLength = 0;
  payload.on("data", (chunk: Buffer) => {
    limited.receivedEncodedLength = (limited.receivedEncodedLength ?? 0) + chunk.length;
  });
  const fail = (): void => {
    limited.destroy(
      new ProblemError("malformed-body", `The body is not valid ${coding}, or was cut off.`),
    );
  };
  decoder.on("error", fail);
  payload.on("error", fail);
  limited.on("close", () => {
    payload.unpipe(decoder);
    decoder.destroy();
    // A client that is still sending must be able to read the answer.
    payload.resume();
  });
  payload.pipe(decoder).pipe(limited);
  if (payload.readableEnded) decoder.end();
  return limited;
};

const limitBytes = (maxBytes: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else
        done(
          new ProblemError(
            "payload-too-large",
            `The body has more than ${maxBytes / 1024 / 1024} MiB once it is decompressed.`,
          ),
        );
    },
  });
};

/** The first byte, or 0 for an empty body. It stays in the payload. */
const firstByte = async (payload: Readable): Promise<number> => {
  for (;;) {
    const chunk = payload.read() as Buffer | null;
    if (chunk !== null) {
      payload.unshift(chunk);
      return chunk[0] ?? 0;
    }
    if (payload.readableEnded || payload.destroyed) return 0;
    await Promise.race([once(payload, "readable"), once(payload, "end"), once(payload, "close")]);
  }
};
