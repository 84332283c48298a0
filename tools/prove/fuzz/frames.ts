import { within } from "#concurrency";
import { CLOSE_CODES, SERVER_FRAMES, STREAM_PATH, STREAM_PROTOCOL } from "#contracts";
import { eventSchemaName, type AsyncApiDocument } from "#openapi";
import fc from "fast-check";
import { WebSocket } from "ws";

import { anyJson, arbitraryOf, type Schema } from "./arbitrary-of-schema.js";
import { schemaChecker } from "./schema-checker.js";

/** What a client may send, as the document has it. */
const CLIENT_MESSAGES = ["hello", "subscribe", "ack", "control", "unsubscribe", "probe_ack"];
const MAX_FRAMES = 20;
const ANSWER_MS = 30_000;
/** What `ws` itself says of bytes that are no frames, or too many of them. */
const WS_CODES = [1002, 1007, 1009];
const CODES = new Set<number>([...Object.values(CLOSE_CODES), ...WS_CODES]);

/** Frames of one connection, as texts. */
export const framesOf = (document: AsyncApiDocument): fc.Arbitrary<string[]> => {
  const { messages, schemas } = document.components;
  const resolve = (ref: string): Schema => schemas[ref.split("/").at(-1) ?? ""] ?? {};
  const frame = fc.oneof(
    ...CLIENT_MESSAGES.map((name) =>
      arbitraryOf((messages[name]?.payload ?? {}) as Schema, resolve),
    ),
  );
  const text = fc.oneof(
    // Few names of subscriptions, so that frames meet those that are there.
    {
      weight: 20,
      arbitrary: fc
        .tuple(frame, fc.constantFrom("a", "b", undefined))
        .map(([value, sub]) =>
          JSON.stringify(
            sub !== undefined && typeof value === "object" && value !== null && "sub" in value
              ? { ...value, sub }
              : value,
          ),
        ),
    },
    { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
  );
  const garbled = fc.oneof(
    { weight: 60, arbitrary: text },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: text.map((whole) => whole.slice(0, whole.length / 2)) },
  );
  return fc.array(garbled, { minLength: 1, maxLength: MAX_FRAMES });
};

/** What speaks against how the stream takes these frames; undefined when nothing does. */
export const objectionToAnswers = async (
  streamUrl: string,
  frames: readonly string[],
  check: CheckFrame,
): Promise<string | undefined> => {
  const socket = new WebSocket(`${streamUrl}${STREAM_PATH}`, STREAM_PROTOCOL);
  let objection: string | undefined;
  const object = (what: string): void => {
    objection ??= what;
  };
  socket.on("message", (data) => {
    const text = (data as Buffer).toString("utf8");
    const wrong = check(text);
    if (wrong !== undefined) object(`${wrong}: ${text.slice(0, 500)}`);
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  const opened = new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  try {
    await inTime(opened, "the connection");
    for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    const ponged = new Promise<"pong">((resolve) => socket.once("pong", () => resolve("pong")));
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    const outcome = await inTime(Promise.race([ponged, closed]), "an answer");
    if (typeof outcome === "number" && !CODES.has(outcome)) object(`closed with ${outcome}`);
  } catch (error) {
    object((error as Error).message);
  } finally {
    socket.terminate();
  }
  return objection;
};

/** What is wrong with a frame of the server's, by the document; undefined where nothing is. */
export type CheckFrame = (text: string) => string | undefined;

/** Checks frames, and the data of each event in them. */
export const frameChecker = (document: AsyncApiDocument): CheckFrame => {
  const { messages, schemas } = document.components;
  const check = schemaChecker(document);
  const eventMisfit = ({ type, data }: { type?: string; data?: unknown }): string | undefined => {
    const schema = schemas[eventSchemaName(type ?? "")];
    return schema === undefined ? `an event of the unknown type ${type}` : check(schema, data);
  };
  return (text) => {
    const frame = JSON.parse(text) as {
      t: keyof typeof SERVER_FRAMES;
      code?: string;
      events?: { type?: string; data?: unknown }[];
    };
    if (!Object.hasOwn(SERVER_FRAMES, frame.t)) return "a frame that the document does not know";
    const misfit =
      check(messages[frame.t]?.payload ?? {}, frame) ??
      (frame.t === "event" ? [frame] : (frame.events ?? [])).map(eventMisfit).find(Boolean);
    if (misfit !== undefined) return `a frame that does not fit its schema: ${misfit}`;
    return frame.code === "internal" ? "an internal error" : undefined;
  };
};

const inTime = <T>(work: Promise<T>, what: string): Promise<T> =>
  within(ANSWER_MS, work, () => new Error(`${what} did not come in time`));
