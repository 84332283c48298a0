import { startStack } from "#stack";

import { readRunOptions } from "./run-options.js";
import { percentile } from "./statistics.js";
import {
  bareBroadcast,
  burst,
  fanOut,
  pace,
  residentKb,
  resume,
  subscribeMany,
  unpaced,
  type Delivered,
} from "./stream-load.js";

const { backend, isQuick } = readRunOptions(
  "bench:stream",
  "Measures the stream beside a bare `ws` server.",
);
const SUBSCRIBERS = isQuick ? 200 : 1_000;
const SECONDS = isQuick ? 5 : 30;
const PER_SECOND = 60;
const EVENTS = 50_000;
const BURST = 200;

const show = (what: string, measured: string, goal = ""): void =>
  void process.stdout.write(
    `${what.padEnd(46)} ${measured}${goal === "" ? "" : `   goal ${goal}`}\n`,
  );
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const inWords = ({ latenciesMs, expected }: Delivered): string =>
  `${latenciesMs.length} of ${expected} frames, p50 ${ms(percentile(latenciesMs, 0.5))}, p99 ${ms(percentile(latenciesMs, 0.99))}`;

const manifestLine = (index: number): string =>
  `${JSON.stringify({
    delay_ms: index / 10,
    event: { type: "offer_cancelled", data: { offer_id: `O${index}`, domain: "alpha.one" } },
  })}\n`;

const stack = await startStack({
  backend,
});
try {
  const { pid } = stack.apps.replay;
  const before = residentKb(pid);
  const idle = await subscribeMany(stack, SUBSCRIBERS, () => undefined);
  show(
    "an idle connection",
    `${((residentKb(pid) - before) / SUBSCRIBERS).toFixed(1)} KB`,
    "≤ 30 KB",
  );
  for (const socket of idle) socket.terminate();

  const load = { subscribers: SUBSCRIBERS, perSecond: PER_SECOND, seconds: SECONDS };
  const calm = await fanOut(stack, load);
  show(
    `${SUBSCRIBERS} subscribers × ${PER_SECOND}/s for ${SECONDS} s`,
    inWords(calm),
    "p99 < 100 ms",
  );
  const memoryBefore = residentKb(pid);
  const held = await fanOut(stack, { ...load, heldBack: 10 });
  const ratio = percentile(held.latenciesMs, 0.99) / percentile(calm.latenciesMs, 0.99);
  show(
    "the same, and 10 that read nothing",
    `${inWords(held)}; p99 ${ratio.toFixed(2)}×, memory ${((residentKb(pid) - memoryBefore) / 1_024).toFixed(0)} MB more`,
    "p99 ≤ 1.2×",
  );
  const floor = await bareBroadcast(SUBSCRIBERS, BURST);
  const ours = await burst(stack, SUBSCRIBERS, BURST);
  show(
    `${BURST} events to all at once`,
    `${Math.round(ours)} frames/s, ${((100 * ours) / floor).toFixed(0)} % of a bare ws server's ${Math.round(floor)}`,
    "≥ 80 %",
  );
  show("10,000 missed events resumed in", ms(await resume(stack, 10_000)), "< 1,000 ms");

  const stored = await fetch(`${stack.gatewayUrl}/api/v1/manifests/bench`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body: Array.from({ length: EVENTS }, (_, index) => manifestLine(index)).join(""),
  });
  if (stored.status !== 200) throw new Error(await stored.text());
  for (const round of ["read for the first time", "again", "once more"]) {
    const { elapsedMs } = await unpaced(stack, "bench");
    show(
      `an unpaced replay to one client, ${round}`,
      `${Math.round((EVENTS / elapsedMs) * 1_000)} events/s`,
      "≥ 200,000",
    );
  }
  const { errorsMs } = await pace(stack);
  show(
    "`full` at 1×: late by",
    `p50 ${percentile(errorsMs, 0.5).toFixed(2)} ms, p99 ${percentile(errorsMs, 0.99).toFixed(2)} ms`,
    "p99 ≤ 2 ms",
  );
} finally {
  await stack.close();
}
