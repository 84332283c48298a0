import { fastify, type FastifyInstance } from "fastify";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { endIdleUploads } from "./idle-uploads.js";
import { clientErrorHandler } from "./server-errors.js";

// Real: a server and sockets of this process.
let server: FastifyInstance | undefined;
afterEach(() => server?.close());

const start = async (idleMs: number): Promise<number> => {
  server = fastify({ clientErrorHandler, http: { maxHeaderSize: 1_024 }, requestTimeout: 0 });
  endIdleUploads(server, idleMs);
  server.post("/", async ({ body }) => ({ heard: (body as { text: string }).text.length }));
  await server.listen({ port: 0, host: "127.0.0.1" });
  return (server.server.address() as AddressInfo).port;
};

/** Sends parts with a pause behind each, and gives all that was answered until the connection is closed. */
const exchange = (port: number, parts: readonly string[], pauseMs: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.on("data", (part: Buffer) => {
      heard += part.toString();
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", reject);
    const sendAll = async (): Promise<void> => {
      for (const part of parts) {
        socket.write(part);
        await new Promise((next) => setTimeout(next, pauseMs));
      }
    };
    sendAll().catch(reject);
  });

const HEAD =
  "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n";

describe("an upload", () => {
  it("may last for as long as its bytes keep arriving", async () => {
    const port = await start(3_000);
    const text = `{"text":"${"a".repeat(20)}"}`;
    const heard = await exchange(
      port,
      [`${HEAD}content-length: ${text.length}\r\n\r\n`, ...text.split("")],
      // All of them together take longer than the limit.
      110,
    );
    expect(heard).toContain('{"heard":20}');
  });

  it("that has stopped is a 408", async () => {
    const port = await start(100);
    const heard = await exchange(port, [`${HEAD}content-length: 100\r\n\r\n{`], 0);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(heard).toContain("content-type: application/problem+json");
    expect(heard).toContain('"type":"urn:assay:problem:request-timeout"');
  });
});

describe("what the HTTP server itself rejects is a problem", () => {
  it.each([
    ["no HTTP", "garbage\r\n\r\n", 400, "malformed-body"],
    [
      "a length that is none",
      "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
      400,
      "malformed-body",
    ],
    [
      "headers that are too large",
      `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(2_000)}\r\n\r\n`,
      431,
      "headers-too-large",
    ],
  ])("%s", async (_, text, status, kind) => {
    const heard = await exchange(await start(1_000), [text], 0);
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const [head = "", body = ""] = heard.split("\r\n\r\n");
    expect(head).toContain("content-type: application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ type: `urn:assay:problem:${kind}`, status });
  });
});
