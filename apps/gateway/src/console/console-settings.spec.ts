import { expect, it } from "vitest";

import { consoleSettings, streamOrigins } from "./console-settings.js";

const config = {
  apiKeys: [],
  jaegerUrl: undefined,
  replayPort: 3001,
  streamUrl: undefined,
};

it.each([
  ["localhost:3000", "ws://localhost:3001/v1/stream"],
  ["assay.example", "ws://assay.example:3001/v1/stream"],
  ["[::1]:3000", "ws://[::1]:3001/v1/stream"],
])("finds the stream at the replay app's port on the host that was asked: %s", (host, url) => {
  expect(consoleSettings(config, host).stream_url).toBe(url);
});

it("returns the configured address of the stream, a URL or a path behind one ingress", () => {
  const streamUrl = "wss://stream.example/v1/stream";
  expect(consoleSettings({ ...config, streamUrl }, "h").stream_url).toBe(streamUrl);
  expect(streamOrigins({ ...config, streamUrl }, "h")).toBe("wss://stream.example");
  expect(streamOrigins({ ...config, streamUrl: "/v1/stream" }, "h:1")).toBe("ws://h:1 wss://h:1");
});

it("returns Jaeger's URL, without a slash at the end", () => {
  const jaegerUrl = "http://localhost:16686/";
  expect(consoleSettings({ ...config, jaegerUrl }, "h").jaeger_url).toBe("http://localhost:16686");
  expect(consoleSettings(config, "h").jaeger_url).toBeNull();
});
