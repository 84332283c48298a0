import { httpCall, waitFor, type AppName, type Stack } from "#stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { backends, startSharedStack } from "../support/backends.js";
import { RawSocket } from "../support/raw-socket.js";

// Raw sockets against real processes: nothing that arrives on one may end a process or lock others out.
const head = (...lines: string[]): string => `${lines.join("\r\n")}\r\n\r\n`;
const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/** Sent whole and cut after every few bytes, each followed by a reset. */
const REQUESTS: Record<string, string> = {
  "a path of two slashes": head("GET // HTTP/1.1", "Host: x", ...UPGRADE),
  "a host with a space": head("GET /stream HTTP/1.1", "Host: a b", ...UPGRADE),
  "a host that is no host": head("GET /stream HTTP/1.1", "Host: [::", ...UPGRADE),
  "no host": head("GET /stream HTTP/1.0", ...UPGRADE),
  "an absolute target": head("GET http://[/stream HTTP/1.1", "Host: x", ...UPGRADE),
  "a handshake without a key": head(
    "GET /stream HTTP/1.1",
    "Host: x",
    "Connection: Upgrade",
    "Upgrade: websocket",
  ),
  "a handshake": head("GET /stream HTTP/1.1", "Host: x", ...UPGRADE),
  "an upgrade with a body": `${head("POST / HTTP/1.1", "Host: x", "Content-Length: 5", ...UPGRADE)}hello`,
  "a tunnel": head("CONNECT example.com:443 HTTP/1.1", "Host: example.com:443"),
  "not HTTP": "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
  "a header without a name": head("GET / HTTP/1.1", "Host: x", ": value"),
  "two lengths": head("POST / HTTP/1.1", "Host: x", "Content-Length: 1", "Content-Length: 2"),
  "a chunk without a size": `${head("POST /api/v1/valuation/batch HTTP/1.1", "Host: x", "Content-Type: application/json", "Transfer-Encoding: chunked")}zz\r\n`,
  "half of a body": `${head("POST /api/v1/valuation/batch HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Content-Length: 500")}{"domains":[`,
};
const APPS: AppName[] = ["gateway", "replay", "valuation-worker"];

let stack: Stack;
beforeAll(async () => {
  stack = await startSharedStack(backends()[0] ?? "postgres");
});
afterAll(() => stack?.close());

describe.each(APPS)("%s", (app) => {
  let url: string;
  beforeAll(() => {
    ({ url } = stack.apps[app]);
  });

  const isAlive = async (): Promise<void> => {
    expect((await httpCall(`${url}/healthz`, { timeoutMs: 30_000 })).status).toBe(200);
    expect(stack.apps[app].exit).toBeUndefined();
  };

  it.each(Object.entries(REQUESTS))("survives %s, then a reset", async (_, request) => {
    const raw = await RawSocket.open(url);
    await raw.write(Buffer.from(request, "latin1"));
    // Answered, closed, or waiting for more: then the reset.
    await waitFor(() => raw.text !== "" || raw.isClosed, {
      timeoutMs: 1_000,
      what: "an answer",
    }).catch(() => undefined);
    raw.reset();
    await raw.untilClosed();
    await isAlive();
  });

  it("connects a thousand callers at once, however busy it is", async () => {
    const { pid } = stack.apps[app];
    process.kill(pid, "SIGSTOP");
    try {
      const callers = await Promise.all(Array.from({ length: 1_000 }, () => RawSocket.open(url)));
      for (const caller of callers) caller.reset();
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await isAlive();
  });

  it.each(Object.entries(REQUESTS))("survives a reset anywhere in %s", async (_, request) => {
    for (let end = 1; end <= request.length; end += 7) {
      const raw = await RawSocket.open(url);
      await raw.write(Buffer.from(request.slice(0, end), "latin1"));
      raw.reset();
    }
    await isAlive();
  });

  it("answers an upgrade to a protocol that it does not speak as if none was asked for", async () => {
    const raw = await RawSocket.open(url);
    await raw.write(
      head(
        "GET /healthz HTTP/1.1",
        `Host: ${new URL(url).host}`,
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA",
      ),
    );
    await raw.until("alive");
    expect(raw.text).toMatch(/^HTTP\/1\.1 200 /);
    raw.reset();
  });

  it("answers a WebSocket upgrade on a path that has none by HTTP", async () => {
    const raw = await RawSocket.open(url);
    await raw.write(head("GET /nowhere HTTP/1.1", `Host: ${new URL(url).host}`, ...UPGRADE));
    await raw.until("\r\n\r\n");
    expect(raw.text).toMatch(/^HTTP\/1\.1 404 /);
    raw.reset();
  });

  it("closes connections that never finish their head, and answers others meanwhile", async () => {
    const slow = await Promise.all(Array.from({ length: 500 }, () => RawSocket.open(url)));
    for (const raw of slow) void raw.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    await isAlive();
    const drip = setInterval(() => {
      for (const raw of slow) if (!raw.isClosed) void raw.write("a");
    }, 1_000);
    await waitFor(() => slow.every(({ isClosed }) => isClosed), {
      timeoutMs: 30_000,
      what: "all to be closed",
    });
    clearInterval(drip);
    await isAlive();
  });
});
