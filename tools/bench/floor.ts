import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

import { call } from "./load.js";
import { summarise, type Summary } from "./statistics.js";

const CALLS = 500;

/**
 * What the machine charges for the least that a valuation does, in the same run: an empty HTTP handler, one SELECT, one
 * INSERT with its commit. A figure beside its floor can be compared between machines and days.
 */
export const measureFloor = async (databaseUrl: string): Promise<Record<string, Summary>> => {
  const server = createServer((request, response) => {
    request.resume();
    response.end("{}");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS bench_floor (a integer)");
  try {
    return {
      "empty HTTP handler": await timed(() => call("POST", url, {})),
      "one SELECT": await timed(() => client.query({ name: "floor-select", text: "SELECT 1" })),
      "one INSERT, committed": await timed(() =>
        client.query({ name: "floor-insert", text: "INSERT INTO bench_floor VALUES (1)" }),
      ),
    };
  } finally {
    await client.query("DROP TABLE bench_floor");
    await client.end();
    server.close();
    server.closeAllConnections();
  }
};

const timed = async (run: () => Promise<unknown>): Promise<Summary> => {
  const samplesMs: number[] = [];
  for (let index = 0; index < CALLS; index += 1) {
    const startedMs = performance.now();
    await run();
    samplesMs.push(performance.now() - startedMs);
  }
  return summarise(samplesMs);
};
