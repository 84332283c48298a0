import { BATCH_TYPES, checkDepth, JsonDepthError, MAX_JSON_BYTES } from "#contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";

import { decodeBody, TextBody } from "./body-text.js";
import { CODINGS, decompressed, MAX_DECODED_BYTES } from "./decompress.js";
import { JSON_SUFFIX, KNOWN_TYPES, readMediaType, type BodyFormat } from "./media-type.js";
import { operationOf } from "./operation-of.js";
import { ProblemError } from "./problem-error.js";

/**
 * Reads bodies: JSON as a whole, CSV and NDJSON as a `TextBody` that the controller reads line by line. An unsupported
 * content type is a 415 before the body is read.
 */
export const addContentTypes = (fastify: FastifyInstance): void => {
  // The body of a DELETE is ignored.
  fastify.addHttpMethod("DELETE", { hasBody: false, overrideExisting: true });
  fastify.addHook("preParsing", async (request, reply, payload) => {
    if (!hasBody(request)) return payload;
    const format = takenFormat(request);
    try {
      return await decompressed(
        payload,
        request.headers["content-encoding"],
        format === "json" ? MAX_JSON_BYTES : MAX_DECODED_BYTES,
      );
    } catch (error) {
      if (error instanceof ProblemError) void reply.header("accept-encoding", CODINGS);
      throw error;
    }
  });
  fastify.removeAllContentTypeParsers();
  const parseSafely = fastify.getDefaultJsonParser("error", "error");
  const readJson = (
    request: FastifyRequest,
    body: Buffer,
    done: (error: Error | null, value?: unknown) => void,
  ): void => {
    const text = decodeBody(body, readMediaType(request.headers["content-type"])?.charset);
    void parseSafely(request, text, (error, value: unknown) =>
      done(error ?? tooDeep(value), value),
    );
  };
  for (const type of [...KNOWN_TYPES, JSON_SUFFIX])
    if (type instanceof RegExp || readMediaType(type)?.format === "json")
      fastify.addContentTypeParser(type, { parseAs: "buffer" }, readJson);
    else
      fastify.addContentTypeParser(type, (request, payload, done) => {
        const { format, charset } = readMediaType(request.headers["content-type"]) ?? {};
        // If reading stops early, the request must not be destroyed: the answer could not be sent.
        const bytes = payload.iterator({ destroyOnReturn: payload !== request.raw });
        done(null, new TextBody(format === "csv" ? "csv" : "ndjson", charset, bytes));
      });
};

const tooDeep = (value: unknown): ProblemError | null => {
  try {
    checkDepth(value);
    return null;
  } catch (error) {
    if (!(error instanceof JsonDepthError)) throw error;
    return new ProblemError("invalid-request", `The body ${error.message}.`);
  }
};

const hasBody = ({ method, headers }: FastifyRequest): boolean =>
  method !== "GET" &&
  method !== "HEAD" &&
  method !== "DELETE" &&
  (headers["transfer-encoding"] !== undefined ||
    (headers["content-length"] !== undefined && headers["content-length"] !== "0"));

/** The format of a body. @throws ProblemError `unsupported-media-type` if the call does not accept it */
const takenFormat = (request: FastifyRequest): BodyFormat | undefined => {
  const operation = operationOf(request);
  if (operation?.bodies === undefined) return undefined;
  const given = request.headers["content-type"];
  const format = readMediaType(given)?.format;
  const taken = operation.bodies.map(({ type }) => type);
  if (format !== undefined && taken.includes(BATCH_TYPES[format])) return format;
  throw new ProblemError(
    "unsupported-media-type",
    `${given === undefined ? "The body has no Content-Type" : `The Content-Type "${given.slice(0, 80)}" is not taken here`}. Send ${taken.join(" or ")}.`,
  );
};
