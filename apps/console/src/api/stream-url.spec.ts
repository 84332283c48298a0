import { expect, it } from "vitest";

import { resolveStreamUrl } from "./stream-url.js";

it.each([
  ["ws://h:3001/v1/stream", "http://h:3000/", "ws://h:3001/v1/stream"],
  ["ws://h:3001/v1/stream", "https://h/", "wss://h:3001/v1/stream"],
  ["/v1/stream", "http://h:8080/live", "ws://h:8080/v1/stream"],
  ["/v1/stream", "https://h/live", "wss://h/v1/stream"],
  ["wss://s/v1/stream", "http://h/", "wss://s/v1/stream"],
])("%s given to a page at %s is %s", (given, page, url) => {
  expect(resolveStreamUrl(given, new URL(page))).toBe(url);
});
