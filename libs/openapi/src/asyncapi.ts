import { z } from "zod";

import { schemaOf, type Json } from "./component-schemas.js";
import {
  CLIENT_FRAMES,
  type ClientFrameName,
  CLOSE_CODES,
  EVENT_TYPES,
  SERVER_FRAMES,
  type ServerFrameName,
  STREAM_ERRORS,
  STREAM_LIMITS,
  STREAM_PATH,
  STREAM_PROTOCOL,
} from "#contracts";

/** What each frame is for. */
const CLIENT_SUMMARIES: Record<ClientFrameName, string> = {
  hello: "Who this is and what it can do (`batch`, `ack`); once, first, and optional.",
  subscribe: "Asks for the `market` stream, a manifest or a replay.",
  ack: "What was taken, with the cap `ack`: at most 1,000 events or 1 MiB are on the way.",
  control: "Steers a subscription.",
  unsubscribe: "Gives a subscription up.",
  probe_ack: "Answers a probe, and says up to where this client has read.",
};
const SERVER_SUMMARIES: Record<ServerFrameName, string> = {
  welcome: "Answers `hello`.",
  subscribed: "The subscription begins; events follow.",
  event: "One event.",
  batch: "Several events; only with the cap `batch`.",
  mark: "Where the subscription is; at every turn, and when nothing else was sent for a while.",
  gap: "Events that are not kept any more: a loss is never silent.",
  controlled: "Answers `control`; frames of an older `gen` that come later are to be thrown away.",
  probe: "Asks for an answer, to measure the round trip.",
  unsubscribed: "Answers `unsubscribe`.",
  bye: "The server stops; come back after so many milliseconds.",
  error: "A call that cannot be done.",
};
const CLOSE_MEANINGS: Record<keyof typeof CLOSE_CODES, string> = {
  ended: "the last subscription has come to its end",
  shutdown: "the server stops: come back",
  full: "this process has all the connections that it can serve: try another, or later",
  slow: "too slow",
  malformed: "what came was no frame",
  auth: "no valid key",
  no_hello: "no `hello` in time",
  rate: "too many frames",
};

export interface AsyncApiMessage {
  readonly name: string;
  readonly summary: string;
  readonly payload: Json;
}
/** As much of AsyncAPI 3 as this document uses. */
export interface AsyncApiDocument {
  readonly asyncapi: "3.0.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: string;
  readonly servers: Json;
  readonly channels: { readonly stream: Json };
  readonly operations: Readonly<Record<"send" | "receive", Json>>;
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncApiMessage>>;
    readonly schemas: Readonly<Record<string, Json>>;
  };
}

/** The name of an event's data among the schemas. */
export const eventSchemaName = (type: string): string => `event.${type}`;

/**
 * Writes the AsyncAPI document from the schemas that frames are checked against.
 * @param version of the API, as the document tells it
 * @param host where the stream is, with its port
 */
export const asyncApiDocument = (version: string, host = "localhost:3001"): AsyncApiDocument => {
  const schemas: Record<string, Json> = {};
  const message = (name: string, summary: string, schema: z.ZodType): AsyncApiMessage => ({
    name,
    summary,
    payload: schemaOf(schema, schemas),
  });
  const sent = Object.entries(CLIENT_FRAMES).map(([name, schema]) =>
    message(name, CLIENT_SUMMARIES[name as ClientFrameName], schema),
  );
  const received = Object.entries(SERVER_FRAMES).map(([name, schema]) =>
    message(name, SERVER_SUMMARIES[name as ServerFrameName], schema),
  );
  const messages = [...sent, ...received];
  for (const [type, { v, data }] of Object.entries(EVENT_TYPES)) {
    schemas[eventSchemaName(type)] = {
      ...schemaOf(data, schemas),
      description: `\`data\` of \`${type}\`, version ${v}.`,
    };
  }
  const inChannel = ({ name }: AsyncApiMessage) => ({
    $ref: `#/channels/stream/messages/${name}`,
  });
  return {
    asyncapi: "3.0.0",
    info: { title: "Assay stream", version, description: DESCRIPTION },
    defaultContentType: "application/json",
    servers: { replay: { host, protocol: "ws", protocolVersion: "13" } },
    channels: {
      stream: {
        address: STREAM_PATH,
        description: `Subprotocol \`${STREAM_PROTOCOL}\`.`,
        messages: Object.fromEntries(
          messages.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: {
      // Told from the server's side: what it receives is what a client sends.
      receive: {
        action: "receive",
        channel: { $ref: "#/channels/stream" },
        messages: sent.map(inChannel),
      },
      send: {
        action: "send",
        channel: { $ref: "#/channels/stream" },
        messages: received.map(inChannel),
      },
    },
    components: { messages: Object.fromEntries(messages.map((one) => [one.name, one])), schemas },
  };
};

const DESCRIPTION = [
  "JSON text frames, no compression; `t` names the frame. Every event comes once and in order: `n` counts what was sent to a subscription, so a jump is a loss even behind a filter; `seq` is its place in the stream.",
  'To resume, subscribe with `from: {"seq": …, "epoch": …}` of the last event that was seen. It is exact, or refused as `unrecoverable`.',
  "The rolling hash is `h_n = sha256(h_{n−1} ‖ seq ‖ text)`: 32 zero bytes to begin with, `seq` in decimal digits, and the canonical JSON (sorted keys, no white space) of `{eid, type, v, at, data}`.",
  `Errors: ${STREAM_ERRORS.map((code) => `\`${code}\``).join(", ")}.`,
  `Close codes: ${Object.entries(CLOSE_CODES)
    .map(([name, code]) => `\`${code}\` ${CLOSE_MEANINGS[name as keyof typeof CLOSE_CODES]}`)
    .join("; ")}.`,
  `Limits: ${Object.entries(STREAM_LIMITS)
    .map(([name, limit]) => `\`${name}\` ${limit}`)
    .join(", ")}.`,
].join("\n\n");
