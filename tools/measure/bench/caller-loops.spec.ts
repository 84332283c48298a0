import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";

import { runCallers, type CallerLoad, type CallersOutcome } from "./caller-loops.js";

/** Runs callers on a server that answers its n-th request as given. */
const against = async (
  loop: CallerLoad["loop"],
  answer: (response: ServerResponse, request: number) => void,
): Promise<CallersOutcome & { requests: number }> => {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    requests += 1;
    answer(response, requests);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const outcome = await runCallers({ gatewayUrl, seconds: 1, ensemble: false, loop });
    return { ...outcome, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};
const good = (response: ServerResponse): void =>
  void response.setHeader("Server-Timing", "load;dur=1.5").end("{}");
const failed = (response: ServerResponse, status: number): void => {
  response.statusCode = status;
  response.end("{}");
};
const rejected = (response: ServerResponse): void =>
  failed(response.setHeader("Retry-After", "60"), 503);

it("answers, rejections and failures are counted apart", async () => {
  const outcome = await against({ callers: 1, isObedient: false }, (response, request) => {
    if (request === 1) rejected(response);
    else if (request === 2) failed(response, 500);
    else if (request === 3) failed(response, 503);
    else if (request === 4) response.destroy();
    else good(response);
  });
  expect(outcome.rejected).toBe(1);
  const broken = Object.entries(outcome.failures).filter(([what]) => !what.startsWith("status"));
  expect(outcome.failures).toMatchObject({ "status 500": 1, "status 503": 1 });
  expect(broken.map(([, times]) => times)).toEqual([1]);
  expect(outcome.answered.length).toBe(outcome.requests - 4);
  expect(outcome.answered[0]).toMatchObject({ serverTiming: "load;dur=1.5" });
});

it("callers that obey wait for Retry-After, others ask again at once", async () => {
  const obedient = await against({ callers: 2, isObedient: true }, rejected);
  expect(obedient.rejected).toBe(2);
  const eager = await against({ callers: 2, isObedient: false }, rejected);
  expect(eager.rejected).toBeGreaterThan(2);
});

it("an open loop makes its calls whether or not those before are answered", async () => {
  const held: ServerResponse[] = [];
  const outcome = await against({ perSecond: 20 }, (response) => {
    held.push(response);
    if (held.length === 20) for (const one of held) good(one);
  });
  expect(outcome.answered).toHaveLength(20);
});
