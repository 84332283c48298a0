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
  hello:
    "Authenticates the client and announces its capabilities (`batch`, `ack`); optional, once, as the first frame.",
  subscribe: "Subscribes to the `market` stream, a manifest or a replay.",
  ack: "Acknowledges events, with the cap `ack`: at most 1,000 events or 1 MiB are unacknowledged.",
  control: "Controls a subscription: pause, resume, speed, seek, step, live.",
  unsubscribe: "Ends a subscription.",
  probe_ack: "Answers a probe, with the offset that this client has read.",
};
const SERVER_SUMMARIES: Record<ServerFrameName, string> = {
  welcome: "Answers `hello`.",
  subscribed: "The subscription begins; events follow.",
  event: "One event.",
  batch: "Several events; only with the cap `batch`.",
  mark: "The state and offset of the subscription; at each change of state, and after a while without other frames.",
  gap: "Events that retention has removed: a loss is never silent.",
  controlled: "Answers `control`. Discard frames of an older `gen` that arrive later.",
  probe: "Measures the round trip; answer with `probe_ack`.",
  unsubscribed: "Answers `unsubscribe`.",
  bye: "The server stops; reconnect after `after_ms`.",
  error: "A call was rejected or failed.",
};
const CLOSE_MEANINGS: Record<keyof typeof CLOSE_CODES, string> = {
  ended: "the last subscription has ended",
  shutdown: "the server stops: reconnect",
  full: "this process has reached its limit of connections: retry later",
  slow: "too slow",
  malformed: "the message was not a frame",
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
 * @param version of the API
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
      // From the server's side: it receives what a client sends.
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
  "JSON text frames, no compression; `t` names the frame. Every event is sent once and in order. `n` counts the events of a subscription, so a gap in `n` is a loss even with a filter; `seq` is the event's offset in the stream.",
  'To resume, subscribe with `from: {"seq": …, "epoch": …}` of the last event that you received. The resume is exact, or rejected as `unrecoverable`.',
  "The rolling hash is `h_n = sha256(h_{n−1} ‖ seq ‖ text)`, where `h_0` is 32 zero bytes, `seq` is in decimal digits, and `text` is the canonical JSON (sorted keys, no white space) of `{eid, type, v, at, data}`.",
  `Errors: ${STREAM_ERRORS.map((code) => `\`${code}\``).join(", ")}.`,
  `Close codes: ${Object.entries(CLOSE_CODES)
    .map(([name, code]) => `\`${code}\` ${CLOSE_MEANINGS[name as keyof typeof CLOSE_CODES]}`)
    .join("; ")}.`,
  `Limits: ${Object.entries(STREAM_LIMITS)
    .map(([name, limit]) => `\`${name}\` ${limit}`)
    .join(", ")}.`,
].join("\n\n");
