import { loadConfig } from "#config";
import { reachableHost } from "#stack";
import { StreamClient } from "#stream-client";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

import { readArguments, runCommand } from "../../cli/command-line/index.js";
import { movingMarket } from "./moving-market.js";
import { gatewayOf, numberOf, seedOf } from "./options.js";
import { seededMarket } from "./seeded-market.js";
import { sendEvents } from "./send.js";
import { readSoldNames } from "./sold-names.js";

const HELP = `npm run simulate [-- --rate 50] [--seconds 20] [--seed N] [--market N] [--url http://127.0.0.1:3000]
Keeps a seeded market moving: trades, listings and offers at that many a second, 0 seconds for as long as it may run.
  --seed N      the same seed and market are the same events; a new one by default
  --market N    the seed of npm run seed-market (1)
`;
/** How often what is due is sent: one request. */
const TURN_MS = 50;
const SECOND_MS = 1_000;

/** What was sent, what became of it, and what was seen on the stream. */
interface Counts {
  sent: number;
  accepted: number;
  rejected: number;
  valuations: number;
  navs: number;
}

const line = (second: string, { sent, accepted, rejected, valuations, navs }: Counts): string =>
  `${second}  ${sent} sent, ${accepted} accepted, ${rejected} rejected; seen: ${valuations} values, ${navs} NAVs\n`;

/** Counts the values and NAVs on the stream, until it is closed. Where there is no stream, none are seen. */
const watch = (counts: Counts): StreamClient => {
  const { host, replayPort, key } = loadConfig();
  const client = new StreamClient({
    url: `ws://${reachableHost(host)}:${replayPort}/v1/stream`,
    request: {
      stream: "market",
      from: "now",
      filter: { types: ["valuation_update", "nav_update"] },
    },
    webSocket: WebSocket,
    ...(key === undefined ? {} : { token: key }),
  });
  const count = async (): Promise<void> => {
    for await (const item of client) {
      if (item.t !== "event") continue;
      if (item.type === "nav_update") counts.navs += 1;
      else counts.valuations += 1;
    }
  };
  count().catch((error: Error) => process.stderr.write(`The stream ended: ${error.message}\n`));
  return client;
};

const simulate = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const values = readArguments(HELP, {
    rate: text,
    seconds: text,
    seed: text,
    market: text,
    url: text,
    help: { type: "boolean" },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const url = gatewayOf(values.url);
  const rate = numberOf("--rate", values.rate ?? "50", {
    min: 0.1,
    max: 10_000,
    isWhole: false,
  });
  const seconds = numberOf("--seconds", values.seconds ?? "20", {
    min: 0,
    max: 86_400,
    isWhole: false,
  });
  const seed = seedOf("--seed", values.seed ?? String(Date.now() % 1_000_000_000));
  const market = seedOf("--market", values.market ?? "1");
  const { domains } = seededMarket(await readSoldNames(), market, 0);

  const interrupt = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupt.abort());
  const counts: Counts = { sent: 0, accepted: 0, rejected: 0, valuations: 0, navs: 0 };
  const stream = watch(counts);
  const startMs = Date.now();
  const moves = movingMarket(domains, seed, startMs, rate);
  const most = seconds === 0 ? Number.POSITIVE_INFINITY : Math.round(rate * seconds);
  let reportedSeconds = 0;
  process.stderr.write(`Seed ${seed}: ${rate} events a second to ${url}; Ctrl-C ends it.\n`);
  try {
    while (counts.sent < most && !interrupt.signal.aborted) {
      const elapsedMs = Date.now() - startMs;
      // By the clock and not by what was sent: a turn that comes late sends what it has missed.
      const due = Math.min(most, Math.floor((elapsedMs * rate) / SECOND_MS) + 1) - counts.sent;
      if (due > 0) {
        const events = Array.from({ length: due }, () => moves.next().value);
        counts.sent += due;
        const taken = await sendEvents(url, events);
        counts.accepted += taken.accepted;
        counts.rejected += taken.refused;
      }
      const second = Math.floor((Date.now() - startMs) / SECOND_MS);
      if (second > reportedSeconds) {
        reportedSeconds = second;
        process.stderr.write(line(`${String(second).padStart(4)} s`, counts));
      }
      await sleep(TURN_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
    // What the last events have caused is still on its way.
    await sleep(SECOND_MS, undefined, { signal: interrupt.signal }).catch(() => undefined);
  } finally {
    stream.close();
  }
  process.stdout.write(line("  all", counts));
};

await runCommand(simulate, ["ConfigError", "SendError"]);
