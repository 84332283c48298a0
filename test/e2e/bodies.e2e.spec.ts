import { waitFor, type Stack } from "#stack";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { RawSocket } from "../support/raw-socket.js";

// Real: what a gateway holds in memory of bodies that are made to grow there, and what it reads of those that it rejects.
const MIB = 1024 * 1024;
const KEY = "assay-key-of-this-test-0123456789abcdef";
const HASH = createHash("sha256").update(KEY).digest("hex");

const peakMb = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

let open: Stack;
beforeAll(async () => {
  open = await startSharedStack(backends()[0] ?? "postgres");
});
afterAll(() => open?.close());

it("eight bodies of 8 MiB that are all structure leave a gateway well below its memory limit", async () => {
  const body = `{"domains":[${"{},".repeat(2_790_000)}{}]}`;
  expect(body.length).toBeLessThan(8 * MIB);
  const post = () =>
    fetch(`${open.gatewayUrl}/api/v1/valuation/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).then(({ status }) => status);
  const statuses = await Promise.all(Array.from({ length: 8 }, post));
  for (const status of statuses) expect([413, 503]).toContain(status);
  expect(statuses).toContain(413);
  expect(peakMb(open.apps.gateway.pid)).toBeLessThan(400);
  expect((await new Api(open.gatewayUrl).submit(["after.one"])).status).toBe(200);
});

it("bodies that are announced and not sent do not use up the budget", async () => {
  const slow = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const raw = await RawSocket.open(open.gatewayUrl);
      await raw.write(
        `POST /api/v1/valuation/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${8 * MIB}\r\n\r\n{`,
      );
      return raw;
    }),
  );
  expect((await new Api(open.gatewayUrl).submit(["room.one"])).status).toBe(200);
  for (const raw of slow) raw.reset();
});

/** Sends chunks until the connection is closed. @returns the answer, and how much was taken from us */
const pour = async (url: string, head: string): Promise<{ status: string; takenBytes: number }> => {
  const raw = await RawSocket.open(url);
  const chunk = Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`);
  await raw.write(head);
  const { socket } = raw;
  for (let sent = 0; sent < 64 * MIB && !raw.isClosed; sent += chunk.length) {
    if (!socket.write(chunk))
      await Promise.race([
        new Promise((resolve) => socket.once("drain", resolve)),
        new Promise((resolve) => socket.once("close", resolve)),
      ]);
  }
  await waitFor(() => raw.isClosed, { timeoutMs: 10_000, what: "the connection to be closed" });
  return { status: raw.text.slice(9, 12), takenBytes: socket.bytesWritten - socket.writableLength };
};
const headOf = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
/** What the buffers of the system on both sides take without anybody reading. */
const MAX_BUFFERED_BYTES = 12 * MIB;

it("reads nothing of a body for a call that does not exist", async () => {
  const { status, takenBytes } = await pour(open.gatewayUrl, headOf("/api/v1/nowhere"));
  expect(status).toBe("404");
  expect(takenBytes).toBeLessThan(MAX_BUFFERED_BYTES);
});

it("reads no body of a caller without a key, and sends no 100 Continue", async () => {
  const closed = await startSharedStack(backends()[0] ?? "postgres", {
    API_KEYS: `test:value+read:${HASH}`,
  });
  try {
    const { status, takenBytes } = await pour(closed.gatewayUrl, headOf("/api/v1/valuation/batch"));
    expect(status).toBe("401");
    expect(takenBytes).toBeLessThan(MAX_BUFFERED_BYTES);
    const raw = await RawSocket.open(closed.gatewayUrl);
    await raw.write(
      headOf("/api/v1/valuation/batch").replace("Host", "Expect: 100-continue\r\nHost"),
    );
    await raw.until("\r\n\r\n");
    expect(raw.text).toMatch(/^HTTP\/1\.1 401 /);
    raw.reset();
  } finally {
    await closed.close();
  }
});

it("asks for a body by 100 Continue where it is wanted", async () => {
  const raw = await RawSocket.open(open.gatewayUrl);
  const body = '{"domains":["continue.one"]}';
  await raw.write(
    `POST /api/v1/valuation/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await raw.until("HTTP/1.1 100 Continue\r\n\r\n");
  await raw.write(body);
  await raw.until("HTTP/1.1 200 ");
  raw.reset();
});
