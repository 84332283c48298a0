import fastify, { type FastifyInstance } from "fastify";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";

import { guardConnections } from "./guard-connections.js";

const MAX_CONNECTIONS = 3;
let app: FastifyInstance;
let sockets: Socket[];
let answers: (() => void)[];
beforeEach(async () => {
  sockets = [];
  answers = [];
  app = fastify();
  guardConnections(app, { maxConnections: MAX_CONNECTIONS, hasUpgrades: true });
  app.server.on("upgrade", (_request, socket) => {
    if (!socket.destroyed) socket.end("upgraded");
  });
  app.get("/healthz", () => "alive");
  app.get("/quick", () => "quick");
  app.get("/slow", () => new Promise((resolve) => answers.push(() => resolve("slow"))));
  await app.listen({ port: 0, host: "127.0.0.1" });
});
afterEach(async () => {
  for (const answer of answers) answer();
  for (const socket of sockets) socket.destroy();
  await app.close();
});

const open = async (): Promise<Socket> => {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
};

/** The first bytes that come back; an empty text for a connection that is closed without any. */
const get = (socket: Socket, path: string): Promise<string> =>
  new Promise((resolve) => {
    socket.once("data", (data) => resolve(data.toString()));
    socket.once("close", () => resolve(""));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  });

const fillWithSlow = async (): Promise<void> => {
  for (let index = 0; index < MAX_CONNECTIONS; index += 1) void get(await open(), "/slow");
  while (answers.length < MAX_CONNECTIONS) await new Promise(setImmediate);
};

it("keeps room for the health check where every connection is busy, and for nothing else", async () => {
  await fillWithSlow();
  expect(await get(await open(), "/healthz")).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/);
  expect(await get(await open(), "/quick")).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1/);
});

it("gives the place of the connection that waits longest for a request to a new one", async () => {
  const first = await open();
  expect(await get(first, "/quick")).toMatch(/ 200 /);
  const second = await open();
  await open();
  const isClosed = new Promise((resolve) => first.once("close", resolve));
  // Only who has waited for a while gives way.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const last = await open();
  await isClosed;
  expect(await get(last, "/quick")).toMatch(/ 200 /);
  expect(second.destroyed).toBe(false);
});

it("answers the health check while hundreds of connections come that say nothing", async () => {
  await fillWithSlow();
  for (let index = 0; index < 300; index += 1) await open();
  expect(await get(await open(), "/healthz")).toMatch(/^HTTP\/1\.1 200 /);
});

it("rejects an upgrade where only reserved room is left", async () => {
  await fillWithSlow();
  const socket = await open();
  const answer = new Promise<string>((resolve) => {
    socket.once("data", (data) => resolve(data.toString()));
    socket.once("close", () => resolve(""));
  });
  socket.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  expect(await answer).toMatch(/^HTTP\/1\.1 503 |^$/);
});
