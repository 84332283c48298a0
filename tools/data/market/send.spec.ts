import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";

import { SendError, sendEvents, sendJson } from "./send.js";

// Real: HTTP on loopback. The gateway is a stand-in that answers what each test says.
const seen: { url: string; type: string; body: string }[] = [];
let answer = { status: 200, body: "{}" };
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString("utf8");
    });
    request.on("end", () => {
      seen.push({ url: request.url ?? "", type: request.headers["content-type"] ?? "", body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const event = {
  id: "move-1-0",
  type: "listing_cancelled",
  listing_id: "l-1",
  at: "2026-01-15T12:00:00.000Z",
} as const;

it("sends one event per line, and returns the outcome", async () => {
  const taken = { accepted: 1, stale: 0, duplicates: 1, refused: 0, errors: [], head_seq: 7 };
  answer = { status: 200, body: JSON.stringify(taken) };
  expect(await sendEvents(url, [event, event])).toEqual(taken);
  const line = `${JSON.stringify(event)}\n`;
  expect(seen.at(-1)).toEqual({
    url: "/api/v1/market/events",
    type: "application/x-ndjson",
    body: line + line,
  });
});

it("what is there already is the caller's to judge; every other rejection is an error", async () => {
  answer = { status: 409, body: '{"detail":"There is a fund CORE already."}' };
  expect(await sendJson(url, "/api/v1/etfs", {})).toMatchObject({ status: 409 });
  answer = { status: 400, body: "no" };
  await expect(sendJson(url, "/api/v1/etfs", {})).rejects.toThrow("answered 400: no");
  await expect(sendEvents(url, [event])).rejects.toThrow(SendError);
  await expect(sendEvents("http://127.0.0.1:1", [event])).rejects.toThrow("npm start");
});
