import { loadConfig } from "#config";
import { reachableHost } from "#stack";
import { EventHash, StreamClient, StreamRefusedError } from "#stream-client";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";

import { eventLine, HELP, requestOf } from "./lines.js";

// Prints the stream, or a replay, as it comes, and ends with the hash that was worked out from what came.
const { values } = parseArgs({
  options: {
    manifest: { type: "string" },
    live: { type: "boolean" },
    from: { type: "string" },
    speed: { type: "string" },
    types: { type: "string" },
    domains: { type: "string" },
    count: { type: "string" },
    url: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help === true || (values.manifest === undefined) === (values.live !== true)) {
  process.stdout.write(HELP);
  process.exit(values.help === true ? 0 : 2);
}
const { host, replayPort } = loadConfig();
const url = values.url ?? `ws://${reachableHost(host)}:${replayPort}/v1/stream`;
const most = values.count === undefined ? Number.POSITIVE_INFINITY : Number(values.count);

const client = new StreamClient({
  url,
  request: requestOf(values),
  webSocket: WebSocket,
  onReconnect: ({ code, reason }) => {
    reconnects += 1;
    process.stderr.write(
      `Not connected to ${url} (${code}${reason && ` ${reason}`}); trying again.\n`,
    );
  },
  onLoss: ({ expected, got }) =>
    process.stderr.write(`Lost ${expected} to ${got - 1}; asking again.\n`),
});
process.once("SIGINT", () => client.close());

const hash = new EventHash();
let events = 0;
let reconnects = 0;
let serverHash: string | undefined;
let manifestHash: string | undefined;
try {
  for await (const item of client) {
    if (item.t === "subscribed") manifestHash = item.manifest_hash;
    if (item.t === "mark") serverHash = item.phase === "ended" ? item.hash : undefined;
    if (item.t === "mark" && values.live === true)
      process.stdout.write(`— ${item.phase}, head ${item.head}\n`);
    if (item.t === "gap") process.stdout.write(`— gap ${item.from_seq}..${item.to_seq}\n`);
    if (item.t !== "event") continue;
    await hash.add(item);
    process.stdout.write(`${eventLine(item)}\n`);
    events += 1;
    if (events >= most) break;
  }
} catch (error) {
  if (!(error instanceof StreamRefusedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
process.stdout.write(`${events} events, hash ${hash.hex}\n`);
// After a lost connection the server's own begins where that was; the whole manifest's stands.
const isWhole =
  values.types === undefined && values.domains === undefined && serverHash !== undefined;
const expected = isWhole ? manifestHash : reconnects === 0 ? serverHash : undefined;
if (expected !== undefined && expected !== hash.hex) {
  process.stderr.write(`The server says ${expected}: something was lost or changed on the way.\n`);
  process.exit(1);
}
