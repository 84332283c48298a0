import type { Stack } from "#stack";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startSharedStack } from "../support/backends.js";
import { maskedFrame, RawSocket, upgradeRequest } from "../support/raw-socket.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: processes, Postgres, and sockets that carry bytes as no client writes them. Nothing of it ends the process.
let stack: Stack;
let witness: RawClient;
const openRaw = (): Promise<RawSocket> => RawSocket.open(stack.replayUrl);
/** A WebSocket whose frames the test writes by itself. */
const openStream = async (): Promise<RawSocket> => {
  const raw = await openRaw();
  await raw.write(upgradeRequest());
  await raw.until("101 Switching Protocols");
  return raw;
};
beforeAll(async () => {
  stack = await startSharedStack("postgres");
  witness = await RawClient.open(streamUrl(stack.replayUrl));
});
afterEach(async () => {
  // A process that ended takes its connections with it.
  expect((await fetch(`${stack.replayUrl}/healthz`)).status).toBe(200);
  expect(witness.closed).toBeUndefined();
});
afterAll(() => stack?.close());

describe("an upgrade that is reset", () => {
  it.each([
    ["of a target that is no path", { target: "//" }],
    ["of a host with a space", { host: "a b" }],
    ["of another path", { target: "/v2/stream" }],
    ["to another protocol", { upgrade: "h2c" }],
    ["by a POST", { method: "POST" }],
    ["to the stream", {}],
  ])("%s", async (_, request) => {
    for (let round = 0; round < 5; round += 1) {
      const answered = await openRaw();
      await answered.write(upgradeRequest(request));
      await answered.until("HTTP/1.1 ");
      answered.reset();
      const early = await openRaw();
      await early.write(upgradeRequest(request));
      early.reset();
    }
  });

  it("while it waits for an answer", async () => {
    const raw = await openRaw();
    await raw.write(upgradeRequest().slice(0, 60));
    raw.reset();
  });
});

describe("an upgrade that is not the stream's", () => {
  it.each([
    ["another path", { target: "/v2/stream" }, "404"],
    ["a target that is no path", { target: "//" }, "404"],
    ["h2c, as Java's client offers it", { target: "/healthz", upgrade: "h2c" }, "200"],
    ["a WebSocket on a page", { target: "/healthz" }, "200"],
    ["HEAD", { target: "/healthz", upgrade: "h2c", method: "HEAD" }, "200"],
  ])("is answered as the request that it is: %s", async (_, request, status) => {
    const raw = await openRaw();
    await raw.write(upgradeRequest(request));
    await raw.untilClosed();
    expect(raw.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(raw.text.toLowerCase()).toContain("connection: close");
  });

  it.each([
    ["a key that is none", upgradeRequest().replace("dGhlIHNhbXBsZSBub25jZQ==", "short"), "400"],
    ["another version", upgradeRequest().replace("Version: 13", "Version: 7"), "400"],
    ["a method that is not GET", upgradeRequest({ method: "POST" }), "405"],
  ])("is answered where the stream is, too: %s", async (_, request, status) => {
    const raw = await openRaw();
    await raw.write(request);
    await raw.untilClosed();
    expect(raw.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe("bytes that are no frame", () => {
  const closes = async (bytes: Buffer, code: number): Promise<void> => {
    const raw = await openStream();
    await raw.write(bytes);
    await raw.untilClosed();
    const close = raw.bytes.subarray(-4);
    expect([...close]).toEqual([0x88, 2, code >> 8, code & 0xff]);
  };

  it("compressed, though nothing was negotiated: 1002", () =>
    closes(maskedFrame(0xc1, Buffer.from("bomb")), 1002));
  it("not masked: 1002", () => closes(Buffer.from([0x81, 2, 0x7b, 0x7d]), 1002));
  it("an opcode that does not exist: 1002", () =>
    closes(maskedFrame(0x83, Buffer.from("x")), 1002));
  it("a continuation of nothing: 1002", () => closes(maskedFrame(0x80, Buffer.from("x")), 1002));
  it("text that is not UTF-8: 1007", () =>
    closes(maskedFrame(0x81, Buffer.from([0xff, 0xfe, 0xfd])), 1007));
  it("a length of 2^62: 1009", () =>
    closes(Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 1009));
  it("more than a frame may have, in fragments: 1009", async () => {
    const fragment = maskedFrame(0x01, Buffer.alloc(40_000, 0x20));
    const rest = maskedFrame(0x00, Buffer.alloc(40_000, 0x20));
    await closes(Buffer.concat([fragment, rest]), 1009);
  });

  it("the offer of permessage-deflate is not taken", async () => {
    const raw = await openRaw();
    await raw.write(upgradeRequest({ extra: "Sec-WebSocket-Extensions: permessage-deflate\r\n" }));
    await raw.until("\r\n\r\n");
    expect(raw.text).toContain("101 Switching Protocols");
    expect(raw.text.toLowerCase()).not.toContain("sec-websocket-extensions");
    raw.reset();
  });
});

it("a reset at any moment of a conversation", async () => {
  const frames = [
    { t: "hello", caps: ["batch", "ack"] },
    { t: "subscribe", id: 1, sub: "a", manifest: "full", speed: 0 },
    { t: "subscribe", id: 2, sub: "b", stream: "market", from: "start" },
    { t: "control", id: 3, sub: "a", op: "seek", value: 3 },
    { t: "unsubscribe", id: 4, sub: "a" },
  ].map((frame) => maskedFrame(0x81, Buffer.from(JSON.stringify(frame))));
  const bytes = Buffer.concat([
    Buffer.from(upgradeRequest()),
    ...frames,
    maskedFrame(0x88, Buffer.alloc(0)),
  ]);
  for (let end = 1; end < bytes.length; end += 11) {
    const raw = await openRaw();
    await raw.write(bytes.subarray(0, end));
    if (end % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    raw.reset();
  }
});
