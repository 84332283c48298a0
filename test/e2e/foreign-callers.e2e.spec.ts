import type { Stack } from "#stack";
import { afterAll, beforeAll, expect, it } from "vitest";

import { backends, startSharedStack } from "../support/backends.js";
import { RawSocket, upgradeRequest } from "../support/raw-socket.js";

// Real processes without keys: only their own pages, under their own names, may call them.
const ALLOWED = "https://assay.example";
let stack: Stack;
beforeAll(async () => {
  stack = await startSharedStack(backends()[0] ?? "postgres", { ALLOWED_ORIGINS: ALLOWED });
});
afterAll(() => stack?.close());

const ask = async (url: string, request: string): Promise<string> => {
  const raw = await RawSocket.open(url);
  await raw.write(request);
  await raw.until("\r\n\r\n");
  raw.reset();
  return raw.text.slice(9, 12);
};
const post = (host: string, origin?: string): Promise<string> => {
  const body = JSON.stringify({ domains: ["alpha.one"] });
  const lines = [
    "POST /api/v1/valuation/batch HTTP/1.1",
    `Host: ${host}`,
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    "Content-Type: application/json",
    "Prefer: wait=30",
    `Content-Length: ${body.length}`,
  ];
  return ask(stack.gatewayUrl, `${lines.join("\r\n")}\r\n\r\n${body}`);
};
const openStream = (host: string, origin?: string): Promise<string> =>
  ask(
    stack.replayUrl,
    upgradeRequest({ host, extra: origin === undefined ? "" : `Origin: ${origin}\r\n` }),
  );

it.each([
  ["another host", (own: string) => [own.replace("127.0.0.1", "rebound.example")]],
  ["a page of another origin", (own: string) => [own, "https://elsewhere.example"]],
  ["a page of another port of this machine", (own: string) => [own, "http://localhost:9"]],
  ["a page without an origin of its own", (own: string) => [own, "null"]],
])("rejects %s", async (_, caller) => {
  const [host = "", origin] = caller(new URL(stack.gatewayUrl).host);
  expect(await post(host, origin)).toBe("403");
  expect(await openStream(host, origin)).toBe("403");
});

it("answers its own pages, those that are named, and callers that are no page", async () => {
  const { host, port } = new URL(stack.gatewayUrl);
  const callers = [
    [host],
    [`localhost:${port}`, `http://localhost:${port}`],
    [host, ALLOWED],
    ["assay.example", ALLOWED],
  ] as const;
  for (const [asked, origin] of callers) {
    expect(await post(asked, origin)).toBe("200");
    expect(await openStream(asked, origin)).toBe("101");
  }
  // The console, which the gateway serves, on the port of the stream.
  expect(await openStream(new URL(stack.replayUrl).host, stack.gatewayUrl)).toBe("101");
});

it("answers health checks under any name", async () => {
  for (const { url } of Object.values(stack.apps))
    expect(await ask(url, "GET /healthz HTTP/1.1\r\nHost: pod.internal\r\n\r\n")).toBe("200");
});
