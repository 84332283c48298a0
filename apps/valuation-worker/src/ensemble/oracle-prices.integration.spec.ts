import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { waitFor } from "../../../../tools/run/stack/index.js";
import { OraclePrices } from "./oracle-prices.js";

// Real: an HTTP server that a price is asked of. Virtual: the clock.
let server: Server;
let url: string;
let asked: string[] = [];
interface OracleReply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}
let answer: (domain: string) => OracleReply | "never";
const price = (amount: string): { status: number; body: string } => ({
  status: 200,
  body: JSON.stringify({ price: amount, currency: "USD" }),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    const domain = decodeURIComponent(new URL(request.url ?? "", url).searchParams.get("of") ?? "");
    asked.push(domain);
    const reply = answer(domain);
    if (reply !== "never") response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/price?of={domain}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let nowMs: number;
let oracle: OraclePrices;
beforeEach(() => {
  asked = [];
  nowMs = 1_000_000;
  answer = () => price("12.50");
  oracle = new OraclePrices(url, () => nowMs);
});
const known = (domain: string, amount: string) =>
  waitFor(() => oracle.latest(domain)?.price === amount, {
    timeoutMs: 20_000,
    what: `a price of ${domain}`,
  });

it("no request waits for a price: the first has none and has it fetched, the next finds it", async () => {
  expect(oracle.latest("alpha.one")).toBeUndefined();
  await known("alpha.one", "12.50");
  expect(oracle.latest("alpha.one")).toEqual({
    price: "12.50",
    currency: "USD",
    fetchedAtMs: nowMs,
  });
  expect(asked).toEqual(["alpha.one"]);
});

it("an old price is asked for again and counts meanwhile; a stale one does not count", async () => {
  oracle.latest("alpha.one");
  await known("alpha.one", "12.50");
  answer = () => price("13");
  nowMs += 6 * 60_000;
  expect(oracle.latest("alpha.one")?.price).toBe("12.50");
  await known("alpha.one", "13");
  answer = () => ({ status: 500, body: "" });
  nowMs += 61 * 60_000;
  expect(oracle.latest("alpha.one")).toBeUndefined();
});

it("a source that fails is left alone for a while, then asked once, and comes back", async () => {
  answer = () => ({ status: 503, body: "" });
  for (let at = 0; at < 20; at += 1) oracle.latest(`n${at}.one`);
  await waitFor(() => asked.length >= 5, { timeoutMs: 20_000, what: "five failures" });
  // Another one's questions, each behind the answer to the one before, take longer than what was still under way.
  const other = new OraclePrices(url.replace("of=", "of=other."), () => nowMs);
  answer = (domain) => (domain.startsWith("other.") ? price("1") : { status: 503, body: "" });
  for (let at = 0; at < 20; at += 1) {
    const domain = `n${at}.one`;
    await waitFor(() => other.latest(domain) !== undefined, { timeoutMs: 20_000, what: domain });
    oracle.latest(domain);
  }
  asked = asked.filter((domain) => /^n\d/.test(domain));
  // Five that failed, and at most three that were under way then: the other twelve were let be.
  expect(asked.length).toBeLessThanOrEqual(8);
  const whenOpen = asked.length;
  answer = () => price("9");
  await waitFor(
    () => {
      // A failure that was still under way may have closed it once more.
      nowMs += 31_000;
      return oracle.latest("again.one")?.price === "9";
    },
    { timeoutMs: 20_000, what: "the source to be used again" },
  );
  expect(asked.length).toBeGreaterThan(whenOpen);
  await known("n19.one", "9");
});

it("ignores an invalid price, and caches that there is none", async () => {
  const bodies = [
    "not JSON",
    '{"price":"-1","currency":"USD"}',
    '{"price":12,"currency":"USD"}',
    '{"price":"1","currency":"dollars"}',
  ];
  answer = (domain) => ({ status: 200, body: bodies[Number(domain[0])] ?? "" });
  for (const at of bodies.keys()) oracle.latest(`${at}.one`);
  await waitFor(() => asked.length === bodies.length, { timeoutMs: 20_000, what: "all answers" });
  for (const at of bodies.keys()) expect(oracle.latest(`${at}.one`)).toBeUndefined();

  answer = () => ({ status: 404, body: "" });
  const other = new OraclePrices(url, () => nowMs);
  asked = [];
  other.latest("none.one");
  await waitFor(() => asked.includes("none.one"), { timeoutMs: 20_000, what: "a question" });
  answer = () => price("1");
  // Another name's answer shows that the first one's has come; the first is not asked for again.
  other.latest("some.one");
  await waitFor(() => other.latest("some.one")?.price === "1", {
    timeoutMs: 20_000,
    what: "another answer",
  });
  expect(other.latest("none.one")).toBeUndefined();
  expect(asked.filter((domain) => domain === "none.one")).toHaveLength(1);
});

it("follows a redirect within the source, and none to another host", async () => {
  const location = (to: string): OracleReply => ({
    status: 302,
    body: "",
    headers: { location: to },
  });
  let elsewhere = 0;
  const other = createServer((_request, response) => {
    elsewhere += 1;
    response.end('{"price":"666","currency":"USD"}');
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  answer = (domain) => {
    if (domain === "moved.one") return location("/price?of=new.one");
    if (domain === "away.one") return location(otherUrl);
    if (domain === "round.one") return location("/price?of=round.one");
    return price("3");
  };
  for (const domain of ["away.one", "round.one", "moved.one"]) oracle.latest(domain);
  await known("moved.one", "3");
  await waitFor(() => asked.filter((domain) => domain === "round.one").length === 4, {
    timeoutMs: 20_000,
    what: "the last redirect",
  });
  expect(oracle.latest("away.one")).toBeUndefined();
  expect(elsewhere).toBe(0);
  other.close();
});

it("reads no answer to its end that is too long", async () => {
  answer = (domain) =>
    domain === "long.one"
      ? { status: 200, body: `{"price":"1","currency":"USD","more":"${"x".repeat(1_000_000)}"}` }
      : price("2");
  oracle.latest("long.one");
  await waitFor(() => asked.includes("long.one"), { timeoutMs: 20_000, what: "a question" });
  oracle.latest("short.one");
  await known("short.one", "2");
  expect(oracle.latest("long.one")).toBeUndefined();
});
