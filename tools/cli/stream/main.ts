import { loadConfig } from "#config";
import { reachableHost } from "#stack";
import { EventHash, StreamClient } from "#stream-client";
import { WebSocket } from "ws";

import { readArguments, runCommand } from "../command-line/index.js";
import { countOf, eventLine, HELP, requestOf } from "./lines.js";

/** Prints the stream, or a replay, as it comes, and ends with the hash that was worked out from what came. */
const follow = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const values = readArguments(HELP, {
    manifest: text,
    live: { type: "boolean" },
    from: text,
    speed: text,
    types: text,
    domains: text,
    count: text,
    url: text,
    help: { type: "boolean" },
  });
  if (values.help === true || (values.manifest === undefined) === (values.live !== true)) {
    process.stdout.write(HELP);
    process.exitCode = values.help === true ? 0 : 2;
    return;
  }
  const { host, replayPort, key } = loadConfig();
  const url = values.url ?? `ws://${reachableHost(host)}:${replayPort}/v1/stream`;
  const most = countOf(values.count);

  const client = new StreamClient({
    url,
    request: requestOf(values),
    webSocket: WebSocket,
    ...(key === undefined ? {} : { token: key }),
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
  process.stdout.write(`${events} events, hash ${hash.hex}\n`);
  // After a lost connection the server's own begins where that was; the whole manifest's stands.
  const isWhole =
    values.types === undefined && values.domains === undefined && serverHash !== undefined;
  const expected = isWhole ? manifestHash : reconnects === 0 ? serverHash : undefined;
  if (expected !== undefined && expected !== hash.hex) {
    process.stderr.write(
      `The server says ${expected}: something was lost or changed on the way.\n`,
    );
    process.exitCode = 1;
  }
};

await runCommand(follow, ["ConfigError", "StreamRefusedError"]);
