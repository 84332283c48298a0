import { StreamClient } from "#stream-client";
import { waitFor, type Stack } from "#stack";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";

import {
  alertRules,
  dashboardPanels,
  namesIn,
} from "../../tools/check/monitoring/monitoring-files.js";
import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

// Real: three processes that have done a little of everything, and their metrics afterwards.
let stack: Stack;
let exposed: Set<string>;
beforeAll(async () => {
  stack = await startSharedStack(backends()[0] ?? "postgres");
  const api = new Api(stack.gatewayUrl);
  const stream = new StreamClient({
    url: `${stack.replayUrl.replace(/^http/, "ws")}/v1/stream`,
    request: { stream: "market", from: "start" },
    webSocket: WebSocket,
  });
  await api.submit(["alpha.one"]);
  // It stays, because how far it is behind is asked every ten seconds.
  const following = (async () => {
    for await (const item of stream) void item;
  })();
  exposed = await waitFor(
    async () => {
      const names = new Set<string>();
      for (const url of [stack.gatewayUrl, stack.replayUrl, stack.workerUrl]) {
        const text = await (await fetch(`${url}/metrics`)).text();
        for (const [name] of text.matchAll(/\b[a-z]\w*/g)) names.add(name);
      }
      return names.has("assay_stream_lag_events_bucket") && names;
    },
    { timeoutMs: 60_000, what: "the stream's lag to be measured" },
  );
  stream.close();
  await following;
});
afterAll(() => stack?.close());

it.each(alertRules())("the alert $alert asks for what is exposed", ({ expr }) => {
  expect(namesIn(expr).length).toBeGreaterThan(0);
  expect(namesIn(expr).filter((name) => !exposed.has(name))).toEqual([]);
});

it.each(dashboardPanels())("the panel $title asks for what is exposed", ({ targets }) => {
  const names = targets.flatMap(({ expr }) => namesIn(expr));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !exposed.has(name))).toEqual([]);
});
